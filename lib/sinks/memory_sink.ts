import { concat, toHex } from "../base/bytes.ts";
import { createSha256 } from "../core/sha256.ts";
import { type GuardedSink, guardSink } from "./guard_sink.ts";

/** A sink whose files can be looked at. */
export interface MemorySink extends GuardedSink {
  /** The files by their paths, in the order in which the paths were first stored. */
  readonly files: Map<string, Uint8Array<ArrayBuffer>>;
  /** Whether the sink holds these very bytes under this path. */
  has(path: string, sha256: string): Promise<boolean>;
  /** Deletes a file; one that is not there is no error. */
  delete(path: string): Promise<void>;
}

/** Makes a sink that keeps files in memory.
 *
 * A file appears in `files` when it is whole; a later one of the same path replaces it. `files` is
 * the sink's own map: what the caller changes there is changed.
 *
 * Cost: one copy of every byte.
 *
 * @example Save and look
 * ```ts
 * import { memorySink, saveRun, startRun } from "stemma";
 * import assert from "node:assert/strict";
 * const sink = memorySink();
 * const run = startRun({ experiment: "digits", runId: "run-1" });
 * await saveRun(run, sink);
 * assert.ok(sink.files.has("digits/run-1/manifest.json"));
 * ```
 */
export function memorySink(): MemorySink {
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  const guarded = guardSink({
    oneAtATime: false,
    async write(file, signal) {
      const pieces: Uint8Array[] = [];
      for await (const piece of file.pieces(signal)) pieces.push(piece);
      files.set(file.path, concat(pieces));
    },
    has(path, sha256) {
      const bytes = files.get(path);
      return Promise.resolve(
        bytes !== undefined &&
          toHex(createSha256().update(bytes).digest()) === sha256,
      );
    },
    delete: (path) => Promise.resolve(void files.delete(path)),
  }, createSha256);
  // Memory answers at once: side by side nothing would be faster, and the order would be chance.
  return { ...guarded, concurrency: 1, has: guarded.has!, delete: guarded.delete!, files };
}
