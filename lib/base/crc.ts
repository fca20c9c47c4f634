import { IS_LITTLE_ENDIAN } from "./little_endian.ts";

/** So many bytes are taken at a time, each by a table of its own. */
const SLICES = 16;

/** Goes on with a CRC of 32 bits, bits reflected, over some bytes; neither its start nor its end is
 * inverted.
 *
 * @param table what {@link crcTables} made of the polynomial
 * @see Kounavis and Berry, "Novel table lookup-based algorithms for high-performance CRC
 * generation", 2008
 */
export function crcOver(
  table: Int32Array,
  start: number,
  bytes: Uint8Array,
  from: number,
  to: number,
): number {
  let crc = start;
  let at = from;
  if (IS_LITTLE_ENDIAN && to - from >= 4 * SLICES) {
    while ((bytes.byteOffset + at) % 4 !== 0) {
      crc = table[(crc ^ bytes[at++]) & 0xff] ^ (crc >>> 8);
    }
    const count = Math.floor((to - at) / SLICES);
    crc = crcOfSlices(table, crc, new Int32Array(bytes.buffer, bytes.byteOffset + at, count * 4));
    at += count * SLICES;
  }
  for (; at < to; at++) crc = table[(crc ^ bytes[at]) & 0xff] ^ (crc >>> 8);
  return crc;
}

/** Table n holds the effect of a byte that n more bytes follow. */
function crcOfSlices(table: Int32Array, start: number, words: Int32Array): number {
  let crc = start;
  for (let i = 0; i < words.length; i += 4) {
    const a = words[i] ^ crc;
    const b = words[i + 1];
    const c = words[i + 2];
    const d = words[i + 3];
    crc = table[0xf00 + (a & 0xff)] ^ table[0xe00 + ((a >>> 8) & 0xff)] ^
      table[0xd00 + ((a >>> 16) & 0xff)] ^ table[0xc00 + (a >>> 24)] ^
      table[0xb00 + (b & 0xff)] ^ table[0xa00 + ((b >>> 8) & 0xff)] ^
      table[0x900 + ((b >>> 16) & 0xff)] ^ table[0x800 + (b >>> 24)] ^
      table[0x700 + (c & 0xff)] ^ table[0x600 + ((c >>> 8) & 0xff)] ^
      table[0x500 + ((c >>> 16) & 0xff)] ^ table[0x400 + (c >>> 24)] ^
      table[0x300 + (d & 0xff)] ^ table[0x200 + ((d >>> 8) & 0xff)] ^
      table[0x100 + ((d >>> 16) & 0xff)] ^ table[d >>> 24];
  }
  return crc;
}

/** The tables of a polynomial, its bits reflected. */
export function crcTables(polynomial: number): Int32Array {
  const table = new Int32Array(256 * SLICES);
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) {
      crc = crc & 1 ? (crc >>> 1) ^ polynomial : crc >>> 1;
    }
    table[byte] = crc;
  }
  for (let i = 256; i < table.length; i++) {
    table[i] = (table[i - 256] >>> 8) ^ table[table[i - 256] & 0xff];
  }
  return table;
}
