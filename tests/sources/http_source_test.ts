import assert from "node:assert/strict";
import type { IncomingMessage, ServerResponse } from "node:http";
import test from "node:test";
import { httpSource, type HttpSourceOptions } from "../../lib/sources/http_source.ts";
import { noise } from "../sinks/sink_files.ts";
import { conformSource, readAll, refused } from "./conformance.ts";
import { startStaticServer, type StaticServerOptions } from "./static_server.ts";

const retry = { delayMs: 1, timeoutMs: 20_000 };

for (
  const [name, options] of [
    ["httpSource", {}],
    ["httpSource, a server without ranges,", { ranges: false }],
    ["httpSource, a server that packs,", { ranges: false, gzip: true }],
    ["httpSource, a server that breaks off,", { cutAfter: 700_000 }],
    ["httpSource, a server without tags that breaks off,", { cutAfter: 700_000, state: "date" }],
  ] as const
) {
  conformSource(name, { lists: false }, async (files) => {
    const moved = new Map(Array.from(files, ([path, bytes]) => [`a b/${path}`, bytes]));
    const server = await startStaticServer(moved, options);
    const source = httpSource(`${server.url}/a%20b/`, { retry: { delayMs: 1 } });
    return { source, dispose: server.stop };
  });
}

/** Serves files, and gives a source of them. */
async function serve(
  content: Readonly<Record<string, Uint8Array>>,
  server: StaticServerOptions,
  check: (at: { source: ReturnType<typeof httpSource>; requests: string[] }) => Promise<void>,
  options: HttpSourceOptions = {},
): Promise<void> {
  const { url, requests, stop } = await startStaticServer(new Map(Object.entries(content)), server);
  try {
    await check({ source: httpSource(url, { retry, ...options }), requests });
  } finally {
    await stop();
  }
}

const large = noise(2_000_000);

test("`httpSource()` asks for the rest of a body that broke off, and for no byte twice", async () => {
  await serve({ large }, { cutAfter: 600_000 }, async ({ source, requests }) => {
    assert.deepEqual(await readAll(source, "large"), large);
    assert.deepEqual(requests[0], "GET /large");
    const starts = requests.slice(1).map((text) => Number(/bytes=(\d+)-$/.exec(text)![1]));
    assert.ok(starts.length >= 3 && starts.every((start, i) => start > (starts[i - 1] ?? 0)));
  });
});

test("`httpSource()` goes on within a range", async () => {
  await serve({ large }, { cutAfter: 300_000 }, async ({ source, requests }) => {
    const part = await readAll(source, "large", { offset: 1000, length: 1_000_000 });
    assert.deepEqual(part, large.subarray(1000, 1_001_000));
    assert.ok(requests.every((text) => text.endsWith("-1000999")), requests.join("\n"));
  });
});

test("`httpSource()` reads anew from a server without ranges what had broken off", async () => {
  let cuts = 0;
  const before = (_: IncomingMessage, response: ServerResponse) => {
    if (cuts++ > 0) return false;
    response.writeHead(200, { etag: '"3"', "content-length": large.length });
    response.write(large.subarray(0, 500_000), () => response.socket?.destroySoon());
    return true;
  };
  await serve({ large }, { before, ranges: false }, async ({ source }) => {
    const error = await refused(readAll(source, "large"), "SINK_CONTENT", "large");
    assert.match(error.message, /changed while it was read/);
  });
  const cut = { ranges: false, cutAfter: 1_900_000 };
  await serve({ large }, cut, async ({ source }) => {
    await refused(readAll(source, "large"), "SINK_NETWORK", "large");
  });
});

test("`httpSource()` does not join two states of a file", async () => {
  for (const state of ["weak", "date", "etag"] as const) {
    const files = new Map([["a", large]]);
    const server = await startStaticServer(files, {
      cutAfter: 900_000,
      state,
      before: (_, response) => {
        response.on("close", () => files.set("a", noise(2_000_001)));
        return false;
      },
    });
    const source = httpSource(server.url, { retry });
    const error = await refused(readAll(source, "a"), "SINK_CONTENT", "a");
    assert.match(error.message, /changed/);
    assert.equal(error.retryable, true);
    await server.stop();
  }
});

test("`httpSource()` does not go on where nothing tells the state of the file", async () => {
  await serve({ large }, { cutAfter: 900_000, state: "none" }, async ({ source, requests }) => {
    const error = await refused(readAll(source, "large"), "SINK_NETWORK", "large");
    assert.match(error.message, /broke off/);
    assert.equal(requests.length, 1);
  });
});

test("`httpSource()` gives up on a body that breaks off without bringing anything", async () => {
  await serve({ large }, { cutAfter: 100 }, async ({ source, requests }) => {
    await refused(readAll(source, "large"), "SINK_NETWORK", "large");
    assert.equal(requests.length, 4);
  });
});

test("`httpSource()` goes on where a body hangs", async () => {
  let hung = 0;
  const before = (_: IncomingMessage, response: ServerResponse) => {
    if (hung++ > 0) return false;
    response.writeHead(200, {
      "last-modified": "Sat, 21 Nov 2026 10:00:00 GMT",
      "content-length": large.length,
    });
    response.write(large.subarray(0, 100_000));
    return true;
  };
  const patient = { retry: { delayMs: 1, timeoutMs: 1000 } };
  await serve({ large }, { before, state: "date" }, async ({ source }) => {
    assert.deepEqual(await readAll(source, "large"), large);
  }, patient);
});

