import { toHex } from "../base/bytes.ts";
import { _parts, type Run } from "../run/run.ts";
import { BLOCK, firstMissing } from "./kept_roots.ts";
import { SubtreeRoots } from "./subtree_roots.ts";

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

/** Gives the digests of a run's beginnings, each over its first `length` events.
 *
 * Cost: O(events) once, then O(log events) for each; in ascending order, the leaves of a block once.
 */
export function beginningDigests(run: Run): (length: number) => string {
  const tree = new SubtreeRoots(run, run.length);
  return (length) => toHex(tree.root(0, length));
}

/** The digest that a run had when it had so many events, as 64 hex digits.
 *
 * Cost: O(length) the first time, then O(log length).
 *
 * @example Whether a target that holds some events holds those of this run
 * ```ts
 * import { digest, logParam, startRun } from "stemma";
 * import { digestAt } from "stemma/destination";
 * import assert from "node:assert/strict";
 * const run = startRun({ experiment: "digits" });
 * assert.equal(digestAt(logParam(run, "seed", 1), run.length), digest(run));
 * ```
 */
export function digestAt(run: Run, length: number): string {
  return toHex(logRoot(run, length));
}

/** How many of a run's first events need not be hashed again for its digest. */
export function hashedEvents(run: Run): number {
  const blocks = Math.floor(run.length / BLOCK);
  return BLOCK * firstMissing(_parts(run).log, 0, blocks);
}

/** The digest of a run, or of its first `length` events, as 32 bytes. */
export function logRoot(run: Run, length: number = run.length): Uint8Array<ArrayBuffer> {
  return new SubtreeRoots(run, length).root(0, length).slice();
}
