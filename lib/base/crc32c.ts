import { crcOver, crcTables } from "./crc.ts";

let tables: Int32Array | undefined;

/** The CRC-32C (Castagnoli) of bytes, as an unsigned 32-bit number.
 *
 * @see RFC 3720, appendix B.4
 */
export function crc32c(
  bytes: Uint8Array,
  from = 0,
  to: number = bytes.length,
): number {
  tables ??= crcTables(0x82f63b78);
  return ~crcOver(tables, -1, bytes, from, to) >>> 0;
}
