// Quantiles of a column without WebAssembly: what the kernel selects is found by sorting.

import { interpolate, rankBelow } from "./interpolate.ts";

/** The quantiles of the finite values at probabilities in any order, already checked. */
export function plainQuantiles(
  values: Float64Array,
  probabilities: readonly number[],
): number[] {
  // A typed array sorts numbers and puts −0 before +0 (ECMA-262, 23.2.4.7).
  const sorted = values.filter((x) => x - x === 0).sort();
  const last = sorted.length - 1;
  return probabilities.map((probability) => {
    const below = rankBelow(sorted.length, probability);
    const above = Math.min(below + 1, last);
    return interpolate(sorted.length, probability, sorted[below], sorted[above]);
  });
}
