import { crc32c } from "../base/crc32c.ts";

/** The first bytes of a log file; the last one is the version of the format. */
export const MAGIC: Uint8Array = Uint8Array.of(0x89, 0x53, 0x54, 0x45, 0x4d, 0x4d, 0x41, 0x01);

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

/** Puts a header and checksums around a payload.
 *
 * Layout, little-endian: `LOGM`, kind u8, count u24, payload length u32, number of the first event
 * u32, CRC-32C of these 16 bytes u32; the payload; CRC-32C of the payload u32.
 */
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
