import { fromUtf8 } from "../base/bytes.ts";
import { StemmaError } from "../base/errors.ts";
import { nameOf } from "../base/options.ts";
import { isInside } from "../base/path.ts";

/** A file in an archive, as the directory at its end describes it. */
export interface ZipFile {
  /** Relative, `/`-separated. */
  readonly path: string;
  /** Whether the data is deflated; else it is stored. */
  readonly deflated: boolean;
  /** The CRC-32 of the content. */
  readonly crc: number;
  /** The length of the content in bytes. */
  readonly size: number;
  /** The length of the data in the archive in bytes. */
  readonly packed: number;
  /** Where the local header starts, in bytes. */
  readonly offset: number;
}

/** The records at the end: of the format, of ZIP64, and what leads to the latter. */
const END = 0x06054b50;
const WIDE_END = 0x06064b50;
const WIDE_LOCATOR = 0x07064b50;
const ENTRY = 0x02014b50;
const END_SIZE = 22;
const LOCATOR_SIZE = 20;
const WIDE_END_SIZE = 56;
const ENTRY_SIZE = 46;
/** What a local header has before the name. */
export const LOCAL_SIZE = 30;
const LONGEST_COMMENT = 0xffff;
const NARROW_MAX = 0xffffffff;
const COUNT_MAX = 0xffff;
/** The largest directory that is read: of some hundred thousand files. */
const MOST_BYTES = 2 ** 26;
/** Deflate makes at most so many bytes of one. */
const BEST_RATIO = 1032;

/** Reads the directory of an archive and refuses one that cannot be what it says.
 *
 * @returns the files by their paths; folders are left out
 * @throws {StemmaError} `ASSET_UNREADABLE`
 * @see PKWARE APPNOTE 6.3.10, sections 4.3.12 to 4.3.16
 */
export async function readZipDirectory(archive: Blob): Promise<ReadonlyMap<string, ZipFile>> {
  const { count, size, offset } = await findDirectory(archive);
  if (size > MOST_BYTES) throw zipError(`its directory has more than ${MOST_BYTES} bytes`);
  if (size > offset + size || offset + size > archive.size || count > size / ENTRY_SIZE) {
    throw zipError("its directory is damaged");
  }
  const view = await viewOf(archive, offset, offset + size);
  const files: ZipFile[] = [];
  const paths = new Map<string, ZipFile>();
  let at = 0;
  for (let i = 0; i < count; i++) {
    const entry = readEntry(view, at);
    at = entry.end;
    if (entry.path.endsWith("/")) continue;
    checkFile(entry, offset);
    if (paths.has(entry.path)) throw zipError(`it holds ${nameOf(entry.path)} twice`);
    paths.set(entry.path, entry);
    files.push(entry);
  }
  checkOverlap(files);
  return paths;
}

/** The error for an archive that cannot be read. */
export function zipError(reason: string, cause?: unknown): StemmaError {
  const message = `Cannot read the archive: ${reason}`;
  return new StemmaError("ASSET_UNREADABLE", message, { reason }, { cause });
}

async function findDirectory(archive: Blob) {
  const start = Math.max(0, archive.size - END_SIZE - LONGEST_COMMENT);
  const view = await viewOf(archive, start, archive.size);
  let at = view.byteLength - END_SIZE;
  const isEnd = () =>
    view.getUint32(at, true) === END &&
    at + END_SIZE + view.getUint16(at + 20, true) === view.byteLength;
  while (at >= 0 && !isEnd()) at--;
  if (at < 0) throw zipError("it is no zip, or its end is missing");
  const end = {
    count: view.getUint16(at + 10, true),
    size: view.getUint32(at + 12, true),
    offset: view.getUint32(at + 16, true),
  };
  if (end.count < COUNT_MAX && end.size < NARROW_MAX && end.offset < NARROW_MAX) return end;
  const locator = at - LOCATOR_SIZE;
  if (locator < 0 || view.getUint32(locator, true) !== WIDE_LOCATOR) return end;
  const place = wide(view, locator + 8);
  if (place + WIDE_END_SIZE > archive.size) throw zipError("its directory is damaged");
  const record = await viewOf(archive, place, place + WIDE_END_SIZE);
  if (record.getUint32(0, true) !== WIDE_END) throw zipError("its directory is damaged");
  return { count: wide(record, 32), size: wide(record, 40), offset: wide(record, 48) };
}

function readEntry(view: DataView, at: number): ZipFile & { end: number } {
  const u16 = (field: number) => view.getUint16(at + field, true);
  const u32 = (field: number) => view.getUint32(at + field, true);
  const left = view.byteLength - at;
  if (left < ENTRY_SIZE || u32(0) !== ENTRY) throw zipError("its directory is damaged");
  const [nameSize, extraSize] = [u16(28), u16(30)];
  const end = at + ENTRY_SIZE + nameSize + extraSize + u16(32);
  if (end > view.byteLength) throw zipError("its directory is damaged");
  const name = at + ENTRY_SIZE;
  const path = readPath(new Uint8Array(view.buffer, view.byteOffset + name, nameSize));
  if (u16(8) & 1) throw zipError(`${nameOf(path)} is encrypted`);
  const method = u16(10);
  if (method !== 0 && method !== 8) throw zipError(`${nameOf(path)} is packed in an unknown way`);
  const numbers = [u32(24), u32(20), u32(42)];
  const [size, packed, offset] = widened(view, name + nameSize, extraSize, numbers);
  return { path, deflated: method === 8, crc: u32(16), size, packed, offset, end };
}

function readPath(bytes: Uint8Array): string {
  try {
    return fromUtf8(bytes);
  } catch (cause) {
    throw zipError("a name in it is no UTF-8", cause);
  }
}

/** The numbers of an entry, from the extra field of ZIP64 where they do not fit. */
function widened(view: DataView, at: number, size: number, numbers: number[]): number[] {
  const last = at + size;
  for (let field = at; field + 4 <= last;) {
    const length = view.getUint16(field + 2, true);
    let value = field + 4;
    const end = value + length;
    if (end > last) break;
    if (view.getUint16(field, true) === 1) {
      return numbers.map((number) => {
        if (number !== NARROW_MAX || value + 8 > end) return number;
        value += 8;
        return wide(view, value - 8);
      });
    }
    field = end;
  }
  return numbers;
}

function checkFile({ path, deflated, size, packed, offset }: ZipFile, before: number): void {
  if (!isInside(path)) throw zipError(`${nameOf(path)} leads out of it`);
  const isSound = offset + LOCAL_SIZE + packed <= before &&
    (deflated ? size <= (packed + 1) * BEST_RATIO : size === packed);
  if (!isSound) throw zipError(`${nameOf(path)} cannot be as large as it says`);
}

/** Data that several files share is how a small archive unpacks to a huge one. */
function checkOverlap(files: ZipFile[]): void {
  files.sort((a, b) => a.offset - b.offset);
  for (let i = 1; i < files.length; i++) {
    const { offset, packed } = files[i - 1];
    if (offset + LOCAL_SIZE + packed > files[i].offset) {
      throw zipError(`${nameOf(files[i].path)} lies inside another file of it`);
    }
  }
}

/** A number of 8 bytes; one that is not exact is larger than any archive, as it should be. */
function wide(view: DataView, at: number): number {
  return Number(view.getBigUint64(at, true));
}

/** A part of an archive. */
export async function viewOf(archive: Blob, start: number, end: number): Promise<DataView> {
  return new DataView(await archive.slice(start, end).arrayBuffer());
}
