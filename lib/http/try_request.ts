import { SinkError } from "../base/errors.ts";
import { messageOf, nameOf } from "../base/options.ts";
import { abortError, throwIfAborted } from "./abort.ts";
import { maskSecrets } from "./mask_secrets.ts";
import { readHead } from "./read_head.ts";
import { httpError, refusalOf, unnamedRedirect } from "./refusal.ts";
import { isRefusedRedirect, streamedBody } from "./streamed_body.ts";
import { createTryLimit, type TryLimit } from "./try_limit.ts";

/** One try of a request. */
export interface HttpTry {
  /** What the request is for, in messages. */
  readonly path: string;
  /** What is done with it, as a verb: "put". */
  readonly doing: string;
  readonly method: string;
  readonly url: URL;
  /** The headers, made afresh for each try: a signature ages. */
  headers(): Headers | Promise<Headers>;
  readonly body?: Uint8Array<ArrayBuffer> | string;
  /** In place of `body`: pieces of so many bytes together, asked for as they are sent. */
  readonly stream?: {
    readonly size: number;
    pieces(signal: AbortSignal): AsyncGenerator<Uint8Array<ArrayBuffer>, void, void>;
  };
  /** The host's `fetch`, or one that acts like it. */
  fetch(url: string, init: RequestInit): Promise<Response>;
  /** How long the try may go without progress, in ms. */
  readonly timeoutMs: number;
  /** The time, in ms since the epoch. */
  now(): number;
  /** Which try this is, from 1. */
  readonly attempt: number;
  /** Whether a status is an answer; every other one is an error. */
  accepts(status: number): boolean;
  readonly signal?: AbortSignal;
}

/** Makes one request, and lets no connection, timer or listener stay behind.
 *
 * A redirect is an error: the headers, which may hold a secret, go to no place that was not named.
 *
 * @param read takes what is needed of an accepted answer, within the time limit
 * @throws {SinkError} `SINK_HTTP` for a status that is not accepted, with `status`, `body` (the
 * first 200 characters) and `attempt` in its details; `SINK_NETWORK`, `SINK_TIMEOUT`,
 * `SINK_ABORTED`; whatever `read` throws
 */
export async function tryRequest<T>(
  request: HttpTry,
  read: (response: Response, limit: TryLimit) => Promise<T>,
): Promise<T> {
  const { path, doing, url, signal, attempt } = request;
  const limit = createTryLimit(path, request.timeoutMs, signal, doing);
  const { stream } = request;
  const pieces = stream?.pieces(limit.signal);
  let sent: Promise<Response> | undefined;
  try {
    throwIfAborted(path, signal, doing);
    const headers = await limit.race(headersOf(request));
    if (pieces !== undefined && !headers.has("content-length")) {
      headers.set("content-length", String(stream!.size));
    }
    const init: RequestInit = {
      method: request.method,
      headers,
      redirect: "manual",
      signal: limit.signal,
      ...(pieces === undefined
        ? { body: request.body }
        : streamedBody(pieces, stream!.size, limit.restart)),
    };
    sent = request.fetch(url.href, init);
    const response = await limit.race(sent);
    sent = undefined;
    if (request.accepts(response.status)) return await read(response, limit);
    const refusal = refusalOf(response, await readHead(response), url, request.now);
    throw httpError({ ...refusal, path, attempt }, doing);
  } catch (error) {
    if (limit.signal.aborted) throw abortError(path, limit.signal, doing);
    if (error instanceof SinkError) throw error;
    if (isRefusedRedirect(error)) throw httpError({ ...unnamedRedirect, path, attempt }, doing);
    const message = `Cannot ${doing} ${nameOf(path)}: the request to ${
      nameOf(url.origin)
    } failed: ${messageOf(error)}`;
    const at = { path, retryable: true };
    // Some hosts name the whole address, and its query can be a signature.
    throw maskSecrets(new SinkError("SINK_NETWORK", message, at, { cause: error }), [url.search]);
  } finally {
    limit.stop();
    // A `fetch` that does not heed the signal may still answer: its connection is let go.
    sent?.then((late) => late.body?.cancel()).catch(() => {});
    // The try is over, whatever its source says on closing.
    pieces?.return().catch(() => {});
  }
}

async function headersOf({ headers, path, doing }: HttpTry): Promise<Headers> {
  try {
    return await headers();
  } catch (error) {
    throw new SinkError(
      "SINK_NETWORK",
      `Cannot ${doing} ${nameOf(path)}: its headers could not be made: ${messageOf(error)}`,
      { path },
      { cause: error },
    );
  }
}
