import assert from "node:assert/strict";
import test from "node:test";
import { presignedSink, type PresignOptions, type PresignRequest, presignS3 } from "stemma/s3";
import { faultyFetch } from "../servers/faulty_fetch.ts";
import { needsVersitygw, startVersitygwServer } from "../servers/versitygw.ts";
import { bucketOf } from "../stores/s3_bucket.ts";
import { conformSink } from "./conformance.ts";
import { refused } from "./harness.ts";
import { digestOf, fileOf, noise } from "./sink_files.ts";

const MEGA = 1024 * 1024;
const retry = { delayMs: 10 };
/** As between a page and its server. */
const asJson = <T>(value: T): T => JSON.parse(JSON.stringify(value));

function signerOf(options: PresignOptions & { fetch?: unknown; retry?: unknown }) {
  const { fetch: _, retry: __, ...keys } = options;
  const sign = presignS3(keys);
  return async (request: PresignRequest) => asJson(await sign(asJson(request)));
}

if (needsVersitygw.skip === false) {
  conformSink("presignedSink", { replaces: true, has: true }, async () => {
    const server = await startVersitygwServer();
    const bucket = bucketOf(server);
    return {
      sink: presignedSink(signerOf(bucket.options("a folder")), { retry }),
      paths: () => Promise.resolve([...bucket.paths("a folder"), ...bucket.unfinished()]),
      read: (path) => Promise.resolve(bucket.read("a folder", path)),
      dispose: () => server.stop(),
    };
  });
}

test(
  "`presignedSink()` sends large files in parts, and what an address covers alone",
  needsVersitygw,
  async () => {
    const server = await startVersitygwServer();
    try {
      const bucket = bucketOf(server);
      const sign = signerOf(bucket.options("lab"));
      const faulty = faultyFetch();
      const sink = presignedSink(sign, { retry, fetch: faulty.fetch });
      const content = noise(12 * MEGA);
      faulty.script.push("pass", "pass", "lose", 503);
      await sink.put(fileOf("large", content));
      assert.equal(digestOf(bucket.read("lab", "large")!), digestOf(content));
      assert.deepEqual(bucket.unfinished(), []);

      const facts = { path: "a", size: 1, mediaType: "text/plain", sha256: digestOf(noise(1)) };
      const put = await sign({ action: "put", ...facts });
      const send = async (change: RequestInit & { url?: string } = {}) => {
        const body = noise(1);
        const init = { method: "PUT", headers: put.headers, body, ...change };
        const answer = await fetch(change.url ?? put.url, init);
        await answer.body?.cancel();
        return answer.status;
      };
      assert.equal(await send({ body: noise(2) }), 400);
      assert.equal(await send({ url: put.url.replace("/lab/a?", "/lab/b?") }), 403);
      const { "if-none-match": _, ...unconditional } = put.headers;
      assert.equal(await send({ headers: unconditional }), 403);
      assert.deepEqual(bucket.paths("lab"), ["large"]);
      assert.equal(await send(), 200);
      assert.equal(await send(), 412);

      const late = presignedSink(signerOf({
        ...bucket.options("lab"),
        expires: 1,
        env: { now: () => Date.now() - 5000, randomId: () => "1" },
      }));
      const error = await refused(late.put(fileOf("late", "x")), "SINK_HTTP", "late");
      assert.equal(error.details.status, 403);
      assert.doesNotMatch(error.message + JSON.stringify(error.details), /[0-9a-f]{64}/);
    } finally {
      await server.stop();
    }
  },
);

const keys = { bucket: "runs", accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "S3CRET" };

test("`presignedSink()` shows no signature, and tells what the signer said", async () => {
  const sign = presignS3(keys);
  const fails = presignedSink(sign, {
    retry: { attempts: 1 },
    fetch: (url) => Promise.reject(new TypeError(`error sending request for url (${url})`)),
  });
  const error = await refused(fails.put(fileOf("a", "x")), "SINK_NETWORK", "a");
  const { "X-Amz-Signature": signature } = Object.fromEntries(
    new URL((await sign({ action: "head", path: "a" })).url).searchParams,
  );
  assert.equal(signature.length, 64);
  assert.doesNotMatch(`${error.message} ${error.stack} ${error.cause}`, /X-Amz-Signature|S3CRET/);

  const denied = presignedSink(() => Promise.reject(new Error("not your folder")));
  const told = await refused(denied.put(fileOf("a", "x")), "SINK_NETWORK", "a");
  assert.match(told.message, /could not be signed: not your folder$/);
  for (const answer of [undefined, {}, { url: "/relative" }, "page"]) {
    const odd = presignedSink(() => Promise.resolve(answer as never));
    await refused(odd.put(fileOf("a", "x")), "SINK_NETWORK", "a");
  }
  const hangs = presignedSink(() => new Promise(() => {}), { retry: { timeoutMs: 20 } });
  await refused(hangs.put(fileOf("a", "x")), "SINK_TIMEOUT", "a");
  assert.throws(() => presignedSink(1 as never), TypeError);
  assert.throws(() => presignedSink(sign, { bucket: "x" } as never), TypeError);
});

test("`presignS3()` signs nothing but what a sink asks for, below its prefix", async () => {
  const sign = presignS3({ ...keys, prefix: "lab" });
  const sha256 = "0".repeat(64);
  const put = { action: "put", path: "a", size: 1, mediaType: "text/plain", sha256 };
  const signed = await sign(put as PresignRequest);
  assert.match(signed.url, /^https:\/\/runs\.s3\.us-east-1\.amazonaws\.com\/lab\/a\?/);
  assert.doesNotMatch(JSON.stringify(signed), /S3CRET/);
  for (const path of ["../a", "/a", "a/%2e%2e/b", "", undefined, { toString: () => "a" }]) {
    await assert.rejects(sign({ ...put, path } as never), { code: "SINK_PATH" });
  }
  const wrong = [
    undefined,
    {},
    { ...put, action: "get" },
    { ...put, action: "__proto__" },
    { ...put, sha256: "x" },
    { ...put, size: -1 },
    { ...put, mediaType: 1 },
    { ...put, replaces: "a\nb: c" },
    { action: "part", path: "a", uploadId: "u", number: 0, sha256 },
    { action: "part", path: "a", uploadId: "", number: 1, sha256 },
    { action: "abort", path: "a" },
  ];
  for (const ask of wrong) {
    await assert.rejects(sign(ask as never), TypeError, JSON.stringify(ask));
  }
  assert.throws(() => presignS3({ ...keys, expires: 604_801 }), RangeError);
  assert.throws(() => presignS3({ ...keys, expires: 0 }), RangeError);
  assert.throws(() => presignS3({ ...keys, retries: 1 } as never), TypeError);
});
