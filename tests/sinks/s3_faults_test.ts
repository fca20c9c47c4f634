import assert from "node:assert/strict";
import { inspect } from "node:util";
import test from "node:test";
import type { SinkError, StemmaErrorCode } from "../../lib/base/errors.ts";
import { s3Sink } from "../../lib/sinks/s3_sink.ts";
import type { S3Options } from "../../lib/stores/s3_options.ts";
import { type Fault, faultyFetch } from "../servers/faulty_fetch.ts";
import { needsVersitygw, startVersitygwServer } from "../servers/versitygw.ts";
import { refused } from "./harness.ts";
import { fileOf, noise } from "./sink_files.ts";

const SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
const TOKEN = "FwoGZXIvYXdzEXAMPLETOKEN";

/** Nothing that an error shows, however it is printed, holds a key or a signature. */
function hidesSecrets(error: SinkError, ...secrets: string[]): SinkError {
  const shown = `${inspect(error, { depth: 9, showHidden: true })} ${error.stack} ${
    JSON.stringify(error)
  } ${inspect(error.cause, { depth: 9 })}`;
  for (const secret of [SECRET, TOKEN, ...secrets]) assert.ok(!shown.includes(secret), shown);
  assert.doesNotMatch(shown, /Signature=[0-9a-f]{64}/);
  return error;
}

async function refusal(
  options: S3Options,
  code: StemmaErrorCode = "SINK_HTTP",
  file = fileOf("a/b", "content"),
): Promise<SinkError> {
  const error = await refused(s3Sink(options).put(file), code, file.path);
  return hidesSecrets(error, options.secretAccessKey);
}

test("`s3Sink()` says what is wrong with keys, clock and bucket", needsVersitygw, async () => {
  const server = await startVersitygwServer();
  try {
    const right = { bucket: "runs", endpoint: server.url, ...server.keys };
    const later = { now: () => Date.now() + 16 * 60_000, randomId: () => "1" };
    const cases: [Partial<S3Options>, number, string, RegExp][] = [
      [{ secretAccessKey: SECRET }, 403, "SignatureDoesNotMatch", /secret access key is not the/],
      [{ accessKeyId: "nobody" }, 404, "XAdminUserNotFound", /does not know this access key id/],
      [{ bucket: "none" }, 404, "NoSuchBucket", /no such bucket/],
      [{ env: later }, 403, "RequestTimeTooSkewed", /clock of this computer is off/],
      [{ region: "eu-west-1" }, 400, "AuthorizationHeaderMalformed", /another region/],
    ];
    for (const [wrong, status, reason, told] of cases) {
      const options: S3Options = { ...right, ...wrong };
      for (const file of [fileOf("a/b", "content"), fileOf("large", noise(9 * 1024 * 1024))]) {
        const error = await refusal(options, "SINK_HTTP", file);
        assert.equal(error.retryable, false);
        // An answer to HEAD, which comes first for a large file, has no body to say more.
        if (error.details.reason === undefined) continue;
        assert.deepEqual([error.details.status, error.details.reason], [status, reason]);
        assert.match(error.message, told);
      }
      const { sha256 } = fileOf("a/b", "content");
      const has = await s3Sink(options).has("a/b", sha256).catch((error) => error);
      if (has !== false) hidesSecrets(has, options.secretAccessKey);
    }
  } finally {
    await server.stop();
  }
  const gone = { bucket: "runs", endpoint: server.url, ...server.keys };
  const error = await refusal({ ...gone, retry: { attempts: 2, delayMs: 1 } }, "SINK_NETWORK");
  assert.equal(error.retryable, true);
});

const keys = { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: SECRET, sessionToken: TOKEN };
const xml = (status: number, code: string, more = "") => () => {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code>` +
    `<Message>What ${code} says.</Message>${more}</Error>`;
  return new Response(body, { status });
};
const stored = () => new Response(null, { headers: { etag: '"1"' } });

/** A fake store, since a real one cannot be made to answer so. */
function fake(script: Fault[], otherwise: Fault = stored) {
  const faulty = faultyFetch();
  faulty.script.push(...script);
  faulty.otherwise = () => otherwise;
  const retry = { delayMs: 1, attempts: 3, timeoutMs: 500 };
  return { faulty, options: { bucket: "runs", ...keys, retry, fetch: faulty.fetch } };
}

const refusals: [string, Fault, StemmaErrorCode, boolean, number][] = [
  ["403", 403, "SINK_HTTP", false, 1],
  ["403 with a reason", xml(403, "AccessDenied"), "SINK_HTTP", false, 1],
  ["409", 409, "SINK_HTTP", false, 1],
  ["409 for a race", xml(409, "ConditionalRequestConflict"), "SINK_HTTP", true, 3],
  ["400 for bytes that were lost on the way", xml(400, "BadDigest"), "SINK_HTTP", true, 3],
  [
    "400 for a stale token",
    xml(400, "ExpiredToken", `<Token-0>${TOKEN}</Token-0>`),
    "SINK_HTTP",
    false,
    1,
  ],
  ["413", 413, "SINK_HTTP", false, 1],
  ["429", 429, "SINK_HTTP", true, 3],
  ["500", xml(500, "InternalError"), "SINK_HTTP", true, 3],
  ["503", xml(503, "SlowDown"), "SINK_HTTP", true, 3],
  ["501", xml(501, "NotImplemented"), "SINK_HTTP", false, 1],
  ["301", xml(301, "PermanentRedirect"), "SINK_HTTP", false, 1],
  ["a hang", "hang", "SINK_TIMEOUT", true, 3],
  ["a reset", "reset", "SINK_NETWORK", true, 3],
  ["a page of a proxy", "page", "SINK_ANSWER", false, 1],
];

for (const [what, fault, code, retryable, tries] of refusals) {
  test(`\`s3Sink()\` tells of ${what}, after ${tries} ${tries > 1 ? "tries" : "try"}`, async () => {
    const { faulty, options } = fake([], fault);
    const error = await refusal(options, code);
    assert.equal(error.retryable, retryable);
    assert.equal(faulty.seen.length, tries);
  });
}

