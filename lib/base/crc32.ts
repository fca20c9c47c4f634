import { crcOver, crcTables } from "./crc.ts";

let tables: Int32Array | undefined;

/** The CRC-32 of bytes as an unsigned 32-bit number; `crc` is that of the bytes before them.
 *
 * @see ISO/IEC 13239, FCS-32; PKWARE APPNOTE 6.3.10, section 4.4.7
 */
export function crc32(bytes: Uint8Array, crc = 0): number {
  tables ??= crcTables(0xedb88320);
  return ~crcOver(tables, ~crc, bytes, 0, bytes.length) >>> 0;
}
