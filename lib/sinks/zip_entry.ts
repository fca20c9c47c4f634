import { concat, utf8 } from "../base/bytes.ts";
import { crc32 } from "../base/crc32.ts";
import type { Deflate } from "./deflate.ts";
import type { VerifiedFile } from "./verified_file.ts";
import { dataDescriptor, localHeader, WIDE_FROM, type ZipEntry } from "./zip_format.ts";
import type { ZipOutput } from "./zip_output.ts";

/** Up to this size a file is packed in memory first: its header then tells its sizes, readers that
 * cannot seek understand it, and nothing of a file that proves wrong gets into the archive. */
const WHOLE_BYTES = 4 * 1024 * 1024;

/** The levels of deflate, from stored to smallest. */
export type DeflateLevel = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;

/** Media types that are compressed already: deflating them costs time and gains nothing. */
const COMPRESSED =
  /^(image\/(png|jpeg|gif|webp|avif|heic|jxl)|video\/.+|audio\/(mpeg|mp4|aac|ogg|opus|flac|webm)|font\/woff2?|application\/(zip|gzip|x-gzip|zstd|x-bzip2|x-xz|x-7z-compressed|vnd\.rar|vnd\.apache\.parquet|epub\+zip))$/;

/** Writes one file into an archive and returns what the directory has to say of it.
 *
 * A file up to 4 MiB is written whole or not at all. A longer one is written as it is read; where
 * it fails in the middle, its bytes stay behind as a gap that no directory lists.
 *
 * Cost: memory for 4 MiB, whatever the file's size; the deflated bytes depend on nothing but the
 * content and the level, since pieces have a fixed length.
 */
export async function writeZipEntry(
  file: VerifiedFile,
  level: DeflateLevel,
  output: ZipOutput,
  signal?: AbortSignal,
): Promise<ZipEntry> {
  const { path, size } = file;
  const type = file.mediaType.split(";")[0].trim().toLowerCase();
  const deflated = level > 0 && size > 0 && !COMPRESSED.test(type);
  const packer = createPacker(size, deflated ? await loadDeflate(level) : undefined);
  const head = {
    name: utf8(path),
    deflated,
    wide: size >= WIDE_FROM,
    size,
    offset: output.offset,
  };
  if (size <= WHOLE_BYTES) {
    const plain: Uint8Array[] = [];
    const packed: Uint8Array[] = [];
    for await (const piece of file.pieces(signal)) {
      plain.push(piece);
      packed.push(...packer.push(piece));
    }
    const deflated = head.deflated && packer.packed < size;
    const entry: ZipEntry = {
      ...head,
      deflated,
      streamed: false,
      crc: packer.crc,
      packed: deflated ? packer.packed : size,
    };
    // One write: an abort finds the file either absent or complete.
    const data = deflated ? packed : plain;
    await output.write(concat([localHeader(entry), ...data]), path, signal);
    return entry;
  }
  const open: ZipEntry = { ...head, streamed: true, crc: 0, packed: 0 };
  await output.write(localHeader(open), path, signal);
  for await (const piece of file.pieces(signal)) {
    for (const bytes of packer.push(piece)) {
      await output.write(bytes, path, signal);
    }
  }
  const entry = { ...open, crc: packer.crc, packed: packer.packed };
  await output.write(dataDescriptor(entry), path, signal);
  return entry;
}

interface Packer {
  /** The CRC-32 of what was pushed. */
  readonly crc: number;
  /** How many bytes came out. */
  readonly packed: number;
  /** Takes the next piece of the content, gives what is ready of the data. */
  push(piece: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer>[];
}

/** Imported with the first file that needs it: making its tables takes longer than all else that
 * happens where this library is imported. */
async function loadDeflate(level: DeflateLevel): Promise<Deflate> {
  const { Deflate } = await import("./deflate.ts");
  return new Deflate({ level });
}

function createPacker(size: number, deflate: Deflate | undefined): Packer {
  let crc = 0;
  let taken = 0;
  let packed = 0;
  let ready: Uint8Array<ArrayBuffer>[] = [];
  if (deflate !== undefined) {
    deflate.ondata = (bytes) => ready.push(bytes as Uint8Array<ArrayBuffer>);
  }
  return {
    get crc() {
      return crc;
    },
    get packed() {
      return packed;
    },
    push(piece) {
      crc = crc32(piece, crc);
      taken += piece.length;
      ready = [];
      if (deflate === undefined) ready.push(piece);
      else deflate.push(piece, taken === size);
      for (const bytes of ready) packed += bytes.length;
      return ready;
    },
  };
}
