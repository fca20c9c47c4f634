// Takes the place of `node:zlib` in a page.
import { gzipSync, inflateSync } from "fflate";
import { createCRC32 } from "hash-wasm";

const hasher = await createCRC32();

/** Inflates a stream that has no header. */
export const inflateRawSync: (bytes: Uint8Array) => Uint8Array = (bytes) => inflateSync(bytes);

export { gzipSync };

/** The CRC-32 of bytes. */
export function crc32(bytes: Uint8Array | string): number {
  return parseInt(hasher.init().update(bytes).digest(), 16);
}
