import { hashNodes } from "../core/merkle_hashes.ts";

/** The length of a hash. */
export const HASH_BYTES = 32;

/** How many leaves the left part of a tree has: the largest power of two below their number. */
export function splitOf(size: number): number {
  let split = 1;
  while (2 * split < size) split *= 2;
  return split;
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
