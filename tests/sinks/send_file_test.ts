import assert from "node:assert/strict";
import test from "node:test";
import { fetchSink } from "../../lib/sinks/fetch_sink.ts";
import { law, sinkOf } from "./fetch_law.ts";
import { refused } from "./harness.ts";
import { digestOf, fileOf, noise } from "./sink_files.ts";
import { answer, startUploadServer } from "./upload_server.ts";

const MEGA = 1024 * 1024;

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
  const retry = { delayMs: 10, timeoutMs: 1000 };
  await sinkOf(server, { retry }).put(fileOf("a", "x"));
  assert.equal(server.seen.length, 2);
  server.script.push(() => {});
  const once = sinkOf(server, { retry: { ...retry, attempts: 1 } });
  const error = await refused(once.put(fileOf("b", "x")), "SINK_TIMEOUT", "b");
  assert.equal(error.retryable, true);
});

law("gives a slow stream its time as long as it moves", async (server) => {
  const slow = () => new Promise<void>((resolve) => setTimeout(resolve, 100));
  const content = noise(2 * MEGA);
  const retry = { attempts: 1, timeoutMs: 1000 };
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
    // Every second one is refused.
    await sink.put(fileOf(`a${i}`, "x")).catch(() => {});
  }
  const open = await server.connections();
  assert.ok(open <= 2, `${open} connections are open`);
});

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
