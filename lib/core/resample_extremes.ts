import { call, floatsAt, openKernel, reserve } from "./kernel.ts";
import { BLOCK, FIELDS, plainExtremeRows } from "./resample_extremes_plain.ts";

/** Up to so many blocks the plain twin is as fast as the kernel. */
const FEW = 1;

/** The extremes and gaps of full blocks of 128 values: a row a block of min, max and gaps.
 *
 * Extremes are of the finite values; a zero is told as +0, and without a finite value they are
 * +Infinity and -Infinity. A gap is a stretch of values that are not finite: a row tells how many
 * begin in its block. Cost: O(blocks), and a copy of the values into the kernel.
 *
 * @param inside whether the value before the first block is not finite, so that its gap goes on
 * @param read fills the array it is given with the values; called once
 * @throws {CoreError} `CORE_MEMORY`, `CORE_TRAP`
 * @see wasm/src/resample.rs
 */
export function extremeRows(
  blocks: number,
  inside: boolean,
  read: (target: Float64Array) => void,
): Float64Array {
  const count = blocks * BLOCK;
  const core = blocks <= FEW ? undefined : openKernel();
  if (core === undefined) {
    const values = new Float64Array(count);
    read(values);
    return plainExtremeRows(values, inside);
  }
  const rowsAt = 8 * count;
  reserve(core, rowsAt + 8 * FIELDS * blocks);
  read(floatsAt(core, 0, count));
  call(core, "resample_extremes", core.base, blocks, inside ? 1 : 0, core.base + rowsAt);
  return floatsAt(core, rowsAt, FIELDS * blocks);
}
