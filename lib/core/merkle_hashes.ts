import { nameOf } from "../base/options.ts";
import type { CoreInstance } from "./core_instance.ts";
import { bytesAt, call, openKernel, reserve } from "./kernel.ts";
import { plainLeaves, plainNodes } from "./merkle_hashes_plain.ts";
import { createSha256 } from "./sha256.ts";
import { DIGEST_BYTES } from "./sha256_plain.ts";

/** The messages, or pairs of hashes, that cross at once. */
const ITEMS = 4096;

/** The bytes of messages that cross at once. */
const WINDOW = 2 * DIGEST_BYTES * ITEMS;

/** Where things lie in the arena, in bytes. */
const INPUT_AT = 0;
const ENDS_AT = WINDOW;
const OUT_AT = ENDS_AT + 4 * ITEMS;
const ARENA = OUT_AT + DIGEST_BYTES * ITEMS;

/** Hashes many messages as Merkle leaves: SHA-256(0x00 ‖ message), 32 bytes each, in order.
 *
 * Message i is `packed` from `ends[i - 1]` (0 for the first) up to `ends[i]`, exclusive. Cost: O(n);
 * the arguments are read at once and not kept. Memory: one window beside the result.
 *
 * @throws {TypeError} where an argument is of another type
 * @throws {RangeError} where an end lies before its predecessor or beyond `packed`
 * @see RFC 9162, section 2.1.1
 */
export function hashLeaves(
  packed: Uint8Array,
  ends: Uint32Array,
): Uint8Array<ArrayBuffer> {
  checkLeaves(packed, ends);
  const core = ends.length === 0 ? undefined : openKernel();
  if (core === undefined) return plainLeaves(packed, ends);
  const out = new Uint8Array(DIGEST_BYTES * ends.length);
  for (let from = 0; from < ends.length;) {
    const start = from === 0 ? 0 : ends[from - 1];
    const count = fitting(ends, from, start);
    if (count === 0) {
      const message = packed.subarray(start, ends[from]);
      out.set(longLeaf(message), DIGEST_BYTES * from);
      from += 1;
      continue;
    }
    const bytes = packed.subarray(start, ends[from + count - 1]);
    const leaves = leavesOf(
      core,
      bytes,
      start,
      ends.subarray(from, from + count),
    );
    out.set(leaves, DIGEST_BYTES * from);
    from += count;
  }
  return out;
}

/** Hashes adjacent pairs of 32-byte hashes as inner Merkle nodes: SHA-256(0x01 ‖ left ‖ right).
 *
 * The result is half as long as `hashes`. Cost: O(n); the argument is read at once and not kept.
 *
 * @throws {TypeError} where the argument is of another type
 * @throws {RangeError} where its length is no multiple of 64, that is, no even number of hashes
 * @see RFC 9162, section 2.1.1
 */
export function hashNodes(hashes: Uint8Array): Uint8Array<ArrayBuffer> {
  checkNodes(hashes);
  const core = hashes.length === 0 ? undefined : openKernel();
  if (core === undefined) return plainNodes(hashes);
  reserve(core, ARENA);
  const out = new Uint8Array(hashes.length / 2);
  for (let at = 0; at < hashes.length; at += WINDOW) {
    const pairs = hashes.subarray(at, at + WINDOW);
    const count = pairs.length / (2 * DIGEST_BYTES);
    bytesAt(core, INPUT_AT, pairs.length).set(pairs);
    call(core, "merkle_nodes", core.base + INPUT_AT, count, core.base + OUT_AT);
    out.set(bytesAt(core, OUT_AT, DIGEST_BYTES * count), at / 2);
  }
  return out;
}

function leavesOf(
  core: CoreInstance,
  bytes: Uint8Array,
  base: number,
  ends: Uint32Array,
): Uint8Array {
  reserve(core, ARENA);
  bytesAt(core, INPUT_AT, bytes.length).set(bytes);
  new Uint32Array(core.memory.buffer, core.base + ENDS_AT, ends.length)
    .set(ends);
  call(
    core,
    "merkle_leaves",
    core.base + INPUT_AT,
    bytes.length,
    base,
    core.base + ENDS_AT,
    ends.length,
    core.base + OUT_AT,
  );
  return bytesAt(core, OUT_AT, DIGEST_BYTES * ends.length);
}

/** How many messages from `from` on fit into a window; 0 where the first alone is too long. */
function fitting(ends: Uint32Array, from: number, start: number): number {
  let low = 0;
  let high = Math.min(ITEMS, ends.length - from);
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (ends[from + middle - 1] - start <= WINDOW) low = middle;
    else high = middle - 1;
  }
  return low;
}

function longLeaf(message: Uint8Array): Uint8Array {
  return createSha256().update(Uint8Array.of(0x00)).update(message).digest();
}

function checkLeaves(packed: unknown, ends: unknown): void {
  if (!(packed instanceof Uint8Array) || !(ends instanceof Uint32Array)) {
    throw new TypeError(
      `Cannot hash leaves of ${nameOf(packed)} and ${nameOf(ends)}: ` +
        "expected a Uint8Array and a Uint32Array",
    );
  }
  let start = 0;
  for (let i = 0; i < ends.length; i++) {
    if (ends[i] < start || ends[i] > packed.length) {
      throw new RangeError(
        `Cannot hash leaves: end ${i} must lie within ${start} and ` +
          `${packed.length}, got ${ends[i]}`,
      );
    }
    start = ends[i];
  }
}

function checkNodes(hashes: unknown): void {
  if (!(hashes instanceof Uint8Array)) {
    throw new TypeError(
      `Cannot hash nodes of ${nameOf(hashes)}: expected a Uint8Array`,
    );
  }
  if (hashes.length % (2 * DIGEST_BYTES) !== 0) {
    throw new RangeError(
      "Cannot hash nodes: expected an even number of hashes of 32 bytes, " +
        `got ${hashes.length} bytes`,
    );
  }
}
