import assert from "node:assert/strict";
import test from "node:test";
import { digest, logMetric, runFromSource, saveRun, startRun } from "stemma";
import { s3Sink, s3Source } from "stemma/s3";
import { faultyFetch } from "../servers/faulty_fetch.ts";
import {
  needsVersitygw,
  startVersitygwServer,
  type VersitygwServer,
} from "../servers/versitygw.ts";
import { fileOf, noise } from "../sinks/sink_files.ts";
import { checkS3Options } from "../../lib/stores/s3_options.ts";
import { s3Store } from "../../lib/stores/s3_store.ts";
import { signedPlace } from "../../lib/stores/signed_place.ts";
import { bucketOf } from "../stores/s3_bucket.ts";
import { conformSource, readAll, refused } from "./conformance.ts";

if (needsVersitygw.skip === false) {
  conformSource("s3Source", { lists: true }, async (files) => {
    const server = await startVersitygwServer();
    const options = bucketOf(server).options("a folder");
    const store = s3Store(signedPlace("test", checkS3Options("test", options), options));
    // Past the sink, which refuses some of the paths.
    for (const [path, content] of files) {
      const bytes = new Uint8Array(content);
      await store.put(fileOf(path, bytes), bytes, undefined);
    }
    return { source: s3Source(options), dispose: server.stop };
  });
}

function law(what: string, check: (server: VersitygwServer) => Promise<void>): void {
  test(`\`s3Source()\` ${what}`, needsVersitygw, async () => {
    const server = await startVersitygwServer();
    try {
      await check(server);
    } finally {
      await server.stop();
    }
  });
}

law("gives back the run that was saved", async (server) => {
  const options = bucketOf(server).options("lab");
  const run = logMetric(startRun({ experiment: "digits", runId: "r1" }), "loss", 0.5);
  assert.deepEqual((await saveRun(run, s3Sink(options))).failed, []);
  const source = s3Source({ ...options, prefix: "lab/digits/r1" });
  assert.equal(digest(await runFromSource(source)), digest(run));
});

law("goes on where an answer broke off", async (server) => {
  const options = bucketOf(server).options("lab");
  const content = noise(3_000_000);
  await s3Sink(options).put(fileOf("large", content));
  let cuts = 3;
  const source = s3Source({
    ...options,
    fetch: async (url, init) => {
      const response = await fetch(url, init);
      if (cuts-- <= 0) return response;
      let count = 0;
      const broken = response.body!.pipeThrough(
        new TransformStream<Uint8Array, Uint8Array>({
          transform(chunk, controller) {
            count += chunk.length;
            if (count > 700_000) controller.error(new Error("cut"));
            else controller.enqueue(chunk);
          },
        }),
      );
      return new Response(broken, response);
    },
  });
  assert.deepEqual(await readAll(source, "large"), content);
  assert.equal(cuts, -1);
});

law("lists more files than a page holds", async (server) => {
  const options = bucketOf(server).options("lab");
  const sink = s3Sink(options);
  const paths = Array.from({ length: 1003 }, (_, i) => `many/a&b <${i}>`.replace(/[<>]/g, "'"));
  await Promise.all(paths.map((path) => sink.put(fileOf(path, "x"))));
  const listed: string[] = [];
  for await (const { path, size } of s3Source(options).list!("many/")) {
    assert.equal(size, 1);
    listed.push(path);
  }
  assert.deepEqual(listed.sort(), paths.sort());
});

law("says what is wrong with keys and bucket", async (server) => {
  const options = bucketOf(server).options("lab");
  const cases: [object, string, RegExp][] = [
    [{ secretAccessKey: "another secret" }, "SignatureDoesNotMatch", /not the one of this/],
    [{ accessKeyId: "nobody" }, "XAdminUserNotFound", /does not know this access key id/],
    [{ bucket: "none" }, "NoSuchBucket", /no such bucket/],
  ];
  for (const [wrong, reason, told] of cases) {
    const source = s3Source({ ...options, ...wrong });
    for (const path of ["r1/run.log", "a b/+"]) {
      const error = await refused(source.get(path), "SINK_HTTP", path);
      assert.equal(error.details.reason, reason);
      assert.match(error.message, told);
      assert.doesNotMatch(error.message, /another secret/);
    }
    const entries = source.list!("")[Symbol.asyncIterator]();
    const error = await refused(entries.next(), "SINK_HTTP", "");
    assert.equal(error.details.reason, reason);
  }
});

const keys = {
  bucket: "runs",
  accessKeyId: "id",
  secretAccessKey: "S3CRET",
  retry: { delayMs: 1 },
};

test("`s3Source()` takes no proxy's page for a listing, and signs each try anew", async () => {
  const { fetch } = faultyFetch(() => Promise.resolve(new Response("<html>Sign in</html>")));
  const entries = s3Source({ ...keys, fetch }).list!("a")[Symbol.asyncIterator]();
  await refused(entries.next(), "SINK_ANSWER", "a");
  const faulty = faultyFetch(() => Promise.resolve(new Response("content")));
  faulty.script.push(503, "reset");
  let now = Date.UTC(2026, 0, 1);
  const dates: (string | null)[] = [];
  const source = s3Source({
    ...keys,
    env: { now: () => now += 1000, randomId: () => "1" },
    fetch: (url, init) => {
      dates.push(new Headers(init.headers).get("x-amz-date"));
      return faulty.fetch(url, init);
    },
  });
  assert.equal(new TextDecoder().decode(await readAll(source, "a")), "content");
  assert.equal(new Set(dates).size, 3);
});

test("`s3Source()` stops at a store that lists one page for ever", async () => {
  const page = `<ListBucketResult><Contents><Key>a</Key><Size>1</Size></Contents>` +
    `<NextContinuationToken>t</NextContinuationToken></ListBucketResult>`;
  const source = s3Source({ ...keys, fetch: () => Promise.resolve(new Response(page)) });
  const listed: string[] = [];
  for await (const { path } of source.list!("")) listed.push(path);
  assert.deepEqual(listed, ["a", "a"]);
});
