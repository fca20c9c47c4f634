import { type Env, systemEnv } from "../base/env.ts";
import { checkOptions, nameOf } from "../base/options.ts";
import { createSha256 } from "../core/sha256.ts";
import { addressOf, checkAddress, headersFrom } from "../http/address.ts";
import { type GuardedSink, guardSink } from "./guard_sink.ts";
import { type RetryOptions, retryPolicy } from "../http/retry.ts";
import { sendFile } from "./send_file.ts";
import type { VerifiedFile } from "./verified_file.ts";

/** What a function for headers is told about a request. */
export interface FetchSinkRequest {
  /** The file's path. */
  readonly path: string;
  /** The file's length in bytes. */
  readonly size: number;
  /** The file's media type. */
  readonly mediaType: string;
  /** The file's SHA-256 as 64 lower-case hex digits. */
  readonly sha256: string;
  /** The request's method. */
  readonly method: string;
  /** The request's address. */
  readonly url: string;
}

/** Headers as names and values. */
export type FetchSinkHeaders = Readonly<Record<string, string>> | Headers;

/** Options of {@link fetchSink}. */
export interface FetchSinkOptions {
  /** The request's method.
   *
   * @default {"PUT"} */
  readonly method?: "PUT" | "POST" | "PATCH";
  /** Headers for every request, or a function that makes them, called for every try: it can sign.
   * They come on top of `content-type`. */
  readonly headers?:
    | FetchSinkHeaders
    | ((
      request: FetchSinkRequest,
    ) => FetchSinkHeaders | Promise<FetchSinkHeaders>);
  /** What makes the requests.
   *
   * @default {globalThis.fetch} */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
  /** How often and how patiently a request is made again. */
  readonly retry?: RetryOptions;
  /** Files longer than this many bytes are streamed where the host can; `Infinity` streams none.
   *
   * @default {16777216} */
  readonly streamAbove?: number;
  /** The clock for servers that name a date to come back at.
   *
   * @default {systemEnv} */
  readonly env?: Env;
}

const METHODS: readonly string[] = ["PUT", "POST", "PATCH"];

/** Makes a sink that sends each file by one request to `<url>/<path>`.
 *
 * Every segment of the path is percent-encoded; a query of the address is kept for each request. A
 * 2xx answer means that the file is stored. Network errors, time limits and 408, 425, 429, 500,
 * 502, 503, 504 are tried again, with growing waits, and as long as `Retry-After` asks; other
 * answers are not. Redirects are not followed, so headers go to the named address only.
 *
 * Cost: one request a file; memory for files up to `streamAbove` bytes that are under way.
 *
 * @throws {TypeError} where the address is not http(s), holds a user or a fragment, or for an
 * unknown option, method or header
 * @throws {RangeError} for a number out of its range
 * @see RFC 9110, section 9.3.4
 * @example Put a run on a server
 * ```ts
 * import { fetchSink, saveRun, startRun } from "stemma";
 * import assert from "node:assert/strict";
 * const paths: string[] = [];
 * const sink = fetchSink("https://example.org/runs", {
 *   headers: { authorization: "Bearer secret" },
 *   fetch: (url) => {
 *     paths.push(new URL(url).pathname);
 *     return Promise.resolve(new Response(null, { status: 201 }));
 *   },
 * });
 * await saveRun(startRun({ experiment: "digits", runId: "run-1" }), sink);
 * assert.equal(paths.at(-1), "/runs/digits/run-1/manifest.json");
 * ```
 */
export function fetchSink(
  url: string | URL,
  options: FetchSinkOptions = {},
): GuardedSink {
  checkOptions("fetchSink()", options, [
    "method",
    "headers",
    "fetch",
    "retry",
    "streamAbove",
    "env",
  ]);
  const base = checkAddress("fetchSink()", url);
  const { method = "PUT", streamAbove = 16 * 1024 * 1024 } = options;
  const { headers = {}, env = systemEnv } = options;
  if (!METHODS.includes(method)) {
    throw new TypeError(
      `Cannot call fetchSink(): method must be one of ${METHODS.join(", ")}, got ${nameOf(method)}`,
    );
  }
  if (typeof streamAbove !== "number" || !(streamAbove >= 0)) {
    throw new RangeError(
      `Cannot call fetchSink(): streamAbove must be >= 0, got ${nameOf(streamAbove)}`,
    );
  }
  if (options.fetch !== undefined && typeof options.fetch !== "function") {
    throw new TypeError(
      `Cannot call fetchSink(): fetch must be a function, got ${nameOf(options.fetch)}`,
    );
  }
  const fixed = typeof headers === "function" ? undefined : headersFrom(headers);
  const common = {
    method,
    streamAbove,
    retry: retryPolicy("fetchSink()", options.retry),
    fetch: options.fetch ??
      ((url: string, init: RequestInit) => globalThis.fetch(url, init)),
    now: () => env.now(),
  };

  return guardSink({
    oneAtATime: false,
    write(file, signal) {
      const url = addressOf(base, file.path);
      return sendFile(file, {
        ...common,
        url,
        async headers() {
          const all = new Headers({ "content-type": typeOf(file) });
          const own = fixed ??
            headersFrom(
              await (headers as (r: FetchSinkRequest) => FetchSinkHeaders)({
                path: file.path,
                size: file.size,
                mediaType: file.mediaType,
                sha256: file.sha256,
                method,
                url: url.href,
              }),
            );
          own.forEach((value, name) => all.set(name, value));
          return all;
        },
      }, signal);
    },
  }, createSha256);
}

/** The media type as a header can hold it; any other one says nothing. */
function typeOf(file: VerifiedFile): string {
  return /^[\x20-\x7e]*\/[\x20-\x7e]*$/.test(file.mediaType)
    ? file.mediaType
    : "application/octet-stream";
}
