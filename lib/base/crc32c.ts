let table: Uint32Array | undefined;

/** The CRC-32C (Castagnoli) of bytes, as an unsigned 32-bit number.
 *
 * @see RFC 3720, appendix B.4
 */
export function crc32c(
  bytes: Uint8Array,
  from = 0,
  to: number = bytes.length,
): number {
  const crcOf = table ??= makeTable();
  let crc = -1;
  for (let i = from; i < to; i++) {
    crc = crcOf[(crc ^ bytes[i]) & 0xff] ^ (crc >>> 8);
  }
  return ~crc >>> 0;
}

function makeTable(): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, byte) => {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) {
      crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
    }
    return crc;
  });
}
