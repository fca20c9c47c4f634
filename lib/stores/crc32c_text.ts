import { toBase64 } from "../base/base64.ts";
import { crcOver, crcTables } from "../base/crc.ts";

let tables: Int32Array | undefined;

/** Goes on with a CRC-32C over further bytes; it starts with -1. */
export function crc32cOver(state: number, bytes: Uint8Array): number {
  tables ??= crcTables(0x82f63b78);
  return crcOver(tables, state, bytes, 0, bytes.length);
}

/** The CRC-32C of what came as Google Cloud Storage writes it: Base64, most significant byte first. */
export function crc32cText(state: number): string {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, ~state);
  return toBase64(bytes);
}
