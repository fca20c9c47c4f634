import { SinkError } from "../base/errors.ts";
import { messageOf, nameOf } from "../base/options.ts";
import { sleep } from "../http/abort.ts";
import { type RetryPolicy, waitBefore } from "../http/retry.ts";
import { createTryLimit } from "../http/try_limit.ts";
import type { ByteRange } from "./guard_source.ts";
import { drop, type HttpPart } from "./http_part.ts";

/** A body that brings less than this before it breaks off brought nothing. */
const PROGRESS_BYTES = 64 * 1024;

/** How the rest of a body is had that broke off. */
export interface BodyReading {
  readonly path: string;
  readonly range: ByteRange;
  readonly retry: RetryPolicy;
  /** As for {@link waitBefore}. */
  readonly seed: string;
  readonly signal?: AbortSignal;
  /** Asks for the rest of a file of which a part has come. */
  ask(rest: ByteRange, before: HttpPart): Promise<HttpPart | undefined>;
}

/** The bytes of a range, from an answer that holds them, and from further ones where it breaks off.
 *
 * What the server sends beside the range is left out. A body goes on where it broke off only while
 * the file is in the same state.
 *
 * @throws {SinkError} from the stream: `SINK_NETWORK`, `SINK_TIMEOUT` where it broke off once too
 * often, or nothing tells the file's state; `SINK_CONTENT` where the file has changed meanwhile
 */
export function streamBody(first: HttpPart, reading: BodyReading): ReadableStream<Uint8Array> {
  const { path, range, retry, seed, signal } = reading;
  let part = first;
  let reader = part.body?.getReader();
  /** Where in the file the next piece begins, and which byte is wanted next. */
  let [at, wanted] = [part.start, range.start];
  /** How often it broke off in a row, and how far it was before. */
  let [breaks, mark] = [0, wanted];

  async function read(): Promise<Uint8Array | undefined> {
    const limit = createTryLimit(path, retry.timeoutMs, signal, "get");
    try {
      const next = await limit.race(reader?.read() ?? Promise.resolve({ done: true } as const));
      if (!next.done) return next.value;
    } finally {
      limit.stop();
    }
    if (at < Math.min(range.end, part.end ?? 0)) throw new Error(`it ended after ${at} bytes`);
  }

  async function goOn(error: unknown): Promise<void> {
    if (error instanceof SinkError && !error.retryable) throw error;
    reader?.cancel().catch(() => {/* It has failed. */});
    if (wanted - mark >= PROGRESS_BYTES) breaks = 0;
    mark = wanted;
    if (++breaks >= retry.attempts || first.state === undefined) throw brokenError(path, error);
    await sleep(waitBefore(breaks + 1, retry, seed), path, signal, "get");
    const next = await reading.ask({ start: wanted, end: range.end }, first);
    if (next === undefined || next.state !== first.state) {
      drop(next?.body ?? null);
      const message = `Cannot get ${nameOf(path)}: the file changed while it was read`;
      throw new SinkError("SINK_CONTENT", message, { path, retryable: true });
    }
    part = next;
    reader = part.body?.getReader();
    at = part.start;
  }

  async function next(): Promise<Uint8Array | undefined> {
    for (;;) {
      try {
        const bytes = await read();
        if (bytes === undefined) return undefined;
        const piece = bytes.subarray(Math.max(0, wanted - at), Math.max(0, range.end - at));
        at += bytes.length;
        if (piece.length > 0) return piece;
      } catch (error) {
        await goOn(error);
      }
    }
  }

  return new ReadableStream({
    async pull(controller) {
      const piece = wanted < range.end ? await next() : undefined;
      if (piece === undefined) {
        reader?.cancel().catch(() => {/* It has ended. */});
        return controller.close();
      }
      wanted += piece.length;
      controller.enqueue(piece);
    },
    cancel: (reason) => reader?.cancel(reason),
  }, { highWaterMark: 0 });
}

function brokenError(path: string, error: unknown): SinkError {
  if (error instanceof SinkError) return error;
  return new SinkError(
    "SINK_NETWORK",
    `Cannot get ${nameOf(path)}: its body broke off: ${messageOf(error)}`,
    { path, retryable: true },
    { cause: error },
  );
}
