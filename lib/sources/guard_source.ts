import { SinkError } from "../base/errors.ts";
import { checkOptions, messageOf, nameOf } from "../base/options.ts";
import { isInside } from "../base/path.ts";
import type { Source, SourceEntry, SourceOptions } from "../base/source.ts";
import { throwIfAborted, untilAborted } from "../http/abort.ts";

/** The bytes from `start` on, up to the one before `end`, which may be `Infinity`. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** The least that a place has to do; everything else is {@link guardSource}'s. */
export interface SourceAdapter {
  /** Opens a part of a file, which is not empty; whatever it throws becomes a `SinkError`. */
  open(
    path: string,
    range: ByteRange,
    signal?: AbortSignal,
  ): Promise<ReadableStream<Uint8Array> | undefined>;
  /** Lists the files whose path begins so; left out where it cannot. */
  list?(prefix: string, signal?: AbortSignal): AsyncIterable<SourceEntry>;
}

/** The longest path that is asked for, in UTF-16 units. */
const MOST_LETTERS = 4096;

/** Makes a source from an adapter: every rule that holds for all sources is kept here, once.
 *
 * Paths and ranges are checked, an abort ends what is being opened, read or listed, and what the
 * adapter throws becomes a `SinkError`.
 *
 * @throws {SinkError} from `get()` and `list()`: `SINK_PATH`, `SINK_ABORTED`, `SINK_IO`, and the
 * adapter's own
 * @throws {RangeError} from `get()`, for a range that is none
 */
export function guardSource(adapter: SourceAdapter): Source {
  const source: Source = {
    async get(path, options) {
      checkOptions("get", options, ["range", "signal"]);
      const name = checkPath(path);
      const range = checkRange(options?.range);
      const signal = options?.signal;
      try {
        throwIfAborted(path, signal, "get");
        // The file may not be there, which an empty range has to tell as well.
        const isEmpty = range.start === range.end;
        const asked = isEmpty ? { start: range.start, end: range.start + 1 } : range;
        const opening = adapter.open(name, asked, signal);
        const stream = await untilAborted(opening, path, signal, "get").catch((error) => {
          opening.then((late) => late?.cancel()).catch(() => {/* It was told already. */});
          throw error;
        });
        if (!isEmpty || stream === undefined) return stream && guardStream(path, stream, signal);
        await stream.cancel();
        return new ReadableStream({ start: (controller) => controller.close() });
      } catch (error) {
        throw sourceError(path, error);
      }
    },
  };
  const { list } = adapter;
  if (list === undefined) return source;
  return {
    ...source,
    async *list(prefix, options) {
      checkOptions("list", options, ["signal"]);
      if (prefix !== "") checkPath(prefix, prefix.replace(/\/$/, ""));
      const signal = options?.signal;
      const entries = list.call(adapter, prefix, signal)[Symbol.asyncIterator]();
      try {
        for (;;) {
          throwIfAborted(prefix, signal, "get");
          const { done, value } = await untilAborted(entries.next(), prefix, signal, "get");
          if (done) return;
          yield value;
        }
      } catch (error) {
        throw sourceError(prefix, error);
      } finally {
        // Not awaited: a place that hangs must not hold up who has had enough.
        entries.return?.().catch(() => {/* It has ended, or failed as was told. */});
      }
    },
  };
}

function guardStream(
  path: string,
  stream: ReadableStream<Uint8Array>,
  signal: AbortSignal | undefined,
): ReadableStream<Uint8Array> {
  const reader = stream.getReader();
  return new ReadableStream({
    async pull(controller) {
      try {
        throwIfAborted(path, signal, "get");
        const { done, value } = await untilAborted(reader.read(), path, signal, "get");
        if (done) controller.close();
        else controller.enqueue(value);
      } catch (error) {
        reader.cancel(error).catch(() => {/* It has failed already. */});
        throw sourceError(path, error);
      }
    },
    // Whoever lets go need not hear that it had failed.
    cancel: (reason) => reader.cancel(reason).catch(() => {}),
  }, { highWaterMark: 0 });
}

function checkPath(path: unknown, inside: unknown = path): string {
  const isSound = typeof path === "string" && typeof inside === "string" &&
    path.length <= MOST_LETTERS && path.isWellFormed() && isInside(inside);
  if (isSound) return path;
  throw new SinkError(
    "SINK_PATH",
    `Cannot get ${nameOf(path)}: a path must be relative and lead nowhere else`,
    { path: typeof path === "string" ? path : "" },
  );
}

function checkRange(range: SourceOptions["range"]): ByteRange {
  if (range === undefined) return { start: 0, end: Infinity };
  checkOptions("get with a range", range, ["offset", "length"]);
  const { offset, length = Infinity } = range;
  const isLength = length === Infinity || Number.isSafeInteger(length) && length >= 0;
  if (Number.isSafeInteger(offset) && offset >= 0 && isLength) {
    return { start: offset, end: offset + length };
  }
  throw new RangeError(
    `Cannot get a range: offset and length must be integers >= 0, got ${nameOf(offset)} and ${
      nameOf(length)
    }`,
  );
}

/** The error for what a place did not give; a `SinkError` stays as it is. */
export function sourceError(path: string, error: unknown): SinkError {
  if (error instanceof SinkError) return error;
  const message = `Cannot get ${nameOf(path)}: ${messageOf(error)}`;
  return new SinkError("SINK_IO", message, { path }, { cause: error });
}
