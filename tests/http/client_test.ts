import assert from "node:assert/strict";
import test from "node:test";
import { SinkError } from "../../lib/base/errors.ts";
import { createHttpClient, type HttpClientOptions } from "../../lib/http/client.ts";
import { startUploadServer } from "../sinks/upload_server.ts";

const url = new URL("https://example.org/a");
const asked = { path: "metrics", doing: "send", method: "POST", url, body: "{}" };
const answers = (...list: (() => Response)[]) => {
  const seen: RequestInit[] = [];
  const fetch = (_: string, init: RequestInit) => {
    seen.push(init);
    return Promise.resolve().then(() => (list.length > 1 ? list.shift()! : list[0])());
  };
  return { seen, fetch };
};
const quick = { delayMs: 0, timeoutMs: 300 };
const client = (options: HttpClientOptions) =>
  createHttpClient("test()", { retry: quick, ...options });
const json = (value: unknown, status = 200) => () => Response.json(value, { status });

test("a request is made again, as a new one each time, until it succeeds", async () => {
  const { seen, fetch } = answers(
    json({}, 503),
    () => {
      throw new TypeError("connection reset");
    },
    json({ ok: 1 }),
  );
  let made = 0;
  const answer = await client({ fetch, headers: () => ({ made: String(++made) }) })
    .request({ ...asked, headers: { "content-type": "application/json" } });
  assert.deepEqual(answer.json(), { ok: 1 });
  assert.equal(new Set(seen).size, 3);
  assert.deepEqual(seen.map(({ headers }) => (headers as Headers).get("made")), ["1", "2", "3"]);
  assert.ok(seen.every(({ body }) => body === "{}"));
});

test("what was acted on though its answer was lost is not sent again", async () => {
  const { seen, fetch } = answers(() => {
    throw new TypeError("connection reset");
  });
  const known = { status: 200, headers: new Headers(), bytes: new Uint8Array() };
  const held = { ...known, text: () => "", json: () => ({ held: true }) };
  let count = 0;
  const answer = await client({ fetch }).request({
    ...asked,
    held: () => Promise.resolve(++count === 2 ? held : undefined),
  });
  assert.deepEqual(answer.json(), { held: true });
  assert.equal(seen.length, 2);
});

test("a stream is read anew for every try, and collected where a server wants its length", async () => {
  const bodies: (string | undefined)[] = [];
  let times = 0;
  const stream = {
    size: 3,
    async *pieces() {
      times++;
      yield new TextEncoder().encode("abc");
    },
  };
  const statuses = [503, 411, 503, 200];
  const fetch = async (_: string, { body }: RequestInit) => {
    bodies.push(await new Response(body).text());
    return new Response(null, { status: statuses.shift() });
  };
  await client({ fetch }).request({ ...asked, body: undefined, stream });
  assert.deepEqual(bodies, ["abc", "abc", "abc", "abc"]);
  assert.ok(times >= 1 && times <= 3);
});

test("a status that is accepted is an answer", async () => {
  const { fetch } = answers(json({ error_code: "RESOURCE_DOES_NOT_EXIST" }, 404));
  const answer = await client({ fetch }).request({ ...asked, accepts: (status) => status === 404 });
  assert.equal(answer.status, 404);
  assert.deepEqual(answer.json(), { error_code: "RESOURCE_DOES_NOT_EXIST" });
});

test("an answer that is no JSON, or is too large, is refused", async () => {
  const { fetch } = answers(() => new Response("<html>proxy</html>"));
  const answer = await client({ fetch }).request(asked);
  assert.throws(() => answer.json(), {
    code: "SINK_ANSWER",
    message: /JSON was expected, got "<html/,
  });
  const large = client({ fetch: () => Promise.resolve(new Response(new Uint8Array(1000))) });
  await assert.rejects(large.request({ ...asked, maxBytes: 999 }), { code: "SINK_ANSWER" });
});

test("an answer that stops in the middle is no answer, and is asked for again", async () => {
  let count = 0;
  const fetch = () =>
    Promise.resolve(
      new Response(
        new ReadableStream<Uint8Array>({
          start(controller) {
            controller.enqueue(new Uint8Array([123, 125]));
            if (++count > 1) controller.close();
          },
        }),
      ),
    );
  const answer = await client({ fetch, retry: { delayMs: 0, timeoutMs: 50 } }).request(asked);
  assert.equal(count, 2);
  assert.deepEqual(answer.json(), {});
});

test("no secret shows in an error, wherever the server or the host put it", async () => {
  const secrets = ["s3cr3t", "s3cr3t-longer"];
  const echo = () => new Response("bad token s3cr3t-longer, s3cr3t", { status: 401 });
  const failing = (fetch: () => Promise<Response>) =>
    client({ fetch, secrets, retry: { attempts: 1 } }).request(asked)
      .then(() => assert.fail(), (error: unknown) => error as SinkError);
  const thrown = () => Promise.reject(new TypeError("bad header Bearer s3cr3t"));
  for (const error of [await failing(() => Promise.resolve(echo())), await failing(thrown)]) {
    assert.ok(error instanceof SinkError);
    const told = [error.message, JSON.stringify(error.details), error.stack, String(error.cause)];
    assert.doesNotMatch(told.join(), /s3cr3t/);
    assert.match(error.message, /\[hidden\]/);
  }
});

test("a server that says nothing, breaks off or redirects is told apart", async () => {
  const server = await startUploadServer();
  try {
    const to = new URL(server.origin + "/runs/a");
    const once = (act: (typeof server.script)[number], timeoutMs = 20_000) => {
      server.script.push(act);
      return client({ retry: { attempts: 1, timeoutMs } }).request({ ...asked, url: to });
    };
    await assert.rejects(once(() => {}, 200), { code: "SINK_TIMEOUT", retryable: true });
    await assert.rejects(once((request) => void request.socket.destroy()), {
      code: "SINK_NETWORK",
      retryable: true,
    });
    const redirect = once((_, response) => void response.writeHead(302, { location: "/b" }).end());
    await assert.rejects(redirect, { code: "SINK_HTTP", message: /redirect/ });
  } finally {
    await server.close();
  }
});

test("`open()` gives the answer as it comes", async () => {
  const { fetch } = answers(() => new Response("abc"));
  assert.equal(await (await client({ fetch }).open({ ...asked, method: "GET" })).text(), "abc");
});
