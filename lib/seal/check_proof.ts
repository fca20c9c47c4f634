import { concat, fromHex } from "../base/bytes.ts";
import { sha256 } from "../core/sha256.ts";
import { HASH_BYTES } from "./merkle_root.ts";

/** No tree that can be counted is higher; the leaf counts. */
const MOST_HASHES = 64;

/** Whether hashes lead from a leaf to the root of the subtree over the leaves `start` to `end`,
 * exclusive.
 *
 * The whole tree is the subtree from 0. All hashes are 32 bytes; `path` has the sibling of the leaf
 * first.
 *
 * @see RFC 9162, section 2.1.3.2
 */
export function isIncluded(
  leaf: Uint8Array,
  index: number,
  [start, end]: readonly [start: number, end: number],
  path: readonly Uint8Array[],
  root: Uint8Array,
): boolean {
  if (!isSubtree(start, end) || !areHashes(path) || leaf.length !== HASH_BYTES) return false;
  if (!Number.isSafeInteger(index) || index < start || index >= end) return false;
  let [at, last, hash] = [index - start, end - start - 1, leaf];
  for (const sibling of path) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      hash = nodeOf(sibling, hash);
      while (at % 2 === 0 && at !== 0) [at, last] = [half(at), half(last)];
    } else hash = nodeOf(hash, sibling);
    [at, last] = [half(at), half(last)];
  }
  return last === 0 && equal(hash, root);
}

/** Whether hashes show that the subtree over the leaves `start` to `end`, exclusive, is a part of
 * the tree over the first `size`.
 *
 * From 0 it says that the first `end` leaves are the same in both trees. Of no
 * leaves nothing can be said: their root is known beforehand. All hashes are 32 bytes.
 *
 * @see RFC 9162, section 2.1.4.2, and its generalization to subtrees in
 * draft-ietf-plants-merkle-tree-certs, section 4.4.3
 */
export function isConsistent(
  [start, end]: readonly [start: number, end: number],
  part: Uint8Array,
  size: number,
  root: Uint8Array,
  path: readonly Uint8Array[],
): boolean {
  if (start === end) return path.length === 0 && equal(part, sha256(new Uint8Array()));
  if (!isSubtree(start, end) || !areHashes(path)) return false;
  if (!Number.isSafeInteger(size) || end > size) return false;
  let [first, last, top] = [start, end - 1, size - 1];
  const shift = () => [first, last, top] = [half(first), half(last), half(top)];
  if (last === top) { while (first !== last) shift(); }
  else while (first !== last && last % 2 === 1) shift();
  const rest = [...path];
  // Where the part is one subtree of the tree, its own root is where the way up begins.
  let below: Uint8Array | undefined = first === last ? part : rest.shift();
  let above = below;
  for (const sibling of rest) {
    if (top === 0 || above === undefined || below === undefined) return false;
    if (last % 2 === 1 || last === top) {
      if (first < last) below = nodeOf(sibling, below);
      above = nodeOf(sibling, above);
      while (last % 2 === 0 && last !== 0) shift();
    } else above = nodeOf(above, sibling);
    shift();
  }
  return top === 0 && equal(below, part) && equal(above, root);
}

/** Two hashes and those of a path; `undefined` where the texts are no hex digits, or too many. */
export function proofHashes([one, other, path]: readonly unknown[]): Uint8Array[] | undefined {
  if (!Array.isArray(path) || path.length > MOST_HASHES) return undefined;
  const hashes: Uint8Array[] = [];
  for (const text of [one, other, ...path]) {
    const hash = typeof text === "string" ? fromHex(text) : undefined;
    if (hash === undefined) return undefined;
    hashes.push(hash);
  }
  return hashes;
}

/** A subtree has leaves, and begins at a multiple of the size of the perfect tree around it. */
function isSubtree(start: number, end: number): boolean {
  if (!Number.isSafeInteger(start) || !Number.isSafeInteger(end)) return false;
  if (start < 0 || start >= end) return false;
  let size = 1;
  while (size < end - start) size *= 2;
  return start % size === 0;
}

function areHashes(hashes: readonly Uint8Array[]): boolean {
  return hashes.length <= MOST_HASHES && hashes.every((hash) => hash.length === HASH_BYTES);
}

function nodeOf(left: Uint8Array, right: Uint8Array): Uint8Array {
  return sha256(concat([Uint8Array.of(1), left, right]));
}

function half(count: number): number {
  return Math.floor(count / 2);
}

function equal(one: Uint8Array | undefined, other: Uint8Array): boolean {
  return one?.length === other.length && one.every((byte, i) => byte === other[i]);
}
