import { createTaskPool } from "../base/task_pool.ts";
import type { Sink, SinkFile } from "../bundle/file.ts";
import { throwIfAborted } from "../http/abort.ts";

/** A waiting file gives way to those that are smaller, and to one that came later by so many places
 * only where that one is smaller by as many times this: no file waits for ever. */
const AGE_BYTES = 2 ** 20;

/** A file of more bytes is streamed: it counts as if it had as many. */
const HELD_BYTES = 2 ** 24;

/** How much waits or is under way. */
export interface Waiting {
  /** How many files. */
  readonly files: number;
  /** How many bytes those have. */
  readonly bytes: number;
}

/** How a file is uploaded. */
export interface UploadOptions {
  /** Whether the sink may have it from before: it is asked, where it can be. */
  readonly mayBeThere: boolean;
  readonly signal?: AbortSignal;
}

/** Files on their way into a sink. */
export interface UploadQueue {
  /** Puts a file when its turn comes; says whether it was written, or was there already. */
  add(file: SinkFile, options: UploadOptions): Promise<"written" | "held">;
  /** What is not done. */
  waiting(): Waiting;
}

interface Item extends UploadOptions {
  readonly file: SinkFile;
  /** The least goes first. */
  readonly rank: number;
  readonly resolve: (outcome: "written" | "held") => void;
  readonly reject: (error: unknown) => void;
}

/** Makes a queue in front of a sink: small files first, so many at a time, within so many bytes.
 *
 * @param maxBytes no file is begun while those under way hold as many
 */
export function createUploadQueue(
  sink: Sink,
  concurrency: number,
  maxBytes: number,
): UploadQueue {
  const pool = createTaskPool(Math.min(concurrency, sink.concurrency ?? Infinity), maxBytes);
  /** The first to go is the last. */
  const items: Item[] = [];
  let isSorted = true;
  let isPumping = false;
  let count = 0;
  const waiting = { files: 0, bytes: 0 };

  async function pump(): Promise<void> {
    isPumping = true;
    while (items.length > 0) {
      await pool.room();
      if (!isSorted) items.sort((a, b) => b.rank - a.rank);
      isSorted = true;
      const item = items.pop()!;
      pool.start(Math.min(item.file.size, HELD_BYTES), () => upload(item));
    }
    isPumping = false;
  }

  async function upload({ file, mayBeThere, signal, resolve, reject }: Item): Promise<void> {
    const { path, sha256, size } = file;
    let outcome: "written" | "held" = "written";
    try {
      throwIfAborted(path, signal);
      if (mayBeThere && await sink.has?.(path, sha256)) outcome = "held";
      else await sink.put(file, { signal });
    } catch (error) {
      return reject(error);
    } finally {
      waiting.files--;
      waiting.bytes -= size;
    }
    resolve(outcome);
  }

  return {
    add(file, options) {
      waiting.files++;
      waiting.bytes += file.size;
      return new Promise((resolve, reject) => {
        const rank = file.size + AGE_BYTES * count++;
        items.push({ ...options, file, rank, resolve, reject });
        isSorted = false;
        // Those that are added at once are sorted before the first one goes.
        if (!isPumping) void pump();
      });
    },
    waiting: () => ({ ...waiting }),
  };
}
