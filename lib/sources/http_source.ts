import { utf8 } from "../base/bytes.ts";
import { crc32c } from "../base/crc32c.ts";
import { type Env, systemEnv } from "../base/env.ts";
import { SinkError } from "../base/errors.ts";
import { checkOptions, nameOf } from "../base/options.ts";
import type { Source } from "../base/source.ts";
import { addressOf, checkAddress, headersFrom } from "../http/address.ts";
import { type RetryOptions, retryPolicy, withRetry } from "../http/retry.ts";
import { tryRequest } from "../http/try_request.ts";
import { type ByteRange, guardSource } from "./guard_source.ts";
import { streamBody } from "./http_body.ts";
import { drop, type HttpPart, PART_STATUSES, readPart } from "./http_part.ts";

/** Headers as names and values. */
export type HttpSourceHeaders = Readonly<Record<string, string>> | Headers;

/** What a function for headers is told about a request. */
export interface HttpSourceRequest {
  /** The file's path. */
  readonly path: string;
  /** The request's method. */
  readonly method: "GET";
  /** The request's address. */
  readonly url: string;
}

/** Options of {@link httpSource}. */
export interface HttpSourceOptions {
  /** Headers for every request, or a function that makes them, called for every try: it can sign.
   * Where they are given no redirect is followed, so they go to the named address only. */
  readonly headers?:
    | HttpSourceHeaders
    | ((request: HttpSourceRequest) => HttpSourceHeaders | Promise<HttpSourceHeaders>);
  /** What makes the requests.
   *
   * @default {globalThis.fetch} */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
  /** How often and how patiently a request is made again. */
  readonly retry?: RetryOptions;
  /** The clock for servers that name a date to come back at.
   *
   * @default {systemEnv} */
  readonly env?: Env;
}

/** Makes a source of the files below an address: each is had by one request to `<url>/<path>`.
 *
 * Every segment of the path is percent-encoded; a query of the address is kept for each request.
 * 404 and 410 say that there is no such file. Network errors, time limits and 408, 425, 429, 500,
 * 502, 503, 504 are tried again as by `fetchSink()`. A body that breaks off goes on where it did, as
 * long as ETag, or date and size, say that the file is still the same. Of a server without ranges
 * the bytes before a part are read and left out. It cannot list: a run's manifest names its files.
 *
 * Cost: one request a file; memory for a piece of it.
 *
 * @throws {TypeError} where the address is not http(s), holds a user or a fragment, or for an
 * unknown option or header
 * @throws {RangeError} for a number out of its range
 * @see RFC 9110, sections 13.1.5 and 14
 * @example Read a run that lies on a server
 * ```ts
 * import { httpSource, memorySink, runFromSource, saveRun, startRun } from "stemma";
 * import assert from "node:assert/strict";
 * const { files, ...sink } = memorySink();
 * await saveRun(startRun({ experiment: "digits", runId: "r1" }), sink);
 * const source = httpSource("https://example.org/runs/digits/r1", {
 *   fetch: (url) => {
 *     const bytes = files.get(new URL(url).pathname.slice("/runs/".length));
 *     return Promise.resolve(new Response(bytes, { status: bytes ? 200 : 404 }));
 *   },
 * });
 * assert.equal(await source.get("none"), undefined);
 * assert.equal((await runFromSource(source)).runId, "r1");
 * ```
 */
export function httpSource(url: string | URL, options: HttpSourceOptions = {}): Source {
  checkOptions("httpSource()", options, ["headers", "fetch", "retry", "env"]);
  const base = checkAddress("httpSource()", url);
  const { headers, env = systemEnv } = options;
  const fixed = typeof headers === "function" ? undefined : headersFrom(headers ?? {});
  if (options.fetch !== undefined && typeof options.fetch !== "function") {
    throw new TypeError(
      `Cannot call httpSource(): fetch must be a function, got ${nameOf(options.fetch)}`,
    );
  }
  const send = options.fetch ?? ((url: string, init: RequestInit) => globalThis.fetch(url, init));
  const redirect = headers === undefined ? "follow" : "manual";
  const retry = retryPolicy("httpSource()", options.retry);

  async function headersFor(path: string, url: URL, asked: ByteRange, before?: HttpPart) {
    const all = new Headers();
    const { start, end } = asked;
    if (start > 0 || end < Infinity) {
      all.set("range", `bytes=${start}-${end < Infinity ? end - 1 : ""}`);
      // A range counts the bytes on the way, which may be packed; hosts unpack only what is whole.
      all.set("accept-encoding", "identity");
    }
    if (before?.etag !== undefined) all.set("if-range", before.etag);
    const own = typeof headers === "function"
      ? headersFrom(await headers({ path, method: "GET", url: url.href }))
      : fixed!;
    own.forEach((value, name) => all.set(name, value));
    return all;
  }

  function ask(path: string, asked: ByteRange, signal?: AbortSignal, before?: HttpPart) {
    const url = addressOf(base, path);
    return withRetry(
      (attempt) =>
        tryRequest({
          path,
          doing: "get",
          method: "GET",
          url,
          headers: () => headersFor(path, url, asked, before),
          fetch: (address, init) => send(address, { ...init, redirect }),
          timeoutMs: retry.timeoutMs,
          now: () => env.now(),
          attempt,
          accepts: (status) => PART_STATUSES.includes(status),
          signal,
        }, (response) => {
          checkSafe(path, url, response);
          return Promise.resolve(readPart(path, response, asked));
        }),
      retry,
      { path, seed: seedOf(path), signal, doing: "get" },
    );
  }

  return guardSource({
    async open(path, range, signal) {
      const part = await ask(path, range, signal);
      return part && streamBody(part, {
        path,
        range,
        retry,
        seed: seedOf(path),
        signal,
        ask: (rest, before) => ask(path, rest, signal, before),
      });
    },
  });
}

/** Refuses an answer that came by a way where others can change it, unless the user chose that way. */
function checkSafe(path: string, asked: URL, { url, body }: Response): void {
  if (asked.protocol === "http:" || !url.startsWith("http:")) return;
  drop(body);
  const message = `Cannot get ${nameOf(path)}: the server redirects to an address without https`;
  throw new SinkError("SINK_HTTP", message, { path });
}

function seedOf(path: string): string {
  return crc32c(utf8(path)).toString(16).padStart(8, "0").repeat(8);
}