test("`s3Sink()` takes what comes after a fault that passes", async () => {
  const passing = refusals.filter(([, , , retryable]) => retryable);
  for (const [, fault] of passing) {
    const { faulty, options } = fake([fault, fault]);
    await s3Sink(options).put(fileOf("a", "x"));
    assert.equal(faulty.seen.length, 3);
  }
});

test("`s3Sink()` believes no 412 without a look", async () => {
  const held = (sha256: string, size = "7") => () =>
    new Response(null, {
      headers: { etag: '"1"', "content-length": size, "x-amz-meta-sha256": sha256 },
    });
  const file = fileOf("a/b", "content");
  const same = fake([412, held(file.sha256)]);
  await s3Sink(same.options).put(file);
  assert.deepEqual(same.faulty.seen.map(({ method }) => method), ["PUT", "HEAD"]);
  for (const other of [held("0".repeat(64)), held(file.sha256, "8"), held("no digest"), 404]) {
    const { options } = fake([412, other, 412, other]);
    await refusal(options, "SINK_CONFLICT");
  }
  await refusal(fake([412, 403]).options, "SINK_HTTP");
  await refusal(fake([412, "page"]).options, "SINK_ANSWER");
});

test("`s3Sink()` does not believe a completion that tells of an error", async () => {
  const begun = () => new Response("<R><UploadId>u&amp;1</UploadId></R>");
  const large = fileOf("large", noise(9 * 1024 * 1024));
  const done = () => new Response("<CompleteMultipartUploadResult/>");
  const failed = xml(200, "InternalError");
  const late = fake([404, begun, stored, stored, failed, done]);
  await s3Sink(late.options).put(large);
  assert.match(late.faulty.seen[4].url, /uploadId=u%261$/);
  for (const end of [failed, "page", xml(400, "InvalidPart")] as Fault[]) {
    const { options, faulty } = fake([404, begun, stored, stored, end, end, end]);
    const code = end === "page" ? "SINK_ANSWER" : "SINK_HTTP";
    await refusal(options, code, large);
    assert.equal(faulty.seen.at(-1)!.method, "DELETE");
  }
  for (const begin of ["page", xml(200, "x")] as Fault[]) {
    await refusal(fake([404, begin]).options, "SINK_ANSWER", large);
  }
});

test("`s3Sink()` may write where it may not look", async () => {
  const { options } = fake([403, 403]);
  const sink = s3Sink(options);
  const file = fileOf("r/run.log", "content");
  assert.equal(await sink.has(file.path, file.sha256), false);
  await sink.put(file);
});

test("`s3Sink()` checks its arguments, and shows no key", () => {
  const make = (options: unknown) => () => s3Sink(options as S3Options);
  const good = { bucket: "runs", ...keys };
  const wrong: object[] = [
    { bucket: "" },
    { bucket: "a/b" },
    { bucket: ".." },
    { bucket: undefined },
    { prefix: "../up" },
    { prefix: "/a" },
    { prefix: 1 },
    { endpoint: "example.org" },
    { endpoint: `https://me:${SECRET}@example.org` },
    { endpoint: "https://example.org/?a=b" },
    { region: "eu west" },
    { accessKeyId: "" },
    { secretAccessKey: undefined },
    { sessionToken: 1 },
    { pathStyle: 1 },
    { fetch: 1 },
    { secret: SECRET },
  ];
  for (const change of wrong) {
    assert.throws(make({ ...good, ...change }), (error: Error) => {
      assert.ok(error instanceof TypeError, JSON.stringify(change));
      assert.ok(!error.message.includes(SECRET));
      return true;
    }, JSON.stringify(change));
  }
  assert.throws(make(undefined), TypeError);
  assert.throws(make({ ...good, retry: { attempts: 0 } }), RangeError);
});

test("`s3Sink()` addresses a bucket by its host, or in the path", async () => {
  const cases: [Partial<S3Options>, string][] = [
    [{}, "https://runs.s3.us-east-1.amazonaws.com/a%2Bb%20c/d"],
    [
      { bucket: "my.runs", region: "eu-west-1" },
      "https://s3.eu-west-1.amazonaws.com/my.runs/a%2Bb%20c/d",
    ],
    [
      { endpoint: "https://s3.example.org:9000/base/" },
      "https://s3.example.org:9000/base/runs/a%2Bb%20c/d",
    ],
    [{ endpoint: "https://example.org", pathStyle: false }, "https://runs.example.org/a%2Bb%20c/d"],
    [{ prefix: "x/y/" }, "https://runs.s3.us-east-1.amazonaws.com/x/y/a%2Bb%20c/d"],
  ];
  for (const [change, url] of cases) {
    const { options, faulty } = fake([]);
    await s3Sink({ ...options, ...change }).put(fileOf("a+b c/d", "x"));
    assert.equal(faulty.seen[0].url, url);
  }
  const path = `${"a".repeat(250)}/`.repeat(5) + "x";
  await refused(s3Sink(fake([]).options).put(fileOf(path, "x")), "SINK_PATH", path);
});
