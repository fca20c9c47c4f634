import { toHex } from "../base/bytes.ts";
import { nameOf } from "../base/options.ts";
import { sha256 } from "../core/sha256.ts";
import { eventBytes } from "../run/event_bytes.ts";
import type { LogEvent } from "../run/events.ts";
import { _parts, type Run } from "../run/run.ts";
import { isIncluded, proofHashes } from "./check_proof.ts";
import { splitOf } from "./merkle_root.ts";
import { SubtreeRoots } from "./subtree_roots.ts";

/** Shows that an event is in a run: plain data, all hashes as 64 hex digits. */
export interface EventProof {
  /** The number of the event, from 0. */
  readonly index: number;
  /** How many events the run has. */
  readonly length: number;
  /** The run's digest. */
  readonly root: string;
  /** SHA-256 of a zero byte and the event's canonical bytes. */
  readonly leaf: string;
  /** The hashes beside the way from the leaf up to the root, the leaf's sibling first. */
  readonly path: readonly string[];
}

/** Proves that an event is in a run, to someone who knows no more than the run's digest.
 *
 * The proof holds at most 32 hashes. Cost: O(log events) after one O(events) pass, as of `digest`.
 *
 * @param index the number of the event, from 0
 * @throws {RangeError} where the run has no event of that number
 * @see RFC 9162, section 2.1.3.1
 * @example
 * ```ts
 * import { digest, events, logMetric, startRun } from "stemma";
 * import { proveEvent, verifyEventProof } from "stemma/seal";
 * import assert from "node:assert/strict";
 * const run = logMetric(startRun({ experiment: "digits" }), "loss", 0.5);
 * const proof = proveEvent(run, 2);
 * const [, series, point] = events(run);
 * assert.ok(verifyEventProof(proof, { event: point, root: digest(run) }));
 * assert.ok(!verifyEventProof(proof, { event: series, root: digest(run) }));
 * ```
 */
export function proveEvent(run: Run, index: number): EventProof {
  const { length } = _parts(run);
  if (!Number.isSafeInteger(index) || index < 0 || index >= length) {
    throw new RangeError(
      `Cannot prove an event: index must be an integer from 0 to ${length - 1}, got ${
        nameOf(index)
      }`,
    );
  }
  const tree = new SubtreeRoots(run, length);
  const path: string[] = [];
  // From the root down: the half that the event is not in is a hash of the path.
  for (let from = 0, to = length; to - from > 1;) {
    const middle = from + splitOf(to - from);
    const isLeft = index < middle;
    path.push(toHex(isLeft ? tree.root(middle, to) : tree.root(from, middle)));
    if (isLeft) to = middle;
    else from = middle;
  }
  const leaf = toHex(tree.root(index, index + 1));
  const root = toHex(tree.root(0, length));
  return Object.freeze({ index, length, root, leaf, path: Object.freeze(path.reverse()) });
}

/** Whether a proof of {@link proveEvent} holds.
 *
 * A proof says only that its leaf is in the tree of its root: give what you know yourself, the event
 * and the digest of the run, or hold `leaf` and `root` against it. The length goes with the root, as
 * a checkpoint states them: another length can have a way of the same shape. Never throws for what
 * a proof holds.
 *
 * @param expected the event that is claimed to be in the run, and the run's digest
 * @see RFC 9162, section 2.1.3.2
 */
export function verifyEventProof(
  proof: EventProof,
  expected: { readonly event?: LogEvent; readonly root?: string } = {},
): boolean {
  const { index, length, root, leaf, path } = proof ?? {};
  if (expected.root !== undefined && expected.root !== root) return false;
  if (expected.event !== undefined && leafOf(expected.event) !== leaf) return false;
  const hashes = proofHashes([leaf, root, path]);
  return hashes !== undefined &&
    isIncluded(hashes[0], index, [0, length], hashes.slice(2), hashes[1]);
}

function leafOf(event: LogEvent): string {
  const bytes = eventBytes(event);
  const leaf = new Uint8Array(bytes.length + 1);
  leaf.set(bytes, 1);
  return toHex(sha256(leaf));
}
