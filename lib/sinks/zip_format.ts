import { concat } from "../base/bytes.ts";

/** One file of an archive, as its headers describe it. */
export interface ZipEntry {
  /** The path, in UTF-8. */
  readonly name: Uint8Array;
  /** Whether the data is deflated; else it is stored. */
  readonly deflated: boolean;
  /** Whether sizes and CRC follow the data, since they were not known before it. */
  readonly streamed: boolean;
  /** Whether the fields about the data have 8 bytes. */
  readonly wide: boolean;
  /** The CRC-32 of the content. */
  readonly crc: number;
  /** The length of the content in bytes. */
  readonly size: number;
  /** The length of the data in the archive in bytes. */
  readonly packed: number;
  /** Where the local header starts, in bytes. */
  readonly offset: number;
}

/** From this size on a file's fields have 8 bytes: 256 MiB below the limit of 4 GiB, as deflated
 * data can be longer than its content. */
export const WIDE_FROM = 0xf0000000;

const NARROW_MAX = 0xffffffff;
const COUNT_MAX = 0xffff;
/** 1980-01-01T00:00:00, the first time that the format knows: bytes that tell no clock. */
const TIME = 0;
const DATE = 0x21;
const UTF8_NAME = 0x0800;
const SIZES_FOLLOW = 0x0008;
/** A regular file, readable by all, made on Unix; the same wherever the archive is made. */
const MADE_BY_UNIX = 0x0300;
const ATTRIBUTES = 0o100644 * 0x10000;

type Field = readonly [bytes: 2 | 4 | 8, value: number];

/** What stands before a file's data.
 *
 * @see PKWARE APPNOTE 6.3.10, sections 4.3.7 and 4.5.3
 */
export function localHeader(entry: ZipEntry): Uint8Array<ArrayBuffer> {
  const { streamed, wide, name } = entry;
  const size = streamed ? 0 : entry.size;
  const packed = streamed ? 0 : entry.packed;
  const extra = wide ? record([2, 1], [2, 16], [8, size], [8, packed]) : none;
  return concat([
    record(
      [4, 0x04034b50],
      ...commonFields(entry),
      [4, streamed ? 0 : entry.crc],
      [4, wide ? NARROW_MAX : packed],
      [4, wide ? NARROW_MAX : size],
      [2, name.length],
      [2, extra.length],
    ),
    name,
    extra,
  ]);
}

/** What follows the data of a streamed file.
 *
 * @see PKWARE APPNOTE 6.3.10, section 4.3.9
 */
export function dataDescriptor(entry: ZipEntry): Uint8Array<ArrayBuffer> {
  const width = entry.wide ? 8 : 4;
  return record(
    [4, 0x08074b50],
    [4, entry.crc],
    [width, entry.packed],
    [width, entry.size],
  );
}

/** What the directory at the end of the archive says of a file.
 *
 * @see PKWARE APPNOTE 6.3.10, sections 4.3.12 and 4.5.3
 */
export function directoryHeader(entry: ZipEntry): Uint8Array<ArrayBuffer> {
  const { size, packed, offset, name } = entry;
  const large = [size, packed, offset].filter((value) => value >= NARROW_MAX);
  const extra = large.length === 0 ? none : record(
    [2, 1],
    [2, 8 * large.length],
    ...large.map((value): Field => [8, value]),
  );
  const wide = entry.wide || large.length > 0;
  return concat([
    record(
      [4, 0x02014b50],
      [2, MADE_BY_UNIX | versionOf(wide)],
      ...commonFields({ ...entry, wide }),
      [4, entry.crc],
      [4, Math.min(packed, NARROW_MAX)],
      [4, Math.min(size, NARROW_MAX)],
      [2, name.length],
      [2, extra.length],
      [2, 0], // comment
      [2, 0], // disk
      [2, 0], // internal attributes
      [4, ATTRIBUTES],
      [4, Math.min(offset, NARROW_MAX)],
    ),
    name,
    extra,
  ]);
}

/** The last records of an archive, with those of ZIP64 where a number needs them.
 *
 * @param count how many files the directory lists
 * @param size the directory's length in bytes
 * @param offset where the directory starts, in bytes
 * @see PKWARE APPNOTE 6.3.10, sections 4.3.14 to 4.3.16
 */
export function endRecords(
  count: number,
  size: number,
  offset: number,
): Uint8Array<ArrayBuffer> {
  const wide = count >= COUNT_MAX || size >= NARROW_MAX || offset >= NARROW_MAX;
  const version = versionOf(true);
  const zip64 = wide
    ? record(
      [4, 0x06064b50],
      [8, 44],
      [2, MADE_BY_UNIX | version],
      [2, version],
      [4, 0],
      [4, 0],
      [8, count],
      [8, count],
      [8, size],
      [8, offset],
      [4, 0x07064b50],
      [4, 0],
      [8, offset + size],
      [4, 1],
    )
    : none;
  const shown = Math.min(count, COUNT_MAX);
  return concat([
    zip64,
    record(
      [4, 0x06054b50],
      [2, 0],
      [2, 0],
      [2, shown],
      [2, shown],
      [4, Math.min(size, NARROW_MAX)],
      [4, Math.min(offset, NARROW_MAX)],
      [2, 0],
    ),
  ]);
}

const none = /* @__PURE__ */ new Uint8Array(0);

function commonFields(
  entry: Pick<ZipEntry, "streamed" | "deflated" | "wide">,
): Field[] {
  return [
    [2, versionOf(entry.wide)],
    [2, UTF8_NAME | (entry.streamed ? SIZES_FOLLOW : 0)],
    [2, entry.deflated ? 8 : 0],
    [2, TIME],
    [2, DATE],
  ];
}

function versionOf(wide: boolean): number {
  return wide ? 45 : 20;
}

/** Little-endian fields, one after another. */
function record(...fields: readonly Field[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(fields.reduce((sum, [width]) => sum + width, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const [width, value] of fields) {
    if (width === 2) view.setUint16(at, value, true);
    else if (width === 4) view.setUint32(at, value, true);
    else view.setBigUint64(at, BigInt(value), true);
    at += width;
  }
  return bytes;
}
