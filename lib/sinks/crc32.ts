let table: Uint32Array | undefined;

/** The CRC-32 of bytes as an unsigned 32-bit number; `crc` is that of the bytes before them.
 *
 * @see ISO/IEC 13239, FCS-32; PKWARE APPNOTE 6.3.10, section 4.4.7
 */
export function crc32(bytes: Uint8Array, crc = 0): number {
  const crcOf = table ??= makeTable();
  let rest = ~crc;
  for (let i = 0; i < bytes.length; i++) {
    rest = crcOf[(rest ^ bytes[i]) & 0xff] ^ (rest >>> 8);
  }
  return ~rest >>> 0;
}

function makeTable(): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, byte) => {
    let rest = byte;
    for (let bit = 0; bit < 8; bit++) {
      rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1;
    }
    return rest;
  });
}
