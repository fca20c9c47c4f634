import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { freePath, PathSet } from "../../lib/base/free_path.ts";
import { foldPath, safePath, safeSegment } from "../../lib/base/path.ts";
import { createPathClaims } from "../../lib/sinks/path_claims.ts";
import { checkSinkPath } from "../../lib/sinks/sink_path.ts";
import { hostileNames } from "../hostile_names.ts";

const anyName = fc.oneof(
  fc.constantFrom(...hostileNames),
  fc.string({
    unit: fc.constantFrom(
      ..."aAbB/.~ %:\\\u00e9e\u0301\u0130\u00df\uff0f\u2100\u2026\u03a3".split(""),
    ),
    maxLength: 12,
  }),
  fc.string({ unit: "grapheme", maxLength: 300 }),
);

test("`safePath()` and `safeSegment()` turn every name into a path that sinks take", () => {
  for (const name of hostileNames) checkSinkPath(`run/${safePath(name)}`);
  fc.assert(fc.property(anyName, (name) => {
    checkSinkPath(`run/${safePath(name)}`);
    checkSinkPath(safeSegment(name));
    assert.ok(!safeSegment(name).includes("/"));
  }));
});

test("`freePath()` gives paths that one disk holds beside each other, whatever is asked for", () => {
  fc.assert(fc.property(fc.array(anyName, { maxLength: 40 }), (names) => {
    const taken = new PathSet();
    const { claim } = createPathClaims();
    for (const name of names) {
      const path = freePath(`artifacts/${safePath(name)}`, taken, ".v1");
      assert.ok(!taken.isFile(foldPath(path)));
      taken.add(path);
      claim(checkSinkPath(`e/r/${path}`));
    }
  }));
});

test("`freePath()` looks few paths up where many files want the same one", () => {
  const taken = new PathSet();
  let lookUps = 0;
  const counted = {
    isFile: (folded: string) => (lookUps++, taken.isFile(folded)),
    isFolder: (folded: string) => taken.isFolder(folded),
  };
  const paths = new Set<string>();
  for (let i = 0; i < 2000; i++) {
    const path = freePath("artifacts/same.bin", counted);
    paths.add(path);
    taken.add(path);
  }
  assert.equal(paths.size, 2000);
  assert.ok(paths.has("artifacts/same~2000.bin"));
  assert.ok(lookUps < 2000 * 30, `${lookUps} look-ups`);
});

test("`freePath()` marks a folder that is a file already, and a file that is a folder", () => {
  const taken = new PathSet();
  const take = (path: string) => {
    const free = freePath(path, taken);
    taken.add(free);
    return free;
  };
  assert.deepEqual(["x/a", "x/a/b", "x/a/c", "x/A", "x/d/e.txt", "x/d", "x/D/e.TXT"].map(take), [
    "x/a",
    "x/a~2/b",
    "x/a~2/c",
    "x/A~3",
    "x/d/e.txt",
    "x/d~2",
    "x/D/e~2.TXT",
  ]);
});
