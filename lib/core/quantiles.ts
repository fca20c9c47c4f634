import { nameOf } from "../base/options.ts";
import type { CoreInstance } from "./core_instance.ts";
import { call, floatsAt, openKernel, reserve, trimCore } from "./kernel.ts";
import { plainQuantiles } from "./quantiles_plain.ts";

/** Up to this many values the plain twin is as fast as the kernel. */
const FEW = 64;

/** Exact quantiles of the finite values of a column, interpolated linearly between neighbours.
 *
 * Bit-equal to `numpy.quantile(values[isfinite(values)], probabilities)`, up to the sign of a zero:
 * the order puts −0 before +0. As in numpy, the interpolation of two neighbours further apart than
 * the greatest float64 overflows, and the quantile is then infinite or NaN.
 * Cost: O(n log p) on average for p probabilities; the column is copied into the kernel whole.
 *
 * @param probabilities numbers from 0 to 1, both inclusive, in any order
 * @returns one quantile a probability; NaN where no value is finite
 * @throws {TypeError} where `values` is no Float64Array
 * @throws {RangeError} where a probability is NaN or outside of 0…1
 * @throws {CoreError} `CORE_MEMORY` where the host refuses the memory for the copy
 * @see R. J. Hyndman, Y. Fan, Sample quantiles in statistical packages, 1996, definition 7
 */
export function quantiles(
  values: Float64Array,
  probabilities: readonly number[],
): Float64Array<ArrayBuffer> {
  check(values, probabilities);
  const core = values.length <= FEW || probabilities.length === 0 ? undefined : openKernel();
  if (core === undefined) {
    return plainQuantiles(values, Float64Array.from(probabilities));
  }
  const order = probabilities.map((_, i) => i)
    .sort((i, j) => probabilities[i] - probabilities[j]);
  const ascending = Float64Array.from(order, (i) => probabilities[i]);
  const found = kernelQuantiles(core, values, ascending);
  const out = new Float64Array(found.length);
  order.forEach((i, rank) => out[i] = found[rank]);
  trimCore(core);
  return out;
}

function kernelQuantiles(
  core: CoreInstance,
  values: Float64Array,
  ascending: Float64Array,
): Float64Array {
  const wanted = ascending.length;
  const probabilitiesAt = 8 * values.length;
  const outAt = probabilitiesAt + 8 * wanted;
  reserve(core, outAt + 8 * wanted);
  floatsAt(core, 0, values.length).set(values);
  floatsAt(core, probabilitiesAt, wanted).set(ascending);
  call(
    core,
    "column_quantiles",
    core.base,
    values.length,
    core.base + probabilitiesAt,
    wanted,
    core.base + outAt,
  );
  return floatsAt(core, outAt, wanted);
}

function check(values: unknown, probabilities: readonly number[]): void {
  if (!(values instanceof Float64Array)) {
    throw new TypeError(
      `Cannot take quantiles of ${nameOf(values)}: expected a Float64Array`,
    );
  }
  for (const probability of probabilities) {
    if (probability >= 0 && probability <= 1) continue;
    throw new RangeError(
      `Cannot take the quantile at ${probability}: expected a number from 0 to 1`,
    );
  }
}
