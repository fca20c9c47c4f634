import assert from "node:assert/strict";
import test from "node:test";
import { logMetric, logParam, runFromFiles, saveRun, startRun } from "stemma";
import { s3Sink } from "../../lib/sinks/s3_sink.ts";
import type { S3Options } from "../../lib/stores/s3_options.ts";
import { type Fault, type FaultyFetch, faultyFetch } from "../servers/faulty_fetch.ts";
import { needsVersitygw, startVersitygwServer } from "../servers/versitygw.ts";
import { bucketOf, type S3Bucket } from "../stores/s3_bucket.ts";
import { refused } from "./harness.ts";
import { digestOf, fileOf, noise } from "./sink_files.ts";

const MEGA = 1024 * 1024;

interface Scene {
  readonly bucket: S3Bucket;
  /** Options whose requests go through `faulty`. */
  readonly options: S3Options;
  readonly faulty: FaultyFetch;
  readonly url: string;
}

/** Runs a check against a bucket of its own on a real server. */
function law(what: string, check: (scene: Scene) => Promise<void>): void {
  test(`\`s3Sink()\` ${what}`, needsVersitygw, async () => {
    const server = await startVersitygwServer();
    try {
      const bucket = bucketOf(server);
      const faulty = faultyFetch();
      const options = { ...bucket.options("lab"), fetch: faulty.fetch };
      await check({ bucket, options, faulty, url: server.url });
    } finally {
      await server.stop();
    }
  });
}

const methods = (faulty: FaultyFetch) => faulty.seen.map(({ method }) => method);

law("sends a run as it is, and what is there already not again", async (scene) => {
  const { bucket, options, faulty } = scene;
  const run = logParam(startRun({ experiment: "digits", runId: "r1" }), "seed", 7);
  const first = await saveRun(run, s3Sink(options));
  assert.deepEqual(first.failed, []);
  faulty.seen.length = 0;
  const again = await saveRun(run, s3Sink(options));
  assert.deepEqual([again.failed, again.written], [[], []]);
  assert.deepEqual(new Set(methods(faulty)), new Set(["GET", "HEAD"]));
  assert.equal(methods(faulty).filter((method) => method === "GET").length, 1, "one listing");

  const grown = logMetric(run, "loss", 0.5);
  const third = await saveRun(grown, s3Sink(options));
  assert.deepEqual(third.failed, []);
  assert.ok(third.written.some(({ path }) => path === "digits/r1/run.log"));
  const files = new Map(bucket.paths("lab").map((path) => [path, bucket.read("lab", path)!]));
  assert.deepEqual(runFromFiles(files), grown);
});

law(
  "takes a lost answer for what it is: the object is there",
  async ({ options, faulty, bucket }) => {
    faulty.script.push("lose");
    await s3Sink(options).put(fileOf("a", "content"));
    assert.deepEqual(methods(faulty), ["PUT", "PUT", "HEAD"]);
    assert.equal(digestOf(bucket.read("lab", "a")!), digestOf(new TextEncoder().encode("content")));
    faulty.script.push("pass", "pass", "lose");
    await s3Sink(options).put(fileOf("a", "replaced"));
    assert.equal(new TextDecoder().decode(bucket.read("lab", "a")), "replaced");
  },
);

law("lets one of many creators win, and tells the others", async ({ options, bucket }) => {
  const sinks = Array.from({ length: 8 }, () => s3Sink(options));
  const files = sinks.map((_, i) => fileOf("r/manifest.json", `of writer ${i}`));
  // Each has seen the folder empty: the run's log begins a saving.
  await Promise.all(sinks.map((sink, i) => sink.has("r/run.log", files[i].sha256)));
  const ends = await Promise.allSettled(sinks.map((sink, i) => sink.put(files[i])));
  const winners = ends.flatMap(({ status }, i) => status === "fulfilled" ? i : []);
  assert.equal(winners.length, 1);
  assert.equal(
    new TextDecoder().decode(bucket.read("lab", "r/manifest.json")),
    `of writer ${winners[0]}`,
  );
  for (const end of ends) {
    if (end.status === "fulfilled") continue;
    const error = await refused(Promise.reject(end.reason), "SINK_CONFLICT", "r/manifest.json");
    assert.equal(error.retryable, true);
  }
  // Who is told saves again, over what is there now.
  const loser = (winners[0] + 1) % 8;
  await sinks[loser].has("r/run.log", files[loser].sha256);
  await sinks[loser].put(files[loser]);
});

