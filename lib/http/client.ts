import { concat } from "../base/bytes.ts";
import { type Env, systemEnv } from "../base/env.ts";
import { SinkError } from "../base/errors.ts";
import { checkOptions, nameOf } from "../base/options.ts";
import { maskSecrets } from "./mask_secrets.ts";
import { type RetryOptions, retryPolicy, withRetry } from "./retry.ts";
import { canStream, wantsBytes } from "./streamed_body.ts";
import type { TryLimit } from "./try_limit.ts";
import { tryRequest } from "./try_request.ts";

/** How a client makes its requests. */
export interface HttpClientOptions {
  /** What makes the requests.
   *
   * @default {globalThis.fetch} */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
  /** How often and how patiently a request is made again. */
  readonly retry?: RetryOptions;
  /** Makes the headers that every request has, for every try: it can sign. */
  readonly headers?: (request: HttpRequest) => HeadersInit | Promise<HeadersInit>;
  /** Texts that no message and no detail of an error may show. */
  readonly secrets?: readonly string[];
  /** The clock for servers that name a date to come back at.
   *
   * @default {systemEnv} */
  readonly env?: Env;
}

/** What is asked of a server. */
export interface HttpRequest {
  /** What the request is for, in messages: "metrics", "a/b.bin". */
  readonly path: string;
  /** What is done with it, as a verb: "put", "send", "read". */
  readonly doing: string;
  /** The request's method. */
  readonly method: string;
  /** The request's address. */
  readonly url: URL;
  /** On top of the client's own; a name that both have is this one's. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The request's body. */
  readonly body?: Uint8Array<ArrayBuffer> | string;
  /** In place of `body`: pieces of so many bytes together, read anew for every try; collected first
   * where the host or the server cannot do with a stream. */
  readonly stream?: {
    readonly size: number;
    pieces(signal?: AbortSignal): AsyncGenerator<Uint8Array<ArrayBuffer>, void, void>;
  };
  /** The most bytes of an answer that are taken.
   *
   * @default {16777216} */
  readonly maxBytes?: number;
  /** Whether a status is an answer; every other one is an error.
   *
   * @default {the 2xx} */
  readonly accepts?: (status: number) => boolean;
  /** Asked before every further try: the answer, where the one before was acted on though its answer
   * was lost. */
  readonly held?: () => Promise<HttpAnswer | undefined>;
  /** Stops the request. */
  readonly signal?: AbortSignal;
}

/** What a server answered. */
export interface HttpAnswer {
  /** The status. */
  readonly status: number;
  /** The headers. */
  readonly headers: Headers;
  /** The whole body. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The bytes as UTF-8. */
  text(): string;
  /** The bytes as JSON.
   *
   * @throws {SinkError} `SINK_ANSWER` where they are something else */
  json(): unknown;
}

/** Makes requests, each again where that may help. */
export interface HttpClient {
  /** Makes one request and takes its whole answer.
   *
   * @throws {SinkError} `SINK_HTTP`, `SINK_NETWORK`, `SINK_TIMEOUT`, `SINK_ABORTED`, `SINK_ANSWER` */
  request(request: HttpRequest): Promise<HttpAnswer>;
  /** Makes one request and gives its answer as it comes; what breaks off later is the reader's.
   *
   * @throws {SinkError} as {@link HttpClient.request} */
  open(request: HttpRequest): Promise<Response>;
}

/** How fast a line is that still counts as working, in bytes a ms: 64 kB/s. */
const SLOWEST = 64;

const isSuccess = (status: number) => status >= 200 && status < 300;

/** Makes a client: every rule of patience, time limits and secrets is kept here, once.
 *
 * Network errors, time limits and 408, 425, 429, 500, 502, 503, 504 are tried again, with growing
 * waits, and as long as `Retry-After` asks. Every try is a new request. Redirects are not followed.
 *
 * @param caller who to name in messages: "mlflow()"
 * @throws {TypeError} for an unknown option
 * @throws {RangeError} for a number out of its range
 * @example
 * ```ts
 * import { createHttpClient } from "stemma/destination";
 * import assert from "node:assert/strict";
 * const client = createHttpClient("example()", {
 *   headers: () => ({ authorization: "Bearer secret" }),
 *   secrets: ["secret"],
 *   fetch: () => Promise.resolve(Response.json({ ok: true })),
 * });
 * const url = new URL("https://example.org/api");
 * const answer = await client.request({ path: "status", doing: "read", method: "GET", url });
 * assert.deepEqual(answer.json(), { ok: true });
 * ```
 */
