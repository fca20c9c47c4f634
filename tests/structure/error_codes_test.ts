import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { libraryFiles, source } from "./source_tree.ts";

const declaration = /export type StemmaErrorCode =([^;]*);/.exec(
  source("lib/base/errors.ts").text,
);
const codes = [...declaration![1].matchAll(/"([A-Z_]+)"/g)].map(([, code]) => code);

test("every error code has one row in README.md, and every row a code", () => {
  const rows = [
    ...readFileSync("README.md", "utf8").matchAll(
      /^\| *`([A-Z]+_[A-Z_]+)` *\|/gm,
    ),
  ]
    .map(([, code]) => code);
  assert.ok(codes.length > 0);
  assert.deepEqual(rows.toSorted(), codes.toSorted());
});

test("every error code is used by the library", () => {
  const texts = libraryFiles().filter((path) => path !== "lib/base/errors.ts")
    .map((path) => source(path).text);
  const unused = codes.filter((code) => !texts.some((text) => text.includes(`"${code}"`)));
  assert.deepEqual(unused, []);
});
