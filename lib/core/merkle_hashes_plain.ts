import { DIGEST_BYTES, plainSha256 } from "./sha256_plain.ts";

/** `hashLeaves()` without WebAssembly; the arguments are checked already. */
export function plainLeaves(
  packed: Uint8Array,
  ends: Uint32Array,
): Uint8Array<ArrayBuffer> {
  const prefix = Uint8Array.of(0x00);
  const out = new Uint8Array(DIGEST_BYTES * ends.length);
  let start = 0;
  for (let i = 0; i < ends.length; i++) {
    const message = packed.subarray(start, ends[i]);
    out.set(plainSha256(prefix, message), DIGEST_BYTES * i);
    start = ends[i];
  }
  return out;
}

/** `hashNodes()` without WebAssembly; the argument is checked already. */
export function plainNodes(hashes: Uint8Array): Uint8Array<ArrayBuffer> {
  const prefix = Uint8Array.of(0x01);
  const out = new Uint8Array(hashes.length / 2);
  for (let at = 0; at < hashes.length; at += 2 * DIGEST_BYTES) {
    const pair = hashes.subarray(at, at + 2 * DIGEST_BYTES);
    out.set(plainSha256(prefix, pair), at / 2);
  }
  return out;
}
