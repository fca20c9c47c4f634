// Quantiles of a column without WebAssembly: what wasm/src/quantiles.rs does, by sorting.

/** The quantiles of the finite values at ascending or unordered probabilities, already checked. */
export function plainQuantiles(
  values: Float64Array,
  probabilities: Float64Array,
): Float64Array<ArrayBuffer> {
  // A typed array sorts numbers and puts −0 before +0 (ECMA-262, 23.2.4.7).
  const sorted = values.filter((x) => x - x === 0).sort();
  const out = new Float64Array(probabilities.length);
  for (let i = 0; i < out.length; i++) {
    out[i] = sorted.length === 0 ? NaN : quantileOf(sorted, probabilities[i]);
  }
  return out;
}

function quantileOf(sorted: Float64Array, probability: number): number {
  const last = sorted.length - 1;
  const at = probability * last;
  const below = Math.floor(at);
  // At the end numpy counts backwards, which makes the distance at + 1.
  return below >= last
    ? interpolate(sorted[last], sorted[last], at + 1)
    : interpolate(sorted[below], sorted[below + 1], at - below);
}

/** Linear interpolation, exact at both ends (numpy `_lerp`). */
function interpolate(a: number, b: number, t: number): number {
  const gap = b - a;
  return t >= 0.5 ? b - gap * (1 - t) : a + gap * t;
}
