import assert from "node:assert/strict";
import test from "node:test";
import { memorySink } from "../../lib/sinks/memory_sink.ts";
import { conformSink } from "./conformance.ts";
import { fileOf } from "./sink_files.ts";

conformSink("memorySink", { replaces: true, has: true }, () => {
  const sink = memorySink();
  return Promise.resolve({
    sink,
    paths: () => Promise.resolve([...sink.files.keys()]),
    read: (path) => Promise.resolve(sink.files.get(path)),
    dispose: () => Promise.resolve(),
  });
});

test("`memorySink()` tells by the bytes themselves what it has", async () => {
  const sink = memorySink();
  const file = fileOf("a", "content");
  await sink.put(file);
  sink.files.get("a")![0] = 0;
  assert.equal(await sink.has("a", file.sha256), false);
  sink.files.delete("a");
  assert.equal(await sink.has("a", file.sha256), false);
});
