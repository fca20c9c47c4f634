import { hashNodes } from "../core/merkle_hashes.ts";
import { sha256 } from "../core/sha256.ts";

/** The length of a hash. */
export const HASH_BYTES = 32;

/** The root of a Merkle tree over 32-byte hashes: of leaves, or of perfect subtrees of one size
 * with at most one smaller subtree at the end.
 *
 * Level by level, an odd node at the end goes up as it is: the same tree as one that is split at
 * the largest power of two.
 *
 * @see RFC 9162, section 2.1.1
 */
export function merkleRoot(hashes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  if (hashes.length === 0) return sha256(new Uint8Array());
  let level = hashes;
  while (level.length > HASH_BYTES) {
    const paired = Math.floor(level.length / (2 * HASH_BYTES)) * 2 * HASH_BYTES;
    const parents = hashNodes(level.subarray(0, paired));
    if (paired === level.length) level = parents;
    else {
      const next = new Uint8Array(parents.length + HASH_BYTES);
      next.set(parents);
      next.set(level.subarray(paired), parents.length);
      level = next;
    }
  }
  return level.slice();
}

/** The roots of perfect subtrees of `size` hashes each, a power of two, that lie side by side. */
export function perfectRoots(
  hashes: Uint8Array<ArrayBuffer>,
  size: number,
): Uint8Array<ArrayBuffer> {
  let level = hashes;
  for (let left = size; left > 1; left /= 2) level = hashNodes(level);
  return level;
}
