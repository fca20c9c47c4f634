import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { lineAt, source, treeFiles } from "./source_tree.ts";

const binary = /\.(?:wasm|png|gz|zip|bin|log)$/;
const texts = treeFiles().filter((path) => !binary.test(path) && !path.endsWith(".lock"))
  .map((path) => ({ path, text: readFileSync(path, "utf8") }));

/** Where a pattern stands in the tree, as `path:line match`. */
function places(
  files: { path: string; text: string }[],
  pattern: RegExp,
): string[] {
  return files.flatMap(({ path, text }) =>
    [...text.matchAll(pattern)].map((found) => `${path}:${lineAt(text, found.index)} ${found[0]}`)
  );
}

test("no file names a path of one machine", () => {
  const folder = /(?<![\w.~}*)$-])\/(?:home|root|Users|work|opt|tmp|farm)\/[a-z]\S*/g;
  assert.deepEqual(places(texts, folder), []);
});

test("no file names the host of a registry", () => {
  const host =
    /\bregistry\.[a-z][a-z0-9-]*\.[a-z]+|\bfiles\.pythonhosted\b|\bpypi\.org\b|\b(?:static|index)\.crates\.io\b|\bartifactory\b/gi;
  const own = "tests/structure/wording_test.ts";
  assert.deepEqual(places(texts.filter(({ path }) => path !== own), host), []);
});

test("no word promises instead of doing", () => {
  const words = [
    "TO" + "DO",
    "FIX" + "ME",
    "not imple" + "mented",
    "unimple" + "mented",
  ];
  const promise = new RegExp(`\\b(?:${words.join("|")})\\b`, "g");
  assert.deepEqual(
    places(texts.filter(({ path }) => /\.(?:ts|rs)$/.test(path)), promise),
    [],
  );
});

test("no error is swallowed without a reason", () => {
  const quiet = /\bcatch\s*(?:\([^)]*\))?\s*\{(\s*)\}|\.catch\(\s*\(\w*\)\s*=>\s*\{(\s*)\}/g;
  const silent = texts.filter(({ path }) => path.endsWith(".ts")).flatMap(
    ({ path }) => {
      const { text, code } = source(path);
      const lines = text.split("\n");
      const reason = (line: number) => /\/\/|\*\//.test(lines[line] ?? "");
      return [...code.matchAll(quiet)]
        // The mask blanks comments: braces that are empty in the text too have no reason in them.
        .filter(({ index, 0: { length } }) => /\{\s*\}$/.test(text.slice(index, index + length)))
        .filter(({ index }) => {
          const line = lineAt(text, index) - 1;
          return !reason(line) && !reason(line - 1);
        })
        .map((found) => `${path}:${lineAt(text, found.index)}`);
    },
  );
  assert.deepEqual(silent, []);
});
