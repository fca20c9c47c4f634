import assert from "node:assert/strict";
import test from "node:test";
import { fetchSink, type FetchSinkOptions } from "../../lib/sinks/fetch_sink.ts";
import { conformSink, refused } from "./conformance.ts";
import { digestOf, fileOf, noise } from "./sink_files.ts";
import { answer, startUploadServer, type UploadServer } from "./upload_server.ts";

const MEGA = 1024 * 1024;
const quick = { delayMs: 10 };

for (const streamAbove of [16 * MEGA, 0]) {
  const name = streamAbove > 0 ? "fetchSink" : "fetchSink(streamed)";
  conformSink(name, { replaces: true, has: false }, async () => {
    const server = await startUploadServer();
    return {
      sink: fetchSink(`${server.origin}/base`, { streamAbove, retry: quick }),
      paths: () => Promise.resolve([...server.files.keys()]),
      read: (path) => Promise.resolve(server.files.get(path)),
      dispose: () => server.close(),
    };
  });
}

/** Runs a check against a server that first acts as told. */
function law(
  what: string,
  check: (server: UploadServer) => Promise<void>,
): void {
  test(`\`fetchSink()\` ${what}`, async () => {
    const server = await startUploadServer();
    try {
      await check(server);
    } finally {
      await server.close();
    }
  });
}

const sinkOf = (server: UploadServer, options: FetchSinkOptions = {}) =>
  fetchSink(`${server.origin}/base/`, { retry: quick, ...options });

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

for (const status of [400, 401, 403, 404, 409, 413, 422, 501]) {
  law(`does not try again after ${status}`, async (server) => {
    server.script.push(answer(status, {}, `why ${"é".repeat(500)}`));
    const put = sinkOf(server).put(fileOf("a", "x"));
    const error = await refused(put, "SINK_HTTP", "a");
    assert.equal(error.retryable, false);
    assert.equal(error.details.status, status);
    assert.equal(error.details.attempt, 1);
    assert.equal(error.details.body, `why ${"é".repeat(196)}`);
    assert.match(error.message, new RegExp(`answered ${status} .*"why é`));
    assert.equal(server.seen.length, 1);
  });
}

for (const status of [408, 425, 429, 500, 502, 503, 504]) {
  law(`tries again after ${status}, with the whole body`, async (server) => {
    server.script.push(answer(status), answer(status));
    const content = noise(300_000);
    for (const streamAbove of [0, Infinity]) {
      await sinkOf(server, { streamAbove }).put(fileOf("a", content));
      assert.equal(digestOf(server.files.get("a")!), digestOf(content));
    }
    assert.equal(server.seen.length, 4);
    assert.ok(server.seen.every((seen) => seen.received === 300_000));
  });
}

law("gives up after the last try", async (server) => {
  for (let i = 0; i < 9; i++) server.script.push(answer(503, {}, `try ${i}`));
  const put = sinkOf(server).put(fileOf("a", "x"));
  const error = await refused(put, "SINK_HTTP", "a");
  assert.equal(error.retryable, true);
  assert.equal(error.details.attempt, 4);
  assert.equal(error.details.body, "try 3");
  assert.equal(server.seen.length, 4);
  await refused(
    sinkOf(server, { retry: { attempts: 1 } }).put(fileOf("a", "x")),
    "SINK_HTTP",
    "a",
  );
  assert.equal(server.seen.length, 5);
});

law("waits as long as Retry-After asks", async (server) => {
  const now = Date.parse("2026-01-01T00:00:00Z");
  const later = new Date(now + 1000).toUTCString();
  const date = new Date(now).toUTCString();
  for (
    const headers of [
      { "retry-after": "1" },
      { "retry-after": later, date },
    ] as Record<string, string>[]
  ) {
    server.script.push(answer(429, headers));
    const start = performance.now();
    await sinkOf(server).put(fileOf("a", "x"));
    const waited = performance.now() - start;
    assert.ok(waited > 990 && waited < 5000, `waited ${waited} ms`);
  }
});

law("does not wait where Retry-After asks for too long", async (server) => {
  server.script.push(answer(503, { "retry-after": "3600" }));
  const put = sinkOf(server).put(fileOf("a", "x"));
  const error = await refused(put, "SINK_HTTP", "a");
  assert.equal(error.retryable, true);
  assert.equal(error.details.retryAfterMs, 3_600_000);
  assert.equal(server.seen.length, 1);
});

