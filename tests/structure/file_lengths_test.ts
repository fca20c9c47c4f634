import assert from "node:assert/strict";
import test from "node:test";
import { source, treeFiles } from "./source_tree.ts";

/** Written by a program: the gate proves that they are current. */
const generated = ["lib/core/core_bytes.ts"];
const most = 300;

const lengths = treeFiles()
  .filter((path) => /\.(?:ts|rs|py|sh)$/.test(path) && !generated.includes(path))
  .map((path) => ({
    path,
    lines: source(path).text.trimEnd().split("\n").length,
  }));

test(`no hand-written file is longer than ${most} lines`, () => {
  const sorted = lengths.filter(({ path }) => path.startsWith("lib/"))
    .map(({ lines }) => lines).sort((a, b) => a - b);
  console.log(
    `${sorted.length} files in lib/, median ${sorted[sorted.length >> 1]} lines`,
  );
  const long = lengths.filter(({ lines }) => lines > most)
    .map(({ path, lines }) => `${path}: ${lines}`);
  assert.deepEqual(long, []);
});
