import assert from "node:assert/strict";
import test from "node:test";
import { logMetric, saveRun, startRun } from "stemma";
import { type GcsOptions, gcsSink } from "stemma/s3";
import { crc32cOver, crc32cText } from "../../lib/stores/crc32c_text.ts";
import { type Fault, faultyFetch } from "../servers/faulty_fetch.ts";
import { type FakeGcsServer, needsFakeGcs, startFakeGcsServer } from "../servers/fake_gcs.ts";
import { conformSink } from "./conformance.ts";
import { refused } from "./harness.ts";
import { digestOf, fileOf, noise } from "./sink_files.ts";

const MEGA = 1024 * 1024;

/** A look at the bucket past the sink. */
function bucketOf({ url }: FakeGcsServer) {
  return {
    async paths(): Promise<string[]> {
      const answer = await fetch(`${url}/storage/v1/b/runs/o`);
      const { items = [] } = await answer.json() as { items?: { name: string }[] };
      return items.map(({ name }) => name.slice("lab/".length));
    },
    async read(path: string): Promise<Uint8Array | undefined> {
      const name = encodeURIComponent(`lab/${path}`);
      const answer = await fetch(`${url}/storage/v1/b/runs/o/${name}?alt=media`);
      const bytes = new Uint8Array(await answer.arrayBuffer());
      return answer.ok ? bytes : undefined;
    },
  };
}

const optionsOf = ({ url }: FakeGcsServer): GcsOptions => ({
  bucket: "runs",
  prefix: "lab",
  endpoint: url,
  retry: { delayMs: 10 },
});

if (needsFakeGcs.skip === false) {
  conformSink("gcsSink", { replaces: true, has: true }, async () => {
    const server = await startFakeGcsServer();
    const sink = gcsSink(optionsOf(server));
    return { sink, ...bucketOf(server), dispose: () => server.stop() };
  });
}

test(
  "`gcsSink()` saves runs, sends large files in parts, and finds lost answers",
  needsFakeGcs,
  async () => {
    const server = await startFakeGcsServer();
    try {
      const { read } = bucketOf(server);
      const faulty = faultyFetch();
      const options = { ...optionsOf(server), fetch: faulty.fetch };
      const run = startRun({ experiment: "digits", runId: "r1" });
      assert.deepEqual((await saveRun(run, gcsSink(options))).failed, []);
      const again = await saveRun(run, gcsSink(options));
      assert.deepEqual([again.failed, again.written], [[], []]);
      assert.deepEqual((await saveRun(logMetric(run, "loss", 1), gcsSink(options))).failed, []);

      faulty.script.push("lose");
      await gcsSink(options).put(fileOf("lost", "content"));
      assert.equal(new TextDecoder().decode(await read("lost")), "content");

      const content = noise(17 * MEGA + 1);
      await gcsSink(options).put(fileOf("large", content));
      assert.equal(digestOf((await read("large"))!), digestOf(content));
      assert.equal(await gcsSink(options).has("large", digestOf(content)), true);

      const sinks = Array.from({ length: 8 }, () => gcsSink(options));
      await Promise.all(sinks.map((sink) => sink.has("r/run.log", digestOf(content))));
      const ends = await Promise.allSettled(
        sinks.map((sink, i) => sink.put(fileOf("r/manifest.json", `of writer ${i}`))),
      );
      assert.equal(ends.filter(({ status }) => status === "fulfilled").length, 1);
      const missing = gcsSink({ ...options, bucket: "none" });
      const error = await refused(missing.put(fileOf("a", "x")), "SINK_HTTP", "a");
      assert.match(error.message, /no such bucket/);
    } finally {
      await server.stop();
    }
  },
);

const TOKEN = "ya29.S3CRET";
function fake(
  script: Fault[],
  otherwise: Fault = () => Response.json({ size: "7", generation: "1" }),
) {
  const faulty = faultyFetch();
  faulty.script.push(...script);
  faulty.otherwise = () => otherwise;
  const retry = { delayMs: 1, attempts: 3, timeoutMs: 500 };
  return { faulty, options: { bucket: "runs", token: TOKEN, retry, fetch: faulty.fetch } };
}
const says = (status: number) => () =>
  Response.json({ error: { code: status, message: `Bearer ${TOKEN} is wrong` } }, { status });

test("`gcsSink()` tells what was refused, and shows no token", async () => {
  const cases: [Fault, "SINK_HTTP" | "SINK_ANSWER" | "SINK_TIMEOUT" | "SINK_NETWORK", boolean][] = [
    [says(401), "SINK_HTTP", false],
    [says(403), "SINK_HTTP", false],
    [says(404), "SINK_HTTP", false],
    [says(409), "SINK_HTTP", false],
    [says(413), "SINK_HTTP", false],
    [says(429), "SINK_HTTP", true],
    [says(500), "SINK_HTTP", true],
    ["page", "SINK_ANSWER", false],
    ["hang", "SINK_TIMEOUT", true],
    ["reset", "SINK_NETWORK", true],
    [() => Response.json(null), "SINK_ANSWER", false],
    [() => Response.json({ size: "x", generation: {} }), "SINK_ANSWER", false],
  ];
  for (const [fault, code, retryable] of cases) {
    const { options, faulty } = fake([], fault);
    const error = await refused(gcsSink(options).put(fileOf("a", "content")), code, "a");
    assert.equal(error.retryable, retryable, error.message);
    assert.equal(faulty.seen.length, retryable ? 3 : 1);
    assert.doesNotMatch(
      `${error.message} ${JSON.stringify(error.details)} ${error.cause}`,
      /S3CRET/,
    );
  }
});

