// numpy's linear interpolation of quantiles, operation by operation, so that the bits agree
// (numpy/lib/_function_base_impl.py: `_get_indexes`, `_lerp`, method "linear").

/** The rank of the value that a quantile of `count` sorted values lies on or above. */
export function rankBelow(count: number, probability: number): number {
  return Math.floor(probability * (count - 1));
}

/** The quantile between the values at `rankBelow()` and the next rank; at the last rank both are the
 * last value. Exact at both ends. */
export function interpolate(
  count: number,
  probability: number,
  low: number,
  high: number,
): number {
  const last = count - 1;
  const at = probability * last;
  const below = Math.floor(at);
  // At the end numpy counts backwards, which makes the distance at + 1.
  const t = below >= last ? at + 1 : at - below;
  const gap = high - low;
  return t >= 0.5 ? high - gap * (1 - t) : low + gap * t;
}
