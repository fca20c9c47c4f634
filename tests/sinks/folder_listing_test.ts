import assert from "node:assert/strict";
import test from "node:test";
import { createFolderListing } from "../../lib/sinks/folder_listing.ts";

function counted(paths: string[], fails = false) {
  const asked: string[] = [];
  const listing = createFolderListing(async function* (prefix) {
    asked.push(prefix);
    if (fails) throw new Error("these keys may not list");
    yield* paths.filter((path) => path.startsWith(prefix)).map((path) => ({ path, size: 1 }));
  });
  return { asked, listing };
}

test("a folder is asked for once, when its log is begun", async () => {
  const { asked, listing } = counted(["a/r1/x", "a/r2/y"]);
  assert.equal(await listing.isAbsent("a/r1/z"), false, "nothing is known yet");
  listing.begin("a/r1/manifest.json");
  listing.begin("a/r1/run.log");
  assert.equal(await listing.isAbsent("a/r1/x"), false);
  assert.equal(await listing.isAbsent("a/r1/deep/z"), true);
  assert.equal(await listing.isAbsent("a/r2/z"), false, "of another folder nothing is known");
  listing.add("a/r1/deep/z");
  assert.equal(await listing.isAbsent("a/r1/deep/z"), false);
  listing.end("a/r1/manifest.json");
  assert.equal(await listing.isAbsent("a/r1/w"), false);
  assert.deepEqual(asked, ["a/r1/"]);
});

test("a log at the top is in a folder too", async () => {
  const { listing } = counted(["x"]);
  listing.begin("run.log");
  assert.deepEqual([await listing.isAbsent("x"), await listing.isAbsent("b/y")], [false, true]);
});

test("where listing fails, or has no end, nothing is known", async () => {
  const many = Array.from({ length: 20_001 }, (_, i) => `r/${i}`);
  for (const { listing } of [counted([], true), counted(many)]) {
    listing.begin("r/run.log");
    assert.equal(await listing.isAbsent("r/other"), false);
  }
});
