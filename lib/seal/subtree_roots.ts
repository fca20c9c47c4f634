import { concat } from "../base/bytes.ts";
import { hashNodes } from "../core/merkle_hashes.ts";
import type { Log } from "../run/log.ts";
import { _parts, type Run } from "../run/run.ts";
import { StretchReader } from "../run/stretch.ts";
import { blockTree } from "./block_tree.ts";
import { eventLeaves } from "./event_leaves.ts";
import { BLOCK, firstMissing, keepRoot, rootAt } from "./kept_roots.ts";
import { HASH_BYTES, perfectRoots, splitOf } from "./merkle_root.ts";

/** So many blocks are hashed together. */
const WINDOW = 256;

/** The Merkle subtrees over the first `length` events of a run.
 *
 * Cost: O(events) once, by which the roots of all full blocks are kept with the log; then the root
 * of any subtree costs O(log events) beside the leaves of one block.
 */
export class SubtreeRoots {
  readonly #run: Run;
  readonly #log: Log;
  readonly #length: number;

  /** Hashes what is not kept yet. */
  constructor(run: Run, length: number) {
    this.#run = run;
    this.#log = _parts(run).log;
    this.#length = length;
    const blocks = Math.floor(length / BLOCK);
    this.#keepBlocks(blocks);
    for (let level = 1; blocks >>> level > 0; level++) this.#keepLevel(level, blocks >>> level);
  }

  /** The root over the events from one to another one, exclusive.
   *
   * @param from a multiple of the smallest power of two that is no less than `to - from`
   */
  root(from: number, to: number): Uint8Array<ArrayBuffer> {
    const size = to - from;
    if (size < BLOCK) return this.#rootInBlock(from, to);
    const level = Math.log2(size / BLOCK);
    if (Number.isInteger(level)) return rootAt(this.#log, level, from / size);
    const middle = from + splitOf(size);
    return hashNodes(concat([this.root(from, middle), this.root(middle, to)]));
  }

  #rootInBlock(from: number, to: number): Uint8Array<ArrayBuffer> {
    const first = from - from % BLOCK;
    const last = Math.min(first + BLOCK, this.#length);
    return blockTree(this.#run, first, last).root(from - first, to - first);
  }

  /** Keeps the roots of the first blocks. */
  #keepBlocks(count: number): void {
    let block = firstMissing(this.#log, 0, count);
    if (block === count) return;
    const reader = new StretchReader(this.#run, block * BLOCK);
    while (block < count) {
      const end = Math.min(block + WINDOW, count);
      const roots = perfectRoots(eventLeaves(reader.read(end * BLOCK)), BLOCK);
      for (let at = 0; at < roots.length; at += HASH_BYTES) {
        keepRoot(this.#log, 0, block++, roots.subarray(at, at + HASH_BYTES));
      }
    }
  }

  /** Keeps the roots of the first subtrees of a level, from those of the level below. */
  #keepLevel(level: number, count: number): void {
    const first = firstMissing(this.#log, level, count);
    if (first === count) return;
    const pairs: Uint8Array<ArrayBuffer>[] = [];
    for (let i = 2 * first; i < 2 * count; i++) pairs.push(rootAt(this.#log, level - 1, i));
    const roots = hashNodes(concat(pairs));
    for (let i = first; i < count; i++) {
      const at = (i - first) * HASH_BYTES;
      keepRoot(this.#log, level, i, roots.subarray(at, at + HASH_BYTES));
    }
  }
}
