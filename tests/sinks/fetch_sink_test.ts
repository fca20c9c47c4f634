import assert from "node:assert/strict";
import test from "node:test";
import { fetchSink, type FetchSinkOptions } from "../../lib/sinks/fetch_sink.ts";
import { conformSink } from "./conformance.ts";
import { law, sinkOf } from "./fetch_law.ts";
import { refused } from "./harness.ts";
import { digestOf, fileOf, noise } from "./sink_files.ts";
import { answer, startUploadServer } from "./upload_server.ts";

const MEGA = 1024 * 1024;

for (const streamAbove of [16 * MEGA, 0]) {
  const name = streamAbove > 0 ? "fetchSink" : "fetchSink(streamed)";
  conformSink(name, { replaces: true, has: false }, async () => {
    const server = await startUploadServer();
    return {
      sink: fetchSink(`${server.origin}/base`, { streamAbove, retry: { delayMs: 10 } }),
      paths: () => Promise.resolve([...server.files.keys()]),
      read: (path) => Promise.resolve(server.files.get(path)),
      dispose: () => server.close(),
    };
  });
}

law("encodes the path and keeps the query", async (server) => {
  const sink = fetchSink(`${server.origin}/base?sig=a%2Fb`, { method: "POST" });
  await sink.put(fileOf("a b/ü#?%2F+!'()*.txt", "x"));
  const [{ method, url }] = server.seen;
  assert.equal(method, "POST");
  assert.equal(
    url,
    "/base/a%20b/%C3%BC%23%3F%252F%2B%21%27%28%29%2A.txt?sig=a%2Fb",
  );
});

law("sends the media type, the length and the user's headers", async (server) => {
  const sink = sinkOf(server, { headers: { Authorization: "Bearer secret" } });
  await sink.put(fileOf("a", "hello", { mediaType: "text/csv" }));
  await sink.put(fileOf("b", "x", { mediaType: "text/x\r\nevil: 1" }));
  await sink.put(fileOf("c", ""));
  const [a, b, c] = server.seen.map(({ headers }) => headers);
  assert.equal(a["content-type"], "text/csv");
  assert.equal(a["content-length"], "5");
  assert.equal(a.authorization, "Bearer secret");
  assert.equal(b["content-type"], "application/octet-stream");
  assert.equal(b.evil, undefined);
  assert.equal(c["content-length"], "0");
});

law("asks for headers at every try", async (server) => {
  server.script.push(answer(503));
  const asked: unknown[] = [];
  const sink = sinkOf(server, {
    headers: async (request) => {
      asked.push(request);
      await Promise.resolve();
      return { "x-try": String(asked.length), "content-type": "text/mine" };
    },
  });
  const file = fileOf("a", "x");
  await sink.put(file);
  assert.deepEqual(server.seen.map(({ headers }) => headers["x-try"]), [
    "1",
    "2",
  ]);
  assert.equal(server.seen[0].headers["content-type"], "text/mine");
  assert.deepEqual(asked[0], {
    path: "a",
    size: 1,
    mediaType: file.mediaType,
    sha256: file.sha256,
    method: "PUT",
    url: `${server.origin}/base/a`,
  });
});

law("tells what the headers' function threw", async (server) => {
  const cause = new Error("no token");
  const sink = sinkOf(server, { headers: () => Promise.reject(cause) });
  const error = await refused(sink.put(fileOf("a", "x")), "SINK_NETWORK", "a");
  assert.equal(error.cause, cause);
  assert.equal(error.retryable, false);
});

for (const status of [301, 302, 303, 307, 308]) {
  law(`takes no secret along a redirect (${status})`, async (server) => {
    const other = await startUploadServer();
    const location = `${other.origin}/elsewhere?token=t`;
    server.script.push(answer(status, { location }));
    const headers = { authorization: "Bearer secret" };
    const put = sinkOf(server, { headers }).put(fileOf("a", "x"));
    const error = await refused(put, "SINK_HTTP", "a");
    assert.equal(error.retryable, false);
    assert.equal(error.details.status, status);
    assert.equal(error.details.location, `${other.origin}/elsewhere`);
    assert.match(error.message, /redirect to ".*\/elsewhere"/);
    server.script.push(answer(status, { location }));
    const streamed = sinkOf(server, { headers, streamAbove: 0 });
    const unnamed = await refused(
      streamed.put(fileOf("a", "x")),
      "SINK_HTTP",
      "a",
    );
    assert.match(unnamed.message, /a redirect.* is not followed/);
    assert.equal(unnamed.retryable, false);
    assert.equal(other.seen.length, 0);
    assert.equal(server.seen.length, 2);
    await other.close();
  });
}

law("does not finish a streamed body that proves wrong", async (server) => {
  const wrong = fileOf("a", noise(MEGA), { sha256: "0".repeat(64) });
  const put = sinkOf(server, { streamAbove: 0 }).put(wrong);
  await refused(put, "SINK_CONTENT", "a");
  assert.equal(server.seen.filter((seen) => seen.complete).length, 0);
  assert.equal(server.files.size, 0);
});

law("sends bytes at once where a stream is refused", async (server) => {
  const content = noise(600_000);
  server.script.push(answer(411));
  await sinkOf(server, { streamAbove: 0 }).put(fileOf("a", content));
  assert.equal(digestOf(server.files.get("a")!), digestOf(content));
  assert.equal(server.seen[1].headers["content-length"], "600000");
});

test("`fetchSink()` does not believe an answer to a body that was not read", async () => {
  const sink = fetchSink("https://example.org", {
    streamAbove: 0,
    fetch: () => Promise.resolve(new Response(null, { status: 200 })),
  });
  await refused(sink.put(fileOf("a", "content")), "SINK_CONTENT", "a");
});

test("`fetchSink()` shows no secret in its errors", async () => {
  const sink = fetchSink("https://example.org/?sig=S3CRET", {
    headers: { authorization: "Bearer S3CRET" },
    retry: { attempts: 1 },
    fetch: () => Promise.reject(new TypeError("refused")),
  });
  const error = await refused(sink.put(fileOf("a", "x")), "SINK_NETWORK", "a");
  assert.doesNotMatch(
    error.message + JSON.stringify(error.details),
    /S3CRET/,
  );
});

test("`fetchSink()` checks its arguments", () => {
  for (
    const url of [
      "",
      "runs",
      "/runs",
      "ftp://example.org",
      "file:///runs",
      "https://user:S3CRET@example.org",
      "https://example.org/#part",
      undefined as never,
    ]
  ) {
    assert.throws(() => fetchSink(url), (error: Error) => {
      assert.ok(error instanceof TypeError);
      assert.doesNotMatch(error.message, /S3CRET/);
      return true;
    }, String(url));
  }
  const make = (options: unknown) => () =>
    fetchSink("https://example.org", options as FetchSinkOptions);
  assert.throws(make({ method: "GET" }), TypeError);
  assert.throws(make({ heders: {} }), /did you mean "headers"/);
  assert.throws(make({ fetch: 1 }), TypeError);
  assert.throws(make({ retry: { tries: 1 } }), TypeError);
  assert.throws(make({ retry: { attempts: 0 } }), RangeError);
  assert.throws(make({ retry: { delayMs: -1 } }), RangeError);
  assert.throws(make({ retry: { timeoutMs: 2 ** 31 } }), RangeError);
  assert.throws(make({ streamAbove: NaN }), RangeError);
  assert.throws(make({ headers: { "a b": "S3CRET" } }), (error: Error) => {
    assert.ok(error instanceof TypeError);
    assert.doesNotMatch(error.message, /S3CRET/);
    return true;
  });
});
