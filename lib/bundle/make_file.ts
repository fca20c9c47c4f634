import { concat, toHex } from "../base/bytes.ts";
import { createSha256, sha256 } from "../core/sha256.ts";
import type { SinkFile } from "./file.ts";

type Pieces = () => Iterable<Uint8Array<ArrayBuffer>>;

/** A file from its bytes. */
export function fileFromBytes(
  path: string,
  mediaType: string,
  bytes: Uint8Array<ArrayBuffer>,
): SinkFile {
  return Object.freeze({
    path,
    mediaType,
    size: bytes.length,
    sha256: toHex(sha256(bytes)),
    bytes: () => bytes.slice(),
    stream: () => streamOf([bytes]),
  });
}

/** A file whose bytes are made anew, piece by piece, each time they are read.
 *
 * Cost: they are made once here, for the digest, and once more for each reading; memory is that of
 * one piece.
 *
 * @param hold a file of at most so many bytes is kept instead, and made once
 */
export function fileFromPieces(
  path: string,
  mediaType: string,
  make: Pieces,
  hold = 0,
): SinkFile {
  const hash = createSha256();
  let size = 0;
  let held: Uint8Array<ArrayBuffer>[] = [];
  for (const piece of make()) {
    hash.update(piece);
    size += piece.length;
    if (size <= hold) held.push(piece);
    else held = [];
  }
  const pieces = size <= hold ? () => held : make;
  return Object.freeze({
    path,
    mediaType,
    size,
    sha256: toHex(hash.digest()),
    bytes: () => concat([...pieces()]),
    stream: () => streamOf(pieces()),
  });
}

/** The same file below a folder.
 *
 * @param folder empty, or with a `/` at its end
 */
export function moveFile(file: SinkFile, folder: string): SinkFile {
  return folder === "" ? file : Object.freeze({ ...file, path: folder + file.path });
}

/** A stream that pulls its pieces one at a time. */
export function streamOf(
  pieces: Iterable<Uint8Array<ArrayBuffer>>,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const iterator = pieces[Symbol.iterator]();
  return new ReadableStream({
    pull(controller) {
      const next = iterator.next();
      if (next.done) controller.close();
      else controller.enqueue(next.value.slice());
    },
    cancel() {
      iterator.return?.();
    },
  });
}