export function createHttpClient(caller: string, options: HttpClientOptions = {}): HttpClient {
  checkOptions(caller, options, ["fetch", "retry", "headers", "secrets", "env"]);
  if (options.fetch !== undefined && typeof options.fetch !== "function") {
    throw new TypeError(
      `Cannot call ${caller}: fetch must be a function, got ${nameOf(options.fetch)}`,
    );
  }
  const { env = systemEnv, secrets = [] } = options;
  const fetch = options.fetch ??
    ((url: string, init: RequestInit) => globalThis.fetch(url, init));
  const policy = retryPolicy(caller, options.retry);
  let salt: string | undefined;
  let count = 0;

  async function send<T>(
    request: HttpRequest,
    read: (response: Response, limit: TryLimit) => Promise<T>,
    held?: () => Promise<T | undefined>,
  ): Promise<T> {
    const { path, doing, method, url, body, stream, accepts = isSuccess, signal } = request;
    const headers = async () => {
      const all = new Headers(await options.headers?.(request));
      for (const [name, value] of Object.entries(request.headers ?? {})) all.set(name, value);
      return all;
    };
    let bytes = body;
    let streams = stream !== undefined && canStream();
    const once = async (attempt: number) => {
      const known = attempt > 1 ? await held?.() : undefined;
      if (known !== undefined) return known;
      if (!streams && stream !== undefined) bytes ??= await collect(stream.pieces(signal));
      const content = streams ? { stream, body: undefined } : { body: bytes };
      const common = { path, doing, method, url, headers, fetch, signal, attempt, ...content };
      // Of a body that is sent at once no progress shows: it gets the time that a slow line takes.
      const timeoutMs = policy.timeoutMs + (content.body?.length ?? 0) / SLOWEST;
      const limits = { timeoutMs, now: () => env.now(), accepts };
      return await tryRequest({ ...common, ...limits }, read).catch((error) => {
        if (!streams || !wantsBytes(error)) throw error;
        streams = false;
        throw new SinkError(error.code, error.message, { ...error.details, path, retryable: true });
      });
    };
    // Chance is asked for at the first request: a Worker has none before one comes in.
    const seed = seedOf(salt ??= env.randomId(), count++);
    try {
      return await withRetry(once, policy, { path, seed, signal, doing });
    } catch (error) {
      throw maskSecrets(error, secrets);
    }
  }

  return {
    request(request) {
      const { maxBytes = 2 ** 24 } = request;
      return send(request, async (response, limit) => {
        const bytes = await readAll(response, request, maxBytes, limit);
        return answerOf(response, bytes, request);
      }, request.held);
    },
    open: (request) => send(request, (response) => Promise.resolve(response)),
  };
}

/** 64 hex digits that differ from client to client and from request to request. */
function seedOf(salt: string, count: number): string {
  let state = count;
  for (let i = 0; i < salt.length; i++) {
    state = Math.imul(state ^ salt.charCodeAt(i), 0x01000193);
  }
  const part = Math.imul(state ^ (state >>> 15), 0x9e3779b1) >>> 0;
  return part.toString(16).padStart(8, "0").repeat(8);
}

async function collect(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array<ArrayBuffer>> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return concat(all);
}

async function readAll(
  response: Response,
  request: HttpRequest,
  maxBytes: number,
  limit: TryLimit,
): Promise<Uint8Array<ArrayBuffer>> {
  const reader = response.body?.getReader();
  if (reader === undefined) return new Uint8Array();
  const pieces: Uint8Array[] = [];
  let size = 0;
  try {
    while (true) {
      const { done, value } = await limit.race(reader.read());
      if (done) return concat(pieces);
      limit.restart();
      pieces.push(value);
      size += value.length;
      if (size > maxBytes) throw answerError(request, `it has more than ${maxBytes} bytes`);
    }
  } finally {
    // After the end there is nothing to cancel; before it the connection is let go.
    reader.cancel().catch(() => {});
  }
}

function answerOf(
  response: Response,
  bytes: Uint8Array<ArrayBuffer>,
  request: HttpRequest,
): HttpAnswer {
  const { status, headers } = response;
  const text = () => new TextDecoder().decode(bytes);
  const json = () => {
    try {
      return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    } catch (error) {
      const start = Array.from(text().slice(0, 200)).slice(0, 100).join("");
      throw answerError(request, `JSON was expected, got ${JSON.stringify(start)}`, error);
    }
  };
  return { status, headers, bytes, text, json };
}

function answerError({ path, doing, url }: HttpRequest, reason: string, cause?: unknown) {
  return new SinkError(
    "SINK_ANSWER",
    `Cannot ${doing} ${nameOf(path)}: the answer of ${
      nameOf(url.origin)
    } cannot be used: ${reason}`,
    { path },
    { cause },
  );
}
