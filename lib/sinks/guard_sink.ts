import { SinkError } from "../base/errors.ts";
import { messageOf, nameOf } from "../base/options.ts";
import type { Sink, SinkFile } from "../bundle/file.ts";
import { throwIfAborted, untilAborted } from "../http/abort.ts";
import { createPathClaims } from "./path_claims.ts";
import { checkSinkPath } from "./sink_path.ts";
import { type Hash, type VerifiedFile, verifiedFile } from "./verified_file.ts";

/** The least that a destination has to do; everything else is {@link guardSink}'s. */
export interface SinkAdapter {
  /** Whether files go one at a time, in the order of the calls; else only those of one path do. */
  readonly oneAtATime: boolean;
  /** Stores one file, whole or not at all; whatever it throws becomes a `SinkError`. */
  write(file: VerifiedFile, signal?: AbortSignal): Promise<void>;
  /** Whether it holds these very bytes; left out where it cannot know. */
  has?(path: string, sha256: string): Promise<boolean>;
  /** Takes a file away, where there is one; left out where it cannot. */
  delete?(path: string): Promise<void>;
  /** Called once, after the last write has ended. */
  close?(): Promise<void>;
}

/** A sink that knows when it is done. */
export interface GuardedSink extends Sink {
  /** Waits for what is being put, then refuses every further file; a second call does nothing. */
  close(): Promise<void>;
}

/** Makes a sink from an adapter: every rule that holds for all sinks is kept here, once.
 *
 * Paths are checked, paths that would overwrite each other on some disk refused, size and SHA-256
 * verified while the adapter reads; files of one path are written in the order of the calls; after
 * `close()` and after an abort nothing starts. What the adapter throws becomes a `SinkError`.
 *
 * Cost: that of {@link verifiedFile} for each byte, and one path kept for each file.
 *
 * @throws {SinkError} from `put()`: `SINK_PATH`, `SINK_CLOSED`, `SINK_ABORTED`, `SINK_CONTENT`, and
 * the adapter's own
 * @throws {TypeError} from `put()`, where the file's description is malformed
 */
export function guardSink(
  adapter: SinkAdapter,
  createHash: () => Hash,
): GuardedSink {
  const claims = createPathClaims();
  const lanes = new Map<string, Promise<unknown>>();
  let closing: Promise<void> | undefined;

  // Up to its first await an async function runs at once, so lanes are in the order of the calls.
  async function put(
    file: SinkFile,
    options?: { signal?: AbortSignal },
  ): Promise<void> {
    const checked = checkFile(file);
    const path = checked.path;
    const signal = options?.signal;
    checkOpen(path, "put");
    throwIfAborted(path, signal);
    claims.claim(path);
    const write = () => writeFile(adapter, verifiedFile(checked, createHash), signal);
    await inTurn(path, write, signal);
  }

  async function remove(path: string): Promise<void> {
    checkOpen(checkSinkPath(path), "delete");
    await inTurn(path, () => deleteFile(adapter, path));
  }

  function checkOpen(path: string, doing: string): void {
    if (closing === undefined) return;
    const message = `Cannot ${doing} ${nameOf(path)}: the sink is closed`;
    throw new SinkError("SINK_CLOSED", message, { path });
  }

  async function inTurn(
    path: string,
    act: () => Promise<void>,
    signal?: AbortSignal,
  ): Promise<void> {
    const lane = adapter.oneAtATime ? "" : path;
    const before = lanes.get(lane) ?? Promise.resolve();
    const work = untilAborted(before, path, signal).then(act);
    const turn = Promise.allSettled([before, work]);
    lanes.set(lane, turn);
    try {
      await work;
    } finally {
      turn.then(() => {
        if (lanes.get(lane) === turn) lanes.delete(lane);
      });
    }
  }

  async function finish(): Promise<void> {
    await Promise.all(lanes.values());
    await adapter.close?.();
  }

  const sink: GuardedSink = {
    ...(adapter.oneAtATime && { concurrency: 1 }),
    put,
    close: () => closing ??= finish(),
  };
  return {
    ...sink,
    ...(adapter.has && {
      has: async (path, sha256) => await adapter.has!(checkSinkPath(path), checkDigest(sha256)),
    }),
    ...(adapter.delete && { delete: remove }),
  };
}

async function deleteFile(adapter: SinkAdapter, path: string): Promise<void> {
  try {
    await adapter.delete!(path);
  } catch (error) {
    if (error instanceof SinkError) throw error;
    const message = `Cannot delete ${nameOf(path)}: ${messageOf(error)}`;
    throw new SinkError("SINK_IO", message, { path }, { cause: error });
  }
}

async function writeFile(
  adapter: SinkAdapter,
  file: VerifiedFile,
  signal?: AbortSignal,
): Promise<void> {
  const { path } = file;
  try {
    throwIfAborted(path, signal);
    await adapter.write(file, signal);
  } catch (error) {
    if (file.failure !== undefined) throw file.failure;
    if (error instanceof SinkError) throw error;
    throw new SinkError(
      "SINK_IO",
      `Cannot put ${nameOf(path)}: ${messageOf(error)}`,
      { path },
      { cause: error },
    );
  }
  if (file.failure !== undefined) throw file.failure;
  if (!file.verified) {
    // A server may answer before it has read the body; what it kept was never compared.
    throw new SinkError(
      "SINK_CONTENT",
      `Cannot put ${nameOf(path)}: its content was not read to the end`,
      { path },
    );
  }
}

/** Copies the description, so that nothing that is read later differs from what was checked. */
function checkFile(file: SinkFile): SinkFile {
  if (typeof file !== "object" || file === null) {
    throw new TypeError(
      `Cannot put a file: it must be an object, got ${nameOf(file)}`,
    );
  }
  const path = checkSinkPath(file.path);
  const { size, mediaType, sha256 } = file;
  if (!Number.isSafeInteger(size) || size < 0) {
    throw new TypeError(
      `Cannot put ${nameOf(path)}: size must be an integer >= 0, got ${nameOf(size)}`,
    );
  }
  if (typeof mediaType !== "string") {
    throw new TypeError(
      `Cannot put ${nameOf(path)}: mediaType must be a string, got ${nameOf(mediaType)}`,
    );
  }
  if (typeof file.stream !== "function") {
    throw new TypeError(
      `Cannot put ${nameOf(path)}: stream must be a function, got ${nameOf(file.stream)}`,
    );
  }
  return {
    path,
    size,
    mediaType,
    sha256: checkDigest(sha256),
    bytes: () => file.bytes(),
    stream: () => file.stream(),
  };
}

function checkDigest(sha256: unknown): string {
  if (typeof sha256 === "string" && /^[0-9a-f]{64}$/.test(sha256)) {
    return sha256;
  }
  throw new TypeError(
    `Cannot use a digest: sha256 must be 64 lower-case hex digits, got ${nameOf(sha256)}`,
  );
}
