import { concat } from "../base/bytes.ts";
import { SinkError } from "../base/errors.ts";
import { readHead } from "../http/read_head.ts";
import { type RetryPolicy, withRetry } from "../http/retry.ts";
import { canStream, wantsBytes } from "../http/streamed_body.ts";
import { tryRequest } from "../http/try_request.ts";
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

/** Sends one file by one request, again where that may help, and reads the answer.
 *
 * A redirect is an error: the headers, which may hold a secret, go to no place that was not named.
 * Where a server wants to know the length of what was streamed (411), it gets the bytes at once, and
 * so it does where a browser could not stream to it.
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
  const { timeoutMs } = upload.retry;
  let streams = file.size > upload.streamAbove && canStream();
  let bytes: Uint8Array<ArrayBuffer> | undefined;
  const once = async (attempt: number) => {
    if (!streams) bytes ??= await collect(file, signal);
    const body = streams ? { stream: file } : { body: bytes };
    const { method, url, fetch, now } = upload;
    const headers = () => upload.headers();
    const common = { path, doing: "put", method, url, headers, fetch, timeoutMs, now };
    await tryRequest({ ...common, ...body, attempt, accepts: isSuccess, signal }, readHead)
      .catch((error) => {
        if (file.failure !== undefined) throw file.failure;
        if (!streams || !wantsBytes(error)) throw error;
        streams = false;
        throw new SinkError(error.code, error.message, { ...error.details, path, retryable: true });
      });
  };
  await withRetry(once, upload.retry, { path, seed, signal });
}

const isSuccess = (status: number) => status >= 200 && status < 300;

async function collect(
  file: VerifiedFile,
  signal?: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  const pieces: Uint8Array[] = [];
  for await (const piece of file.pieces(signal)) pieces.push(piece);
  return concat(pieces);
}
