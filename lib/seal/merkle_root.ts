import { concat } from "../base/bytes.ts";
import { hashNodes } from "../core/merkle_hashes.ts";
import { sha256 } from "../core/sha256.ts";

/** The length of a hash. */
export const HASH_BYTES = 32;

/** The perfect subtrees over leaves, by level: level k holds the roots of those of 2^k leaves, from
 * the first leaf on. */
export type TreeLevels = readonly Uint8Array<ArrayBuffer>[];

/** Hashes leaves, or other subtrees of one size, up to the largest perfect subtree over them. */
export function treeLevels(leaves: Uint8Array<ArrayBuffer>): TreeLevels {
  const levels = [leaves];
  for (let top = leaves; top.length >= 2 * HASH_BYTES; levels.push(top)) {
    top = hashNodes(top.subarray(0, top.length - top.length % (2 * HASH_BYTES)));
  }
  return levels;
}

/** The root of the Merkle tree over the leaves from one to another one, exclusive.
 *
 * Cost: O(log leaves), of trees of which the levels are there.
 *
 * @param from a multiple of the smallest power of two that is no less than `to - from`
 * @see RFC 9162, section 2.1.1
 */
export function rootOf(levels: TreeLevels, from: number, to: number): Uint8Array<ArrayBuffer> {
  const size = to - from;
  if (size === 0) return sha256(new Uint8Array());
  const level = Math.log2(size);
  if (Number.isInteger(level)) {
    const at = from / size * HASH_BYTES;
    return levels[level].subarray(at, at + HASH_BYTES);
  }
  const middle = from + splitOf(size);
  return hashNodes(concat([rootOf(levels, from, middle), rootOf(levels, middle, to)]));
}

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
