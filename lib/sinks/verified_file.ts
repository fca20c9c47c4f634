import { toHex } from "../base/bytes.ts";
import { SinkError } from "../base/errors.ts";
import { messageOf, nameOf } from "../base/options.ts";
import type { SinkFile } from "../bundle/file.ts";
import { throwIfAborted, untilAborted } from "../http/abort.ts";

/** How many bytes a piece has; only the last piece of a file is shorter. */
export const PIECE_BYTES: number = 256 * 1024;

/** A SHA-256 that takes bytes in pieces: the kernel's, or the host's. */
export interface Hash {
  /** Takes further bytes. */
  update(bytes: Uint8Array): unknown;
  /** The 32 bytes of the digest, once, at the end. */
  digest(): Uint8Array;
}

/** Gives the memory for the next piece of content; `left` says how many bytes are to come. */
export type PieceMemory = (
  left: number,
) => Uint8Array<ArrayBuffer> | Promise<Uint8Array<ArrayBuffer>>;

const newMemory: PieceMemory = (left) => new Uint8Array(Math.min(PIECE_BYTES, left));

/** A file whose content cannot be had without being checked on the way. */
export interface VerifiedFile {
  /** The path, relative and `/`-separated. */
  readonly path: string;
  /** The length in bytes. */
  readonly size: number;
  /** The media type. */
  readonly mediaType: string;
  /** The SHA-256 as 64 lower-case hex digits. */
  readonly sha256: string;
  /** Whether the last reading came to its end, with the right size and digest. */
  readonly verified: boolean;
  /** What was wrong with the content, in whichever reading. */
  readonly failure: SinkError | undefined;
  /** Reads the content from its start, in pieces of {@link PIECE_BYTES}, or into the memory that
   * `memory` gives for each piece, which it fills: it is told how many bytes are left, and gives no
   * more than that. */
  pieces(
    signal?: AbortSignal,
    memory?: PieceMemory,
  ): AsyncGenerator<Uint8Array<ArrayBuffer>, void, void>;
}

/** Wraps a file so that size and SHA-256 are checked while it is read, once, in flat memory.
 *
 * The last piece is held back until the whole is known to be right: whoever receives pieces never
 * holds a complete file that is wrong. Pieces are copies of a fixed length, so a source may reuse
 * its buffers, and the bytes that were checked are the bytes that are passed on, whatever chunks
 * the source makes.
 *
 * Cost: one copy and one digest a byte; memory for one chunk of the source and one piece.
 *
 * @param doing what the file is read for, as a verb for messages
 * @throws {SinkError} from `pieces()`: `SINK_CONTENT` where the source fails, is too short, too
 * long or has another digest; `SINK_ABORTED`
 */
export function verifiedFile(
  file: SinkFile,
  createHash: () => Hash,
  doing = "put",
): VerifiedFile {
  const { path, size, mediaType, sha256 } = file;
  let verified = false;
  let failure: SinkError | undefined;

  function fail(reason: string, details: object, cause?: unknown): never {
    const message = `Cannot ${doing} ${nameOf(path)}: ${reason}`;
    failure ??= new SinkError("SINK_CONTENT", message, { path, ...details }, {
      cause,
    });
    throw failure;
  }

  function open(): ReadableStreamDefaultReader<Uint8Array> {
    try {
      return file.stream().getReader();
    } catch (error) {
      fail(`its content cannot be read: ${messageOf(error)}`, {}, error);
    }
  }

  async function* chunksOf(
    reader: ReadableStreamDefaultReader<Uint8Array>,
    signal?: AbortSignal,
  ): AsyncGenerator<Uint8Array> {
    for (;;) {
      throwIfAborted(path, signal, doing);
      const { done, value } = await untilAborted(reader.read(), path, signal, doing).catch(
        (error) => {
          // A try that was given up says nothing about the content.
          throwIfAborted(path, signal, doing);
          fail(`its content cannot be read: ${messageOf(error)}`, {}, error);
        },
      );
      if (done) return;
      if (!(value instanceof Uint8Array)) {
        fail(`its stream must give bytes, got ${nameOf(value)}`, {});
      }
      yield value;
    }
  }

  async function* pieces(
    signal?: AbortSignal,
    memory = newMemory,
  ): AsyncGenerator<Uint8Array<ArrayBuffer>, void, void> {
    verified = false;
    throwIfAborted(path, signal, doing);
    const hash = createHash();
    const reader = open();
    try {
      let count = 0;
      let filled = 0;
      let piece = await memory(size);
      for await (const chunk of chunksOf(reader, signal)) {
        for (let at = 0; at < chunk.length;) {
          if (count === size) {
            fail(`its content is longer than its size of ${size} bytes`, {
              size,
            });
          }
          if (filled === piece.length) {
            hash.update(piece);
            yield piece;
            piece = await memory(size - count);
            filled = 0;
          }
          const part = chunk.subarray(at, at + piece.length - filled);
          piece.set(part, filled);
          filled += part.length;
          count += part.length;
          at += part.length;
        }
      }
      if (count < size) {
        fail(`its content ended after ${count} of ${size} bytes`, {
          size,
          count,
        });
      }
      hash.update(piece);
      const actual = toHex(hash.digest());
      if (actual !== sha256) {
        fail(`its content has the SHA-256 ${actual}, expected ${sha256}`, {
          expected: sha256,
          actual,
        });
      }
      verified = true;
      if (size > 0) yield piece;
    } finally {
      // Not awaited: a source that hangs must not hold up the error that ends the reading.
      reader.cancel().catch(() => {});
    }
  }

  return {
    path,
    size,
    mediaType,
    sha256,
    get verified() {
      return verified;
    },
    get failure() {
      return failure;
    },
    pieces,
  };
}
