import assert from "node:assert/strict";
import test from "node:test";
import { digest, runFromSource, saveRun, startRun } from "stemma";
import { gcsSink, gcsSource } from "stemma/s3";
import { checkGcsOptions } from "../../lib/stores/gcs_options.ts";
import { gcsStore } from "../../lib/stores/gcs_store.ts";
import { needsFakeGcs, startFakeGcsServer } from "../servers/fake_gcs.ts";
import { fileOf } from "../sinks/sink_files.ts";
import { conformSource, readAll, refused } from "./conformance.ts";

if (needsFakeGcs.skip === false) {
  conformSource("gcsSource", { lists: true }, async (files) => {
    const server = await startFakeGcsServer();
    const options = { bucket: "runs", prefix: "a folder", endpoint: server.url };
    const store = gcsStore("test", checkGcsOptions("test", options));
    // Past the sink, which refuses some of the paths.
    for (const [path, content] of files) {
      const bytes = new Uint8Array(content);
      await store.put(fileOf(path, bytes), bytes, undefined);
    }
    return { source: gcsSource(options), dispose: server.stop };
  });
}

test("`gcsSource()` gives back the run that was saved", needsFakeGcs, async () => {
  const server = await startFakeGcsServer();
  try {
    const options = { bucket: "runs", endpoint: server.url };
    const run = startRun({ experiment: "digits", runId: "r1" });
    assert.deepEqual((await saveRun(run, gcsSink(options))).failed, []);
    const source = gcsSource({ ...options, prefix: "digits/r1" });
    assert.equal(digest(await runFromSource(source)), digest(run));
  } finally {
    await server.stop();
  }
});

test("`gcsSource()` sends its token, takes pages, and no other answer", async () => {
  const seen: (string | null)[] = [];
  const pages = [{ items: [{ name: "x/a", size: "1" }], nextPageToken: "2" }, {
    items: [null, {}],
  }];
  const listing = gcsSource({
    bucket: "runs",
    prefix: "x",
    token: "T",
    fetch: (_, init) => {
      seen.push(new Headers(init.headers).get("authorization"));
      return Promise.resolve(pages.length > 0 ? Response.json(pages.shift()) : new Response("x"));
    },
  });
  const listed = [];
  for await (const entry of listing.list!("")) listed.push(entry);
  assert.deepEqual(listed, [{ path: "a", size: 1 }]);
  assert.equal(new TextDecoder().decode(await readAll(listing, "a")), "x");
  assert.deepEqual(seen, ["Bearer T", "Bearer T", "Bearer T"]);
  for (const answer of ["<html>", `{"items":1}`]) {
    const odd = gcsSource({ bucket: "runs", fetch: () => Promise.resolve(new Response(answer)) });
    await refused(odd.list!("a")[Symbol.asyncIterator]().next(), "SINK_ANSWER", "a");
  }
});