/** The store's side of an upload in parts as its documentation has it; the real server that tests
 * start takes a question for the upload's end. */
function resumable(file: { size: number }) {
  const session = "https://storage.googleapis.com/upload/s";
  const stored: Uint8Array[] = [];
  const count = () => stored.reduce((sum, { length }) => sum + length, 0);
  let questions = 0;
  const store = (_: string, { method, headers, body }: RequestInit): Response => {
    if (method === "GET") return new Response(null, { status: 404 });
    if (method === "POST") return new Response(null, { headers: { location: session } });
    const range = new Headers(headers).get("content-range")!;
    const [, from] = /^bytes (?:(\d+)-\d+|\*)\/\d+$/.exec(range)!;
    if (from === undefined) questions++;
    // What is stored already is passed over.
    else stored.push((body as Uint8Array).slice(count() - Number(from)));
    if (count() < file.size) {
      const end: Record<string, string> = count() > 0 ? { range: `bytes=0-${count() - 1}` } : {};
      return new Response(null, { headers: { "x-http-status-code-override": "308", ...end } });
    }
    const crc32c = crc32cText(stored.reduce(crc32cOver, -1));
    return Response.json({ size: `${count()}`, generation: "1", crc32c });
  };
  return { store, stored, questions: () => questions };
}

test("`gcsSink()` asks how much of a part arrived before it sends it again", async () => {
  const file = fileOf("large", noise(17 * MEGA + 1));
  const { store, stored, questions } = resumable(file);
  const faulty = faultyFetch((url, init) => Promise.resolve(store(url, init)));
  // It looks the file up, opens, sends four parts: all but the third are cut off, before they
  // arrive or after; so is one of the questions.
  const parts: Fault[] = ["lose", "pass", "reset", 503, "pass", "pass", "pass", "lose", "pass"];
  faulty.script.push("pass", "pass", ...parts);
  const retry = { delayMs: 1, attempts: 3 };
  await gcsSink({ bucket: "runs", retry, fetch: faulty.fetch }).put(file);
  assert.equal(
    digestOf(new Uint8Array(await new Blob(stored as BlobPart[]).arrayBuffer())),
    file.sha256,
  );
  assert.ok(questions() >= 3);
});

test("`gcsSink()` opens no upload elsewhere, and keeps no other bytes", async () => {
  const large = fileOf("large", noise(6 * MEGA));
  const elsewhere = () => new Response(null, { headers: { location: "https://example.org/u" } });
  const away = fake([404, elsewhere]);
  await refused(gcsSink(away.options).put(large), "SINK_ANSWER", "large");
  assert.equal(away.faulty.seen.length, 2);

  const session = "https://storage.googleapis.com/upload/s";
  const opened = () => new Response(null, { headers: { location: session } });
  const half = () => new Response(null, { headers: { "x-http-status-code-override": "308" } });
  const other = () => Response.json({ size: `${large.size}`, generation: "5", crc32c: "AAAAAA==" });
  const wrong = fake([404, opened, half, other]);
  await refused(gcsSink(wrong.options).put(large), "SINK_ANSWER", "large");
  const { method, url } = wrong.faulty.seen[4];
  assert.deepEqual([method, url], [
    "DELETE",
    "https://storage.googleapis.com/storage/v1/b/runs/o/large?ifGenerationMatch=5",
  ]);
  const early = fake([404, opened, other]);
  await refused(gcsSink(early.options).put(large), "SINK_ANSWER", "large");
});

test("`gcsSink()` asks for a token at every try, and checks its arguments", async () => {
  let count = 0;
  const { options, faulty } = fake([503]);
  await gcsSink({
    ...options,
    token: () => `token ${++count}`,
    fetch: (url, init) => {
      assert.equal(new Headers(init.headers).get("authorization"), `Bearer token ${count}`);
      return faulty.fetch(url, init);
    },
  }).put(fileOf("a", "content"));
  assert.equal(count, 2);
  const wrong = [{ bucket: "A B" }, { bucket: "" }, { token: 1 }, { endpoint: "x" }, {
    prefix: "/",
  }];
  for (const change of [...wrong, { tokn: TOKEN }]) {
    const make = () => gcsSink({ bucket: "runs", ...change } as GcsOptions);
    assert.throws(make, TypeError, JSON.stringify(change));
  }
});
