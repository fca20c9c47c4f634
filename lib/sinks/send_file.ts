import { concat } from "../base/bytes.ts";
import { SinkError } from "../base/errors.ts";
import { messageOf, nameOf } from "../base/options.ts";
import { abortError, throwIfAborted } from "./abort.ts";
import { readHead } from "./read_head.ts";
import { retryAfterMs, type RetryPolicy, withRetry } from "./retry.ts";
import { canStream, isRefusedRedirect, streamedBody } from "./streamed_body.ts";
import { createTryLimit } from "./try_limit.ts";
import type { VerifiedFile } from "./verified_file.ts";

/** How a file is sent: what differs between one HTTP destination and another. */
export interface Upload {
  readonly method: string;
  readonly url: URL;
  /** The headers of one try, made afresh for each: a signature ages. */
  headers(): Headers | Promise<Headers>;
  /** The host's `fetch`, or one that acts like it. */
  fetch(url: string, init: RequestInit): Promise<Response>;
  /** Files longer than this many bytes are streamed where the host can. */
  readonly streamAbove: number;
  readonly retry: RetryPolicy;
  /** The time, in ms since the epoch. */
  now(): number;
}

/** The statuses after which the same request may succeed.
 *
 * @see RFC 9110, section 15; RFC 6585, section 4
 */
const RETRYABLE: ReadonlySet<number> = new Set([
  408,
  425,
  429,
  500,
  502,
  503,
  504,
]);

/** Sends one file by one request, again where that may help, and reads the answer.
 *
 * A redirect is an error: the headers, which may hold a secret, go to no place that was not named.
 * Where a server wants to know the length of what was streamed (411), it gets the bytes at once.
 *
 * Cost: memory for the file where it is not streamed, for one piece where it is.
 *
 * @throws {SinkError} `SINK_HTTP` for a status other than 2xx, with `status`, `body` (the first 200
 * characters) and `attempt` in its details; `SINK_NETWORK`, `SINK_TIMEOUT`, `SINK_ABORTED`
 */
export async function sendFile(
  file: VerifiedFile,
  upload: Upload,
  signal?: AbortSignal,
): Promise<void> {
  const { path, sha256: seed } = file;
  let streams = file.size > upload.streamAbove && canStream();
  let bytes: Uint8Array<ArrayBuffer> | undefined;
  await withRetry(
    async (attempt) => {
      if (!streams) bytes ??= await collect(file, signal);
      const answer = await sendOnce(file, upload, bytes, signal);
      if (answer === undefined) return;
      const refusal = { ...answer, path, attempt };
      if (answer.status === 411 && streams) {
        streams = false;
        throw httpError({ ...refusal, retryable: true });
      }
      throw httpError(refusal);
    },
    upload.retry,
    { path, seed, signal },
  );
}

interface Refusal {
  readonly status: number;
  readonly statusText: string;
  readonly body: string;
  readonly location: string | undefined;
  readonly retryable: boolean;
  readonly retryAfterMs: number | undefined;
}

async function sendOnce(
  file: VerifiedFile,
  upload: Upload,
  bytes: Uint8Array<ArrayBuffer> | undefined,
  signal?: AbortSignal,
): Promise<Refusal | undefined> {
  const { path } = file;
  const limit = createTryLimit(path, upload.retry.timeoutMs, signal);
  const pieces = bytes === undefined ? file.pieces(limit.signal) : undefined;
  let sent: Promise<Response> | undefined;
  try {
    throwIfAborted(path, signal);
    const headers = await limit.race(headersOf(upload, path));
    if (pieces !== undefined && !headers.has("content-length")) {
      headers.set("content-length", String(file.size));
    }
    const init: RequestInit = {
      method: upload.method,
      headers,
      redirect: "manual",
      signal: limit.signal,
      ...(pieces === undefined ? { body: bytes } : streamedBody(pieces, limit.restart)),
    };
    sent = upload.fetch(upload.url.href, init);
    const response = await limit.race(sent);
    sent = undefined;
    const body = await readHead(response);
    if (response.ok) return undefined;
    return refusalOf(response, body, upload);
  } catch (error) {
    if (file.failure !== undefined) throw file.failure;
    if (limit.signal.aborted) throw abortError(path, limit.signal);
    if (error instanceof SinkError) throw error;
    if (isRefusedRedirect(error)) return unnamedRedirect;
    throw new SinkError(
      "SINK_NETWORK",
      `Cannot put ${nameOf(path)}: the request to ${nameOf(upload.url.origin)} failed: ${
        messageOf(error)
      }`,
      { path, retryable: true },
      { cause: error },
    );
  } finally {
    limit.stop();
    // A `fetch` that does not heed the signal may still answer: its connection is let go.
    sent?.then((late) => late.body?.cancel()).catch(() => {});
    // The try is over, whatever its source says on closing.
    pieces?.return().catch(() => {});
  }
}

/** A redirect of which the host tells nothing. */
const unnamedRedirect: Refusal = Object.freeze({
  status: 0,
  statusText: "",
  body: "",
  location: undefined,
  retryable: false,
  retryAfterMs: undefined,
});

function refusalOf(response: Response, body: string, upload: Upload): Refusal {
  const { status, statusText } = response;
  const target = response.headers.get("location");
  return {
    status,
    statusText,
    body,
    location: target === null ? undefined : placeOf(target, upload.url),
    retryable: RETRYABLE.has(status),
    retryAfterMs: retryAfterMs(response.headers, upload.now),
  };
}

function httpError(
  refusal: Refusal & { path: string; attempt: number },
): SinkError {
  const { path, status, statusText, body, location } = refusal;
  // Browsers show a redirect as status 0, and so does Node for a streamed body.
  const redirect = status === 0 || (status >= 300 && status < 400);
  const answer = `${status} ${statusText}`.trim();
  const told = redirect
    ? `with a redirect${
      location === undefined ? "" : ` to ${nameOf(location)}`
    }, which is not followed; give that address instead`
    : `${answer}${body === "" ? "" : `: ${JSON.stringify(body)}`}`;
  return new SinkError(
    "SINK_HTTP",
    `Cannot put ${nameOf(path)}: the server answered ${told}`,
    { ...refusal },
  );
}

/** An address without its query, which may hold a secret. */
function placeOf(target: string, base: URL): string {
  const url = URL.parse(target, base);
  return url === null ? "" : url.origin + url.pathname;
}

async function headersOf(upload: Upload, path: string): Promise<Headers> {
  try {
    return await upload.headers();
  } catch (error) {
    throw new SinkError(
      "SINK_NETWORK",
      `Cannot put ${nameOf(path)}: its headers could not be made: ${messageOf(error)}`,
      { path },
      { cause: error },
    );
  }
}

async function collect(
  file: VerifiedFile,
  signal?: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  const pieces: Uint8Array[] = [];
  for await (const piece of file.pieces(signal)) pieces.push(piece);
  return concat(pieces);
}