test("`httpSource()` tries again what may pass, and tells what does not", async () => {
  const answers = [503, 429, 500];
  const before = (_: IncomingMessage, response: ServerResponse) => {
    const status = answers.shift();
    if (status !== undefined) response.writeHead(status).end("<html>not now</html>");
    return status !== undefined;
  };
  await serve({ a: Uint8Array.of(1) }, { before }, async ({ source, requests }) => {
    assert.deepEqual(await readAll(source, "a"), Uint8Array.of(1));
    assert.equal(requests.length, 4);
    for (const status of [400, 401, 403, 204, 301]) {
      answers.push(status);
      const error = await refused(source.get("a"), "SINK_HTTP", "a");
      assert.equal(error.details.status, status);
    }
    answers.push(410);
    assert.equal(await source.get("a"), undefined);
  }, { headers: { authorization: "Bearer secret" } });
});

test("`httpSource()` refuses an answer that is not the part it asked for", async () => {
  const wrong: [number, Record<string, string>][] = [
    [206, { "content-range": "bytes 0-99/200" }],
    [206, { "content-range": "bytes 10-5/200" }],
    [206, { "content-range": "items 10-50/200" }],
    [206, { "content-range": "bytes 10-99999999999999999999/200" }],
    [206, { "content-type": "multipart/byteranges; boundary=x" }],
    [206, { "content-encoding": "gzip", "content-range": "bytes 10-19/200" }],
    [416, { "content-range": "bytes */200" }],
  ];
  for (const [status, headers] of wrong) {
    const fetch = () => Promise.resolve(new Response("0123456789", { status, headers }));
    const source = httpSource("https://example.org", { fetch, retry });
    const work = source.get("a", { range: { offset: 10, length: 10 } });
    await refused(work, "SINK_CONTENT", "a");
  }
});

test("`httpSource()` takes no more than the range, whatever the server sends", async () => {
  const endless = () => new ReadableStream({ pull: (c) => c.enqueue(new Uint8Array(1000)) });
  const headers = { "content-range": "bytes 10-1000000000/*" };
  const fetch = () => Promise.resolve(new Response(endless(), { status: 206, headers }));
  const source = httpSource("https://example.org", { fetch, retry });
  const part = await readAll(source, "a", { offset: 10, length: 2500 });
  assert.equal(part!.length, 2500);
});

test("`httpSource()` follows a redirect, but not with headers, and not out of https", async () => {
  const before = ({ url }: IncomingMessage, response: ServerResponse) => {
    if (url === "/old") response.writeHead(302, { location: "/new?sig=secret" }).end();
    return url === "/old";
  };
  await serve({ new: Uint8Array.of(7) }, { before }, async ({ source }) => {
    assert.deepEqual(await readAll(source, "old"), Uint8Array.of(7));
  });
  await serve({ new: Uint8Array.of(7) }, { before }, async ({ source, requests }) => {
    const error = await refused(source.get("old"), "SINK_HTTP", "old");
    assert.doesNotMatch(error.message, /secret/);
    assert.deepEqual(requests, ["GET /old"]);
  }, { headers: { "x-token": "t" } });
  const answer = new Response("x");
  Object.defineProperty(answer, "url", { value: "http://example.org/a" });
  const fetch = () => Promise.resolve(answer);
  await refused(httpSource("https://example.org", { fetch }).get("a"), "SINK_HTTP", "a");
});

test("`httpSource()` makes its headers afresh for every try, and keeps the query", async () => {
  const seen: string[] = [];
  const before = ({ url, headers }: IncomingMessage, response: ServerResponse) => {
    seen.push(`${url} ${headers["x-try"]} ${headers.range ?? ""}`.trim());
    if (seen.length === 1) response.writeHead(503).end();
    return seen.length === 1;
  };
  const { url, stop } = await startStaticServer(new Map([["a b", large]]), { before });
  let count = 0;
  const source = httpSource(`${url}?sas=1`, {
    retry,
    headers: ({ path, method }) => Promise.resolve({ "x-try": `${method} ${path} ${++count}` }),
  });
  await readAll(source, "a b", { offset: 5, length: 5 });
  assert.deepEqual(seen, [
    "/a%20b?sas=1 GET a b 1 bytes=5-9",
    "/a%20b?sas=1 GET a b 2 bytes=5-9",
  ]);
  await stop();
});

test("`httpSource()` shows no query of the address, which may be a signature", async () => {
  // As some hosts say it.
  const fetch = (url: string) => Promise.reject(new TypeError(`error sending request (${url})`));
  const address = "https://example.org/x?sig=top/secret=";
  const source = httpSource(address, { fetch, retry: { attempts: 1 } });
  const error = await refused(source.get("a"), "SINK_NETWORK", "a");
  assert.doesNotMatch(error.message, /secret/);
  assert.doesNotMatch(`${JSON.stringify(error.details)} ${error.cause}`, /secret/);
});

test("`httpSource()` refuses an address or an option that is none", () => {
  for (const url of ["x", "ftp://a", "https://user:secret@a", "https://a#b", 7]) {
    assert.throws(() => httpSource(url as never), (error: Error) => {
      assert.doesNotMatch(error.message, /secret/);
      return error instanceof TypeError;
    });
  }
  assert.throws(() => httpSource("https://a", { hedders: {} } as never), /"headers"/);
  assert.throws(() => httpSource("https://a", { fetch: 1 } as never), /fetch must be a function/);
  assert.throws(() => httpSource("https://a", { headers: { "a\n": "secret" } }), TypeError);
});
