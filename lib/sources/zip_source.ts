import { utf8 } from "../base/bytes.ts";
import { crc32 } from "../base/crc32.ts";
import { SinkError } from "../base/errors.ts";
import { nameOf } from "../base/options.ts";
import type { Source } from "../base/source.ts";
import { streamOf } from "../base/stream_of.ts";
import { streamPieces } from "../base/stream_pieces.ts";
import { type ByteRange, guardSource } from "./guard_source.ts";
import { LOCAL_SIZE, readZipDirectory, viewOf, type ZipFile } from "./zip_directory.ts";

const LOCAL = 0x04034b50;
/** So much is inflated at a time: at most 16 MiB come of it. */
const PIECE = 2 ** 14;
/** So much of a stored file is read at a time. */
const STORED_PIECE = 2 ** 20;
/** A file of at most so many bytes is read with its header. */
const SMALL = 2 ** 16;
/** Room for what most tools put behind a name there. */
const EXTRA = 64;

/** Makes a source of a zip archive: of one that `zipSink()` made, or any other.
 *
 * The directory is read at once, a file when it is asked for, piece by piece: an archive on a disk,
 * such as a `File` that was dropped into a page, is never in memory as a whole. Nothing of the
 * archive is believed: one whose files lead out of it, share their bytes, have one path, or cannot
 * be as large as they say is refused, and a file that unpacks to other bytes than the directory says
 * ends with an error.
 *
 * Cost: O(files) for the directory, which may have 64 MiB; a part of a deflated file costs as much
 * as all before it.
 *
 * @param archive a `Blob`, a `File`, or bytes, which are copied
 * @throws {TypeError} where it is none
 * @throws {StemmaError} `ASSET_UNREADABLE` where it is no zip or cannot be what it says
 * @throws {SinkError} from `get()` and its stream: `SINK_CONTENT`, `SINK_IO`
 * @see PKWARE APPNOTE 6.3.10; without encryption and parts
 * @example
 * ```ts
 * import { digest, runFromSource, saveRun, startRun, zipSink, zipSource } from "stemma";
 * import assert from "node:assert/strict";
 * const run = startRun({ experiment: "digits", runId: "r1" });
 * const zip = zipSink();
 * await saveRun(run, zip);
 * const source = await zipSource(await zip.bytes());
 * assert.equal(digest(await runFromSource(source, { folder: "digits/r1" })), digest(run));
 * ```
 */
export async function zipSource(archive: Blob | Uint8Array<ArrayBuffer>): Promise<Source> {
  const blob = archive instanceof Uint8Array ? new Blob([archive]) : archive;
  if (typeof blob?.slice !== "function" || typeof blob.arrayBuffer !== "function") {
    throw new TypeError(
      `Cannot call zipSource(): a Blob or bytes were expected, got ${nameOf(archive)}`,
    );
  }
  const files = await readZipDirectory(blob);
  return guardSource({
    async open(path, range) {
      const file = files.get(path);
      if (file === undefined) return undefined;
      const data = await dataOf(blob, file);
      return streamOf(file.deflated ? inflated(data, file, range) : stored(data, file, range));
    },
    async *list(prefix) {
      for (const { path, size } of files.values()) {
        if (path.startsWith(prefix)) yield { path, size };
      }
    },
  });
}

/** The data of a file, behind its local header. */
interface FileData {
  readonly size: number;
  read(start: number, end: number): Promise<Uint8Array<ArrayBuffer>>;
}

/** Finds the data of a file; of a small one it comes with the header, for a reading costs a browser
 * as much as 100 KiB do. */
async function dataOf(archive: Blob, { path, packed, offset }: ZipFile): Promise<FileData> {
  const more = utf8(path).length + (packed <= SMALL ? packed + EXTRA : 0);
  const view = await viewOf(archive, offset, offset + LOCAL_SIZE + more);
  if (view.byteLength < LOCAL_SIZE || view.getUint32(0, true) !== LOCAL) {
    throw wrong(path, "its header is damaged");
  }
  const [nameSize, extraSize] = [view.getUint16(26, true), view.getUint16(28, true)];
  const head = new Uint8Array(view.buffer);
  const name = head.subarray(LOCAL_SIZE, LOCAL_SIZE + nameSize);
  // Tools differ in which of the two names they believe.
  if (!isUtf8Of(name, path)) throw wrong(path, "its header has another name");
  const from = LOCAL_SIZE + nameSize + extraSize;
  if (offset + from + packed > archive.size) throw wrong(path, "its end is missing");
  const held = from + packed <= head.length ? head.subarray(from, from + packed) : undefined;
  const read = async (start: number, end: number) => {
    const last = Math.min(end, packed);
    if (held !== undefined) return held.slice(start, last);
    const at = offset + from;
    return new Uint8Array(
      await archive.slice(at + start, at + Math.max(start, last)).arrayBuffer(),
    );
  };
  return { size: packed, read };
}

function isUtf8Of(bytes: Uint8Array, text: string): boolean {
  const expected = utf8(text);
  return bytes.length === expected.length && bytes.every((byte, i) => byte === expected[i]);
}

/** The data in pieces, from one byte to another. */
async function* piecesOf(
  data: FileData,
  length: number,
  start = 0,
  end = data.size,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for (let at = start; at < end; at += length) {
    yield await data.read(at, Math.min(at + length, end));
  }
}

async function* stored(data: FileData, file: ZipFile, { start, end }: ByteRange) {
  const isWhole = start === 0 && end >= file.size;
  if (isWhole) yield* checked(piecesOf(data, STORED_PIECE), file);
  else yield* piecesOf(data, STORED_PIECE, start, Math.min(end, file.size));
}

async function* inflated(data: FileData, file: ZipFile, { start, end }: ByteRange) {
  const packed = streamOf(piecesOf(data, PIECE));
  const content = packed.pipeThrough(new DecompressionStream("deflate-raw"));
  let at = 0;
  for await (const piece of checked(streamPieces(content), file)) {
    const from = Math.max(0, start - at), to = Math.min(piece.length, end - at);
    if (from < to) yield piece.subarray(from, to);
    at += piece.length;
    if (at >= end) return;
  }
}

/** Holds what a file unpacks to against what the directory says. */
async function* checked(
  pieces: AsyncIterable<Uint8Array<ArrayBuffer>>,
  { path, size, crc }: ZipFile,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  let length = 0, sum = 0;
  for await (const piece of pieces) {
    length += piece.length;
    if (length > size) throw wrong(path, `it unpacks to more than the ${size} bytes it has`);
    sum = crc32(piece, sum);
    yield piece;
  }
  if (length !== size) throw wrong(path, `it unpacks to ${length} of ${size} bytes`);
  if (sum !== crc) throw wrong(path, "its checksum differs");
}

/** The error for a file that is not as the directory says. */
function wrong(path: string, reason: string): SinkError {
  return new SinkError("SINK_CONTENT", `Cannot unpack ${nameOf(path)}: ${reason}`, { path });
}
