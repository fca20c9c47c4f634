import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import process from "node:process";
import { streamPieces } from "../base/stream_pieces.ts";
import { CommandError } from "./exit_code.ts";
import { nameOfPlace } from "./place_name.ts";
import { isRemote, isRemoteFolder, openRemote } from "./remote_place.ts";

/** The most bytes that are read into memory. */
const MOST_BYTES = 2 ** 30;

const REASONS: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EISDIR: "it is a folder",
  ELOOP: "its links go in a circle",
  ENAMETOOLONG: "the name is too long",
  ENOENT: "no such file or folder",
  ENOSPC: "no space is left",
  ENOTDIR: "a part of its path is no folder",
  EPERM: "not permitted",
  EROFS: "it is on a read-only disk",
};

/** Says in words what the system said about a path. */
export function systemError(action: "read" | "write", path: string, error: unknown): CommandError {
  const { code, message } = error as { code?: string; message: string };
  const reason = code !== undefined && Object.hasOwn(REASONS, code) ? REASONS[code] : message;
  return new CommandError(`Cannot ${action} ${nameOfPath(path)}: ${reason}`, { cause: error });
}

/** How messages call a path; `-` is stdin. */
export function nameOfPath(path: string): string {
  return path === "-" ? "stdin" : path === "" ? '""' : isRemote(path) ? nameOfPlace(path) : path;
}

/** What a path is; of stdin, and beyond this disk, little is known beforehand.
 *
 * @throws {CommandError} where there is nothing
 */
export async function lookAt(path: string): Promise<{ isFolder: boolean; size: number }> {
  if (path === "-") return { isFolder: false, size: 0 };
  if (isRemote(path)) return { isFolder: isRemoteFolder(path), size: 0 };
  try {
    const found = await stat(path);
    return { isFolder: found.isDirectory(), size: found.size };
  } catch (error) {
    throw systemError("read", path, error);
  }
}

/** The bytes of a file, or of stdin for `-`, as they come.
 *
 * @throws {CommandError} where they cannot be read
 */
async function* readPieces(path: string): AsyncGenerator<Uint8Array> {
  if (isRemote(path)) return yield* readRemote(path);
  try {
    yield* path === "-" ? process.stdin : createReadStream(path);
  } catch (error) {
    throw systemError("read", path, error);
  }
}

async function* readRemote(path: string): AsyncGenerator<Uint8Array> {
  const { source, file } = await openRemote(path);
  const stream = file === undefined ? undefined : await source.get(file);
  if (stream === undefined) {
    throw new CommandError(`Cannot read ${nameOfPath(path)}: there is no such file`);
  }
  yield* streamPieces(stream);
}

/** All bytes of a file, or of stdin for `-`.
 *
 * @throws {CommandError} where they cannot be read, or are more than a gibibyte
 */
export async function readBytes(path: string): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of readPieces(path)) {
    pieces.push(piece);
    size += piece.length;
    if (size > MOST_BYTES) {
      throw new CommandError(`Cannot read ${nameOfPath(path)}: it is larger than 1 GiB`);
    }
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

/** The text that bytes are in UTF-8; a byte order mark is kept, for the reader to report.
 *
 * @throws {CommandError} where they are something else
 */
export function decodeText(path: string, bytes: Uint8Array): string {
  return decode(path, new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }), bytes, false);
}

/** The text of a file, or of stdin for `-`, in pieces.
 *
 * @throws {CommandError} where it cannot be read, or is no text
 */
export async function* readTexts(path: string): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  for await (const piece of readPieces(path)) yield decode(path, decoder, piece, true);
  yield decode(path, decoder, new Uint8Array(), false);
}

function decode(path: string, decoder: TextDecoder, bytes: Uint8Array, stream: boolean): string {
  try {
    return decoder.decode(bytes, { stream });
  } catch (error) {
    throw new CommandError(`Cannot read ${nameOfPath(path)}: it is no text in UTF-8`, {
      cause: error,
    });
  }
}
