import { concat, toHex } from "../base/bytes.ts";
import { hashNodes } from "../core/merkle_hashes.ts";
import { _parts, type Run } from "../run/run.ts";
import { StretchReader } from "../run/stretch.ts";
import { eventLeaves } from "./event_leaves.ts";
import { BLOCK, firstMissing, keepRoot, rootAt } from "./kept_roots.ts";
import { HASH_BYTES, merkleRoot, perfectRoots } from "./merkle_root.ts";

/** So many blocks are hashed together. */
const WINDOW = 64;

/** The digest of a run: the root of the Merkle tree over the canonical bytes of its events, as 64
 * hex digits.
 *
 * It depends on the facts alone, not on how the log was stored or on the runtime. Cost: O(events)
 * the first time; after n more events O(n + log events).
 *
 * @throws {CoreError} `CORE_TRAP`, `CORE_MEMORY`; the run stays as it was
 * @see RFC 9162, section 2.1.1
 * @example
 * ```ts
 * import { digest, logParam, startRun } from "stemma";
 * import assert from "node:assert/strict";
 * const run = startRun({ experiment: "digits" });
 * assert.equal(digest(run).length, 64);
 * assert.notEqual(digest(logParam(run, "seed", 1)), digest(run));
 * ```
 */
export function digest(run: Run): string {
  return toHex(logRoot(run));
}

/** The digest of a run, or of its first `length` events, as 32 bytes. */
export function logRoot(run: Run, length: number = run.length): Uint8Array<ArrayBuffer> {
  const { log } = _parts(run);
  const blocks = Math.floor(length / BLOCK);
  const rest = hashBlocks(run, length);
  for (let level = 1; blocks >>> level > 0; level++) hashLevel(run, level, blocks >>> level);
  // The tree is the perfect subtrees that the length is made of, the smallest ones joined first.
  const subtrees = rest.length === 0 ? [] : [merkleRoot(rest)];
  for (let level = 0; blocks >>> level > 0; level++) {
    const count = blocks >>> level;
    if (count % 2 === 1) subtrees.push(rootAt(log, level, count - 1));
  }
  if (subtrees.length === 0) return merkleRoot(rest);
  return subtrees.reduce((right, left) => hashNodes(concat([left, right]))).slice();
}

/** Keeps the roots of all full blocks of the first `length` events; gives the leaves that are left. */
function hashBlocks(run: Run, length: number): Uint8Array<ArrayBuffer> {
  const { log } = _parts(run);
  let block = firstMissing(log, 0, Math.floor(length / BLOCK));
  let rest = new Uint8Array();
  const reader = new StretchReader(run, block * BLOCK);
  while (block * BLOCK + rest.length / HASH_BYTES < length) {
    const end = Math.min((block + WINDOW) * BLOCK, length);
    const leaves = eventLeaves(reader.read(end));
    const full = leaves.length - leaves.length % (BLOCK * HASH_BYTES);
    rest = leaves.subarray(full);
    const roots = perfectRoots(leaves.subarray(0, full), BLOCK);
    for (let at = 0; at < roots.length; at += HASH_BYTES) {
      keepRoot(log, 0, block++, roots.subarray(at, at + HASH_BYTES));
    }
  }
  return rest;
}

/** Keeps the roots of the first `count` subtrees of a level, from those of the level below. */
function hashLevel(run: Run, level: number, count: number): void {
  const { log } = _parts(run);
  const first = firstMissing(log, level, count);
  const pairs: Uint8Array<ArrayBuffer>[] = [];
  for (let i = 2 * first; i < 2 * count; i++) pairs.push(rootAt(log, level - 1, i));
  const roots = hashNodes(concat(pairs));
  for (let i = first; i < count; i++) {
    const at = (i - first) * HASH_BYTES;
    keepRoot(log, level, i, roots.subarray(at, at + HASH_BYTES));
  }
}
