import { concat } from "../base/bytes.ts";
import { SinkError } from "../base/errors.ts";
import { nameOf } from "../base/options.ts";
import { throwIfAborted, untilAborted } from "../http/abort.ts";

/** How many bytes may wait for the reader of a stream before writers wait for it. */
const WAITING_BYTES = 1024 * 1024;

/** Where an archive's bytes go: kept until they are asked for, or passed on to a reader. */
export interface ZipOutput {
  /** How many bytes were written. */
  readonly offset: number;
  /** Whether the stream's reader has given up. */
  readonly cancelled: boolean;
  /** Adds bytes; waits while the stream's reader has not taken those before.
   *
   * @throws {SinkError} `SINK_CLOSED` where the reader has given up, `SINK_ABORTED`
   */
  write(
    bytes: Uint8Array<ArrayBuffer>,
    path: string,
    signal?: AbortSignal,
  ): Promise<void>;
  /** All bytes so far and a tail that is not kept, copied.
   *
   * @throws {SinkError} `SINK_CLOSED` where `stream()` has taken them
   */
  bytes(tail?: Uint8Array): Uint8Array<ArrayBuffer>;
  /** The bytes so far and all that come, once.
   *
   * @throws {SinkError} `SINK_CLOSED` at the second call
   */
  stream(): ReadableStream<Uint8Array<ArrayBuffer>>;
  /** Ends the stream; bytes can no longer be written. */
  end(): void;
}

/** Makes an output that keeps what is written until `stream()` is called. */
export function createZipOutput(): ZipOutput {
  let kept: Uint8Array<ArrayBuffer>[] = [];
  let offset = 0;
  let ended = false;
  let cancelled = false;
  let controller:
    | ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>
    | undefined;
  let wake: (() => void) | undefined;

  function roomy(): boolean {
    return controller === undefined || cancelled ||
      (controller.desiredSize ?? 0) > 0;
  }

  async function write(
    bytes: Uint8Array<ArrayBuffer>,
    path: string,
    signal?: AbortSignal,
  ): Promise<void> {
    throwIfAborted(path, signal);
    while (!roomy()) {
      const room = new Promise<void>((resolve) => wake = resolve);
      await untilAborted(room, path, signal);
    }
    if (cancelled) {
      throw new SinkError(
        "SINK_CLOSED",
        `Cannot put ${nameOf(path)}: the archive's reader has given up`,
        { path },
      );
    }
    offset += bytes.length;
    if (controller === undefined) kept.push(bytes);
    else controller.enqueue(bytes);
  }

  function bytes(tail?: Uint8Array): Uint8Array<ArrayBuffer> {
    if (controller !== undefined) refuse();
    return concat(tail === undefined ? kept : [...kept, tail]);
  }

  function stream(): ReadableStream<Uint8Array<ArrayBuffer>> {
    if (controller !== undefined) refuse();
    return new ReadableStream<Uint8Array<ArrayBuffer>>({
      start(own) {
        controller = own;
        for (const piece of kept) own.enqueue(piece);
        kept = [];
        if (ended) own.close();
      },
      pull() {
        wake?.();
      },
      cancel() {
        cancelled = true;
        wake?.();
      },
    }, new ByteLengthQueuingStrategy({ highWaterMark: WAITING_BYTES }));
  }

  function end(): void {
    ended = true;
    if (!cancelled) controller?.close();
  }

  return {
    get offset() {
      return offset;
    },
    get cancelled() {
      return cancelled;
    },
    write,
    bytes,
    stream,
    end,
  };
}

function refuse(): never {
  throw new SinkError(
    "SINK_CLOSED",
    "Cannot read the archive: stream() has taken its bytes and gives them once",
    { path: "" },
  );
}