law("tries again after a connection is reset", async (server) => {
  server.script.push((request) => void request.socket.destroy());
  server.script.push(async (request, _, body) => {
    await body();
    request.socket.destroy();
  });
  await sinkOf(server).put(fileOf("a", "content"));
  assert.equal(new TextDecoder().decode(server.files.get("a")), "content");
});

test("`fetchSink()` says that nobody listens", async () => {
  const server = await startUploadServer();
  await server.close();
  const sink = sinkOf(server, { retry: { attempts: 2, delayMs: 1 } });
  const error = await refused(sink.put(fileOf("a", "x")), "SINK_NETWORK", "a");
  assert.equal(error.retryable, true);
});

law("tries again after a server hangs", async (server) => {
  server.script.push(() => {});
  const retry = { ...quick, timeoutMs: 150 };
  await sinkOf(server, { retry }).put(fileOf("a", "x"));
  assert.equal(server.seen.length, 2);
  server.script.push(() => {});
  const once = sinkOf(server, { retry: { ...retry, attempts: 1 } });
  const error = await refused(once.put(fileOf("b", "x")), "SINK_TIMEOUT", "b");
  assert.equal(error.retryable, true);
});

law("gives a slow stream its time as long as it moves", async (server) => {
  const slow = () => new Promise<void>((resolve) => setTimeout(resolve, 40));
  const content = noise(2 * MEGA);
  const retry = { attempts: 1, timeoutMs: 300 };
  await sinkOf(server, { retry, streamAbove: 0 }).put(
    fileOf("a", content, { chunk: 128 * 1024, before: slow }),
  );
  assert.equal(digestOf(server.files.get("a")!), digestOf(content));
});

law("does not wait for a slow answer's body", async (server) => {
  server.script.push(async (_, response, body) => {
    await body();
    response.writeHead(200).write("slowly");
  });
  const start = performance.now();
  await sinkOf(server).put(fileOf("a", "x"));
  assert.ok(performance.now() - start < 5000);
  server.script.push(async (_, response, body) => {
    await body();
    response.writeHead(403).write("slowly ");
  });
  const put = sinkOf(server).put(fileOf("b", "x"));
  const error = await refused(put, "SINK_HTTP", "b");
  assert.equal(error.details.body, "slowly ");
});

law("does not read an endless answer", async (server) => {
  server.script.push(async (_, response, body) => {
    await body();
    response.writeHead(400);
    const more = () => {
      while (response.write("x".repeat(65_536)));
    };
    response.on("drain", more);
    more();
  });
  const put = sinkOf(server).put(fileOf("a", "x"));
  const error = await refused(put, "SINK_HTTP", "a");
  assert.equal(error.details.body, "x".repeat(200));
});

law("leaves no connection open behind answers", async (server) => {
  const sink = sinkOf(server);
  for (let i = 0; i < 20; i++) {
    server.script.push(answer(i % 2 ? 403 : 200, {}, "y".repeat(1000 * i)));
    await sink.put(fileOf(`a${i}`, "x")).catch(() => {});
  }
  const open = await server.connections();
  assert.ok(open <= 2, `${open} connections are open`);
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

law("stops at an abort while it waits to try again", async (server) => {
  server.script.push(answer(503, { "retry-after": "30" }));
  const controller = new AbortController();
  const put = sinkOf(server).put(fileOf("a", "x"), controller);
  setTimeout(() => controller.abort(), 100);
  const start = performance.now();
  await refused(put, "SINK_ABORTED", "a");
  assert.ok(performance.now() - start < 3000);
  assert.equal(server.seen.length, 1);
});

law("stops at an abort while the server hangs", async (server) => {
  server.script.push(() => {});
  const controller = new AbortController();
  const put = sinkOf(server).put(fileOf("a", "x"), controller);
  setTimeout(() => controller.abort(), 100);
  await refused(put, "SINK_ABORTED", "a");
});

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

test("`fetchSink()` heeds abort and limit with a `fetch` that does not", async () => {
  const fetch = () => new Promise<Response>(() => {});
  const retry = { attempts: 2, delayMs: 1, timeoutMs: 50 };
  const sink = fetchSink("https://example.org", { fetch, retry });
  await refused(sink.put(fileOf("a", "x")), "SINK_TIMEOUT", "a");
  const patient = fetchSink("https://example.org", { fetch });
  const controller = new AbortController();
  const put = patient.put(fileOf("a", "x"), controller);
  setTimeout(() => controller.abort(), 20);
  await refused(put, "SINK_ABORTED", "a");
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
