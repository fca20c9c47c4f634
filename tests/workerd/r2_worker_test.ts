import assert from "node:assert/strict";
import test, { after } from "node:test";
import { r2Sink, r2Source } from "stemma/s3";
import { r2Store } from "../../lib/stores/r2_store.ts";
import { needsVersitygw, startVersitygwServer } from "../servers/versitygw.ts";
import { needsWorkerd, type RunningWorker, startWorker } from "../servers/workerd.ts";
import { conformSink } from "../sinks/conformance.ts";
import { refused } from "../sinks/harness.ts";
import { digestOf, fileOf, noise } from "../sinks/sink_files.ts";
import { conformSource } from "../sources/conformance.ts";
import { bucketOf } from "../stores/s3_bucket.ts";
import { r2OverHttp } from "./r2_over_http.ts";

let started: Promise<RunningWorker> | undefined;
let count = 0;

/** The bucket of the one Worker of this file, and a folder in it that nobody used. */
async function bucket() {
  started ??= startWorker("tests/workerd/r2_worker.ts", {
    r2_buckets: [{ binding: "RUNS", bucket_name: "runs" }],
  });
  const { url } = await started;
  return { url, r2: r2OverHttp(url), prefix: `${count++}` };
}

after(async () => await (await started)?.stop());

if (needsWorkerd.skip === false) {
  conformSink("r2Sink", { replaces: true, has: true }, async () => {
    const { r2, prefix } = await bucket();
    return {
      sink: r2Sink(r2, { prefix }),
      async paths() {
        const { objects } = await r2.list({ prefix: `${prefix}/` });
        return objects.map(({ key }) => key.slice(prefix.length + 1));
      },
      async read(path) {
        const object = await r2.get(`${prefix}/${path}`);
        return object === null
          ? undefined
          : new Uint8Array(await new Response(object.body).arrayBuffer());
      },
      dispose: () => Promise.resolve(),
    };
  });

  conformSource("r2Source", { lists: true }, async (files) => {
    const { r2, prefix } = await bucket();
    const store = r2Store(r2, `${prefix}/`);
    for (const [path, content] of files) {
      const bytes = new Uint8Array(content);
      await store.put(fileOf(path, bytes), bytes, undefined);
    }
    return { source: r2Source(r2, { prefix }), dispose: () => Promise.resolve() };
  });
}

test("`r2Sink()` sends large files in parts, and lets one creator win", needsWorkerd, async () => {
  const { r2, prefix } = await bucket();
  const content = noise(11 * 1024 * 1024);
  const sink = r2Sink(r2, { prefix });
  await sink.put(fileOf("large", content));
  assert.equal(await r2Sink(r2, { prefix }).has("large", digestOf(content)), true);
  const other = fileOf("large", noise(6 * 1024 * 1024, 5));
  assert.equal(await sink.has("large", other.sha256), false);
  await r2Sink(r2, { prefix }).put(fileOf("large", "small"));
  await refused(sink.put(other), "SINK_CONFLICT", "large");
  const ends = await Promise.allSettled(Array.from({ length: 6 }, async (_, i) => {
    const file = fileOf("r/manifest.json", `of writer ${i}`);
    const sink = r2Sink(r2, { prefix });
    await sink.has("r/run.log", file.sha256);
    await sink.put(file);
  }));
  assert.ok(ends.some(({ status }) => status === "fulfilled"));
});

test("a Worker saves a run in R2 and in S3, and reads it back, in workerd", {
  skip: needsWorkerd.skip || needsVersitygw.skip,
}, async () => {
  const { url } = await bucket();
  const server = await startVersitygwServer();
  try {
    const { prefix: _, ...options } = bucketOf(server).options("");
    const answer = await fetch(`${url}/save`, { method: "POST", body: JSON.stringify(options) });
    assert.equal(answer.status, 200, await answer.clone().text());
    const { failed, digests } = await answer.json();
    assert.deepEqual(failed, []);
    assert.equal(new Set(digests).size, 1);
    assert.ok(bucketOf(server).paths("edge/w1").includes("manifest.json"));
  } finally {
    await server.stop();
  }
});

test("`r2Sink()` and `r2Source()` check their arguments", () => {
  for (const make of [r2Sink, r2Source]) {
    assert.throws(() => make({} as never), TypeError);
    assert.throws(() => make(undefined as never), TypeError);
    assert.throws(() => make({ put() {}, get() {} } as never, { prefix: "../a" }), TypeError);
    assert.throws(() => make({ put() {}, get() {} } as never, { prefx: "a" } as never), TypeError);
  }
});
