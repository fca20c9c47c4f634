import { bytesAt, call, floatsAt, openKernel, reserve } from "./kernel.ts";
import { plainPointLeaves, type PointColumns } from "./point_leaves_plain.ts";
import { DIGEST_BYTES } from "./sha256_plain.ts";

/** The points that cross at once: few enough to stay in the cache. */
const ITEMS = 2048;

/** Where things lie in the arena, in bytes. */
const TIMES_AT = 0;
const STEPS_AT = TIMES_AT + 8 * ITEMS;
const VALUES_AT = STEPS_AT + 8 * ITEMS;
const SERIES_AT = VALUES_AT + 8 * ITEMS;
const OUT_AT = SERIES_AT + 4 * ITEMS;
const ARENA = OUT_AT + DIGEST_BYTES * ITEMS;

/** Hashes metric points as Merkle leaves, 32 bytes each, in order: SHA-256(0x00 ‖ 0x01 ‖ series, u32
 * ‖ timestamp, f64 ‖ step, f64 ‖ value, f64), little-endian, every NaN as `000000000000f87f`.
 *
 * Cost: O(n), four points at a time; the columns are read at once and not kept. Memory: one window
 * beside the result.
 *
 * @throws {CoreError} `CORE_TRAP`, `CORE_MEMORY`
 * @see RFC 9162, section 2.1.1
 */
export function hashPoints(points: PointColumns): Uint8Array<ArrayBuffer> {
  const length = points.series.length;
  const core = length === 0 ? undefined : openKernel();
  if (core === undefined) return plainPointLeaves(points);
  reserve(core, ARENA);
  const out = new Uint8Array(DIGEST_BYTES * length);
  for (let from = 0; from < length; from += ITEMS) {
    const count = Math.min(ITEMS, length - from);
    const to = from + count;
    floatsAt(core, TIMES_AT, count).set(points.timestamps.subarray(from, to));
    floatsAt(core, STEPS_AT, count).set(points.steps.subarray(from, to));
    floatsAt(core, VALUES_AT, count).set(points.values.subarray(from, to));
    new Int32Array(core.memory.buffer, core.base + SERIES_AT, count)
      .set(points.series.subarray(from, to));
    const at = [TIMES_AT, STEPS_AT, VALUES_AT, SERIES_AT].map((offset) => core.base + offset);
    call(core, "merkle_points", ...at, count, core.base + OUT_AT);
    out.set(bytesAt(core, OUT_AT, DIGEST_BYTES * count), DIGEST_BYTES * from);
  }
  return out;
}
