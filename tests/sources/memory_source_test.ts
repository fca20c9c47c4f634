import assert from "node:assert/strict";
import test from "node:test";
import { memorySource } from "../../lib/sources/memory_source.ts";
import { conformSource, readAll } from "./conformance.ts";

conformSource(
  "memorySource",
  { lists: true },
  (files) => Promise.resolve({ source: memorySource(files), dispose: () => Promise.resolve() }),
);

test("`memorySource()` sees what comes into the map later", async () => {
  const files = new Map<string, Uint8Array>();
  const source = memorySource(files);
  assert.equal(await source.get("a"), undefined);
  files.set("a", Uint8Array.of(1, 2));
  assert.deepEqual(await readAll(source, "a"), Uint8Array.of(1, 2));
});

test("`memorySource()` refuses what is no map", () => {
  for (const files of [undefined, null, [], {}, "a"]) {
    assert.throws(() => memorySource(files as never), /a Map was expected/);
  }
});