law("lets many writers put the same bytes", async ({ options, bucket }) => {
  const content = noise(100_000);
  await Promise.all(
    Array.from({ length: 8 }, () => s3Sink(options).put(fileOf("same", content))),
  );
  assert.equal(digestOf(bucket.read("lab", "same")!), digestOf(content));
});

law("overwrites nothing that it has not seen", async ({ options, bucket }) => {
  const [mine, other] = [s3Sink(options), s3Sink(options)];
  const file = fileOf("r/run.log", "mine");
  assert.equal(await mine.has(file.path, file.sha256), false);
  await other.put(fileOf("r/run.log", "other"));
  await refused(mine.put(file), "SINK_CONFLICT", file.path);
  assert.equal(new TextDecoder().decode(bucket.read("lab", file.path)), "other");
  assert.equal(await mine.has(file.path, file.sha256), false);
  await mine.put(file);
  assert.equal(new TextDecoder().decode(bucket.read("lab", file.path)), "mine");
});

law("sends a large file in parts, once", async ({ options, bucket, faulty }) => {
  const content = noise(20 * MEGA + 5);
  const file = fileOf("large", content, { chunk: MEGA });
  const sink = s3Sink(options);
  await sink.put(file);
  assert.equal(digestOf(bucket.read("lab", "large")!), digestOf(content));
  assert.equal(methods(faulty).filter((method) => method === "PUT").length, 5);
  assert.equal(await sink.has("large", file.sha256), true);
  faulty.seen.length = 0;
  await s3Sink(options).put(file);
  assert.deepEqual(methods(faulty), ["HEAD"]);
  await sink.put(fileOf("large", noise(9 * MEGA, 7)));
  assert.equal(digestOf(bucket.read("lab", "large")!), digestOf(noise(9 * MEGA, 7)));
  assert.deepEqual(bucket.unfinished(), []);
});

law("sends a part again whose answer was lost", async ({ options, bucket, faulty }) => {
  const content = noise(20 * MEGA);
  const faults: Record<string, Fault[]> = {
    "partNumber=1&": ["lose", "lose"],
    "partNumber=2&": ["reset", 503],
    "partNumber=3&": [500],
    "?uploadId=": ["lose"],
  };
  faulty.otherwise = (url) => {
    const kind = Object.keys(faults).find((text) => url.includes(text));
    return faults[kind ?? ""]?.shift() ?? "pass";
  };
  await s3Sink(options).put(fileOf("large", content));
  assert.equal(digestOf(bucket.read("lab", "large")!), digestOf(content));
  assert.deepEqual([bucket.unfinished(), Object.values(faults).flat()], [[], []]);
});

law("leaves nothing of a large file that fails", async ({ options, bucket, faulty }) => {
  const content = noise(20 * MEGA);
  faulty.otherwise = (url) => url.includes("partNumber=2") ? 403 : "pass";
  await refused(s3Sink(options).put(fileOf("large", content)), "SINK_HTTP", "large");
  assert.equal(methods(faulty).at(-1), "DELETE");
  faulty.otherwise = undefined;
  const wrong = fileOf("large", content, { sha256: "0".repeat(64) });
  await refused(s3Sink(options).put(wrong), "SINK_CONTENT", "large");
  const controller = new AbortController();
  const stopped = fileOf("large", content, {
    before: (count) => count < 17 * MEGA ? undefined : controller.abort(),
  });
  const put = s3Sink(options).put(stopped, { signal: controller.signal });
  await refused(put, "SINK_ABORTED", "large");
  assert.deepEqual([bucket.unfinished(), bucket.paths("lab")], [[], []]);
});

law("leaves nothing of a large file that another writer was faster with", async (scene) => {
  const { options, bucket, faulty } = scene;
  let isFirst = true;
  faulty.otherwise = (url, { method }) => {
    if (method !== "POST" || !url.includes("uploadId") || !isFirst) return "pass";
    isFirst = false;
    return () =>
      new Response("<Error><Code>ConditionalRequestConflict</Code></Error>", { status: 409 });
  };
  const sink = s3Sink(options);
  const file = fileOf("large", noise(9 * MEGA));
  assert.equal(await sink.has("large", file.sha256), false);
  await s3Sink(options).put(fileOf("large", "small, but first"));
  await refused(sink.put(file), "SINK_CONFLICT", "large");
  assert.deepEqual(bucket.unfinished(), []);
  assert.equal(new TextDecoder().decode(bucket.read("lab", "large")), "small, but first");
});
