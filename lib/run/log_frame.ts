/** The layout of `run.log`, for whoever writes a reader in another language.
 *
 * All numbers are little-endian. A file is the magic `89 S T E M M A 02`, whose last byte is the
 * version of the format, and then frames without a gap, to the end of the file:
 *
 * | bytes | what |
 * |---|---|
 * | 4 | `LOGM` |
 * | 1 | kind: 1 events, 2 root |
 * | 3 | how many events the frame holds, at most 65,536; 0 in a root frame |
 * | 4 | length of the payload in bytes |
 * | 4 | number of the frame's first event: as many as the frames before hold |
 * | 4 | CRC-32C of the 20 bytes' first 16 |
 * | … | payload |
 * | 4 | CRC-32C of the payload |
 *
 * The payload of kind 2 is the Merkle root of all events before it, 32 bytes. A file that was
 * written to its end ends with one.
 *
 * The payload of kind 1 is a `varint` number of records; for each record a `varint` number of points
 * since the record before it (or since the frame's start), a `varint` length, and so many bytes of
 * canonical JSON; then the points, in columns, to the end of the payload. A frame of n events with
 * r records holds n − r points; the points behind the last record come after it. The columns, with
 * their state empty at the start of every frame:
 *
 * 1. series: turns of a `varint` run, then, unless all points are there, a `varint` series. A run
 *    is so many points whose series is the one that last followed the series before or, where none
 *    did, the number after it; the series is that of the next point. Whatever follows a series is
 *    what last followed it from now on. Before the first point the series is −1.
 * 2. timestamps: a byte. 0: a float64 each. 1: each a `signed` distance to the point before, from 0.
 *    2: turns of a `varint` run of points with the time of the one before (0 at first), then, unless
 *    all points are there, a `signed` distance.
 * 3. steps, from here on group by group: a group holds the points of one series, and comes where its
 *    first point does. Turns of a `varint` run, then, unless all points are there, a `signed`
 *    distance. The first point of a group is expected to have the first step of the group before (0
 *    at first), any other one the step before plus the pace, which is 1 at first and goes on from
 *    group to group. A point of a run has the step that is expected. A distance is that of the next
 *    point from the first step of the group before where it is a group's first, and from the step
 *    before where it is not; then it is the new pace.
 * 4. values: turns of a `varint` run of groups of the same mode as the one before (0 at first), then,
 *    unless all groups are there, a byte with the next one's mode. Then the values themselves. In a
 *    group of mode 0 a float64 each, where NaN is `000000000000f87f`. Of mode 1: a float32 each,
 *    where it is `0000c07f`. Of mode 2: a byte with the number of distinct values less 1, a float64
 *    for each of them, and a byte for each point with the place of its value among them, from 0.
 *
 * `varint`: seven bits a byte, the lowest first, the high bit says that more follow; up to 2⁵³−1.
 * `signed`: a byte whose high bit says that a `varint` follows, whose next bit is the sign and whose
 * six low bits are the lowest of the size; the `varint` is the size's rest. A small
 * file, byte by byte, is in `tests/run/log_vector_test.ts`, a reader of 100 lines of Python in
 * `tests/run/read_log.py`.
 *
 * @module
 */
import { crc32c } from "../base/crc32c.ts";

/** The first bytes of a log file; the last one is the version of the format. */
export const MAGIC: Uint8Array = /* @__PURE__ */ Uint8Array.of(
  0x89,
  0x53,
  0x54,
  0x45,
  0x4d,
  0x4d,
  0x41,
  0x02,
);

/** The length of a frame's header, and of the checksum behind its payload. */
export const HEADER_BYTES = 20;
export const CHECK_BYTES = 4;

/** A frame with events; a frame that says the Merkle root of all events before it. */
export const EVENTS_FRAME = 1;
export const ROOT_FRAME = 2;

/** The most events that one frame holds. */
export const MAX_FRAME_EVENTS = 65_536;

const SYNC = 0x4d474f4c; // "LOGM"

/** What a frame's header says. */
export interface FrameHeader {
  readonly kind: number;
  /** How many events the frame holds, and the number of the first. */
  readonly count: number;
  readonly first: number;
  /** The length of the payload in bytes. */
  readonly size: number;
}

/** Puts a header and checksums around a payload. */
export function frame(
  kind: number,
  first: number,
  count: number,
  payload: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(HEADER_BYTES + payload.length + CHECK_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, SYNC, true);
  view.setUint32(4, kind + count * 0x100, true);
  view.setUint32(8, payload.length, true);
  view.setUint32(12, first, true);
  view.setUint32(16, crc32c(bytes, 0, 16), true);
  bytes.set(payload, HEADER_BYTES);
  view.setUint32(HEADER_BYTES + payload.length, crc32c(payload), true);
  return bytes;
}

/** Reads a header; `undefined` where the bytes at this place are none.
 *
 * @param at where at least {@link HEADER_BYTES} bytes begin
 */
export function readHeader(bytes: Uint8Array, at: number): FrameHeader | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, HEADER_BYTES);
  if (view.getUint32(0, true) !== SYNC) return undefined;
  if (view.getUint32(16, true) !== crc32c(bytes, at, at + 16)) return undefined;
  return {
    kind: view.getUint8(4),
    count: view.getUint32(4, true) >>> 8,
    size: view.getUint32(8, true),
    first: view.getUint32(12, true),
  };
}
