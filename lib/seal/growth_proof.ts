import { toHex } from "../base/bytes.ts";
import { RunStateError } from "../base/errors.ts";
import { _parts, type Run } from "../run/run.ts";
import { isConsistent, proofHashes } from "./check_proof.ts";
import { splitOf } from "./merkle_root.ts";
import { SubtreeRoots } from "./subtree_roots.ts";

/** Shows that one run is the beginning of another: plain data, all hashes as 64 hex digits. */
export interface GrowthProof {
  /** How many events the older run has, and its digest. */
  readonly older: { readonly length: number; readonly root: string };
  /** How many events the newer run has, and its digest. */
  readonly newer: { readonly length: number; readonly root: string };
  /** The hashes that lead to both roots, the lowest first. */
  readonly path: readonly string[];
}

/** Proves that a run is the beginning of another one, to someone who knows their digests.
 *
 * @throws {RunStateError} `RUN_FORKED` where the older run is no prefix of the newer one
 * @see RFC 9162, section 2.1.4.1
 * @example
 * ```ts
 * import { logMetric, startRun } from "stemma";
 * import { proveGrowth, verifyGrowthProof } from "stemma/seal";
 * import assert from "node:assert/strict";
 * const older = logMetric(startRun({ experiment: "digits" }), "loss", 0.5);
 * const newer = logMetric(older, "loss", 0.4);
 * assert.ok(verifyGrowthProof(proveGrowth(older, newer)));
 * ```
 */
export function proveGrowth(older: Run, newer: Run): GrowthProof {
  const { length: size } = _parts(older);
  const { length } = _parts(newer);
  const olderRoot = toHex(new SubtreeRoots(older, size).root(0, size));
  const tree = new SubtreeRoots(newer, length);
  if (size > length || toHex(tree.root(0, size)) !== olderRoot) {
    throw new RunStateError(
      "RUN_FORKED",
      `Cannot prove growth: the run of ${size} events is no beginning of the one of ${length}`,
      { older: size, newer: length },
    );
  }
  const path: string[] = [];
  // The way down to the border between the two; what lies to its left is whole only at its end.
  let [from, to, isWhole] = [0, length, true];
  while (to !== size) {
    const middle = from + splitOf(to - from);
    if (size <= middle) {
      path.push(toHex(tree.root(middle, to)));
      to = middle;
    } else {
      path.push(toHex(tree.root(from, middle)));
      from = middle;
      isWhole = false;
    }
  }
  if (!isWhole) path.push(toHex(tree.root(from, to)));
  return Object.freeze({
    older: Object.freeze({ length: size, root: olderRoot }),
    newer: Object.freeze({ length, root: toHex(tree.root(0, length)) }),
    path: Object.freeze(path.reverse()),
  });
}

/** Whether a proof of {@link proveGrowth} holds.
 *
 * It says that the first events behind the newer root are those behind the older one: hold both
 * roots and lengths against what you know yourself. Never throws for what a proof holds.
 *
 * @param expected the digests of both runs
 * @see RFC 9162, section 2.1.4.2
 */
export function verifyGrowthProof(
  proof: GrowthProof,
  expected: { readonly older?: string; readonly newer?: string } = {},
): boolean {
  const { older, newer, path } = proof ?? {};
  if (expected.older !== undefined && expected.older !== older?.root) return false;
  if (expected.newer !== undefined && expected.newer !== newer?.root) return false;
  const hashes = proofHashes([older?.root, newer?.root, path]);
  return hashes !== undefined && older.length > 0 &&
    isConsistent([0, older.length], hashes[0], newer.length, hashes[1], hashes.slice(2));
}
