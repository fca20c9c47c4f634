import { concat } from "../base/bytes.ts";
import { hashNodes } from "../core/merkle_hashes.ts";
import { sha256 } from "../core/sha256.ts";
import { HASH_BYTES, splitOf } from "./merkle_root.ts";

/** The Merkle tree over a few leaves that come by and by, each hashed once. */
export class LeafTree {
  /** How many leaves there are. */
  length = 0;
  /** The roots of the perfect subtrees: level k has those of 2^k leaves, from the first leaf on. */
  readonly #levels: Uint8Array<ArrayBuffer>[] = [];

  /** Makes room for so many leaves, a power of two. */
  constructor(most: number) {
    for (let size = most; size >= 1; size /= 2) {
      this.#levels.push(new Uint8Array(size * HASH_BYTES));
    }
  }

  /** Adds leaves, 32 bytes each. */
  add(leaves: Uint8Array): void {
    const levels = this.#levels;
    const length = this.length + leaves.length / HASH_BYTES;
    levels[0].set(leaves, this.length * HASH_BYTES);
    for (let level = 1; length >>> level > 0; level++) {
      const from = 2 * HASH_BYTES * (this.length >>> level);
      const end = 2 * HASH_BYTES * (length >>> level);
      if (from === end) break;
      levels[level].set(hashNodes(levels[level - 1].subarray(from, end)), from / 2);
    }
    this.length = length;
  }

  /** The root over the leaves from one to another one, exclusive.
   *
   * Cost: O(log leaves).
   *
   * @param from a multiple of the smallest power of two that is no less than `to - from`
   * @see RFC 9162, section 2.1.1
   */
  root(from: number, to: number): Uint8Array<ArrayBuffer> {
    const size = to - from;
    if (size === 0) return sha256(new Uint8Array());
    const level = Math.log2(size);
    if (Number.isInteger(level)) {
      const at = from / size * HASH_BYTES;
      return this.#levels[level].subarray(at, at + HASH_BYTES);
    }
    const middle = from + splitOf(size);
    return hashNodes(concat([this.root(from, middle), this.root(middle, to)]));
  }
}
