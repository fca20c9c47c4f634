import { concat, toHex } from "../base/bytes.ts";
import type { Log } from "../run/log.ts";
import { _parts, type Run } from "../run/run.ts";
import { eventLeaves } from "./event_leaves.ts";
import { HASH_BYTES, merkleRoot } from "./merkle_root.ts";

/** The events of one perfect subtree whose root is kept. */
const BLOCK = 256;
/** So many blocks are hashed together. */
const WINDOW = 64;

/** The roots of a log's full blocks. What was appended never changes, so they are kept as long as
 * the log lives; block b lies with the line of history that holds its last event. */
const kept = new WeakMap<Log, (Uint8Array<ArrayBuffer> | undefined)[]>();

/** The digest of a run: the root of the Merkle tree over the canonical bytes of its events, as 64
 * hex digits.
 *
 * It depends on the facts alone, not on how the log was stored or on the runtime. Cost: O(events)
 * the first time; after n more events O(n).
 *
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
  const full = Math.floor(length / BLOCK);
  const nodes: Uint8Array<ArrayBuffer>[] = [];
  while (nodes.length < full) {
    const block = nodes.length;
    const known = kept.get(holderOf(log, block))?.[block];
    if (known !== undefined) {
      nodes.push(known);
      continue;
    }
    const end = Math.min(full, block + WINDOW);
    const leaves = eventLeaves(run, block * BLOCK, end * BLOCK);
    for (let i = block; i < end; i++) {
      const from = (i - block) * BLOCK * HASH_BYTES;
      const root = merkleRoot(leaves.subarray(from, from + BLOCK * HASH_BYTES));
      keepRoot(holderOf(log, i), i, root);
      nodes.push(root);
    }
  }
  if (length > full * BLOCK) nodes.push(merkleRoot(eventLeaves(run, full * BLOCK, length)));
  return merkleRoot(concat(nodes));
}

function keepRoot(holder: Log, block: number, root: Uint8Array<ArrayBuffer>): void {
  let list = kept.get(holder);
  if (list === undefined) kept.set(holder, list = []);
  list[block] = root;
}

function holderOf(log: Log, block: number): Log {
  let holder = log;
  while ((block + 1) * BLOCK <= holder.start) holder = holder.base!;
  return holder;
}
