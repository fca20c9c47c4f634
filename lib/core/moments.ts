/** The numbers of moments in a row. */
export const FIELDS = 11;

/** What is known of a stretch of a column: of one block, or of many merged.
 *
 * Extremes, mean and second moment are of the finite values alone. Of equal extremes the first
 * position wins, and −0 equals +0, so the first zero met stays.
 */
export interface Moments {
  /** All values, the infinite ones and NaN included. */
  readonly count: number;
  /** The values that are neither infinite nor NaN. */
  readonly finite: number;
  /** The values that are NaN. */
  readonly nan: number;
  /** The least finite value; NaN where there is none. */
  readonly min: number;
  /** The greatest finite value; NaN where there is none. */
  readonly max: number;
  /** The position of `min`, from the start of the stretch; −1 where there is none. */
  readonly argmin: number;
  /** The position of `max`, from the start of the stretch; −1 where there is none. */
  readonly argmax: number;
  /** The mean times `scale`, up to `tail`; NaN where there is no finite value. */
  readonly mean: number;
  /** What rounding cut off `mean`, so that a small spread around a large mean survives merging. */
  readonly tail: number;
  /** The sum of squared distances from the mean, times `scale` squared. */
  readonly m2: number;
  /** A power of two that keeps squares from overflowing and underflowing: 2⁻⁶⁰⁰, 1 or 2⁶⁰⁰. */
  readonly scale: number;
}

/** Merges the moments of two stretches of which the second follows the first.
 *
 * Where the two carry different scales the coarser one wins; what is far too small to be seen beside
 * the larger values may vanish then. Cost: O(1).
 *
 * @param offsetOfB where the second stretch begins, from the start of the first, in values
 * @see T. F. Chan, G. H. Golub, R. J. LeVeque, Updating formulae and a pairwise algorithm for
 * computing sample variances, 1979
 */
export function mergeMoments(
  a: Moments,
  b: Moments,
  offsetOfB: number,
): Moments {
  const count = a.count + b.count;
  const nan = a.nan + b.nan;
  if (b.finite === 0) return { ...a, count, nan };
  const argmin = b.argmin + offsetOfB;
  const argmax = b.argmax + offsetOfB;
  if (a.finite === 0) return { ...b, count, nan, argmin, argmax };
  const finite = a.finite + b.finite;
  const scale = Math.min(a.scale, b.scale);
  const left = a.scale === scale ? a : rescale(a, scale);
  const right = b.scale === scale ? b : rescale(b, scale);
  const delta = (right.mean - left.mean) + (right.tail - left.tail);
  const step = delta * (b.finite / finite) + left.tail;
  const mean = left.mean + step;
  const part = mean - left.mean;
  return {
    count,
    finite,
    nan,
    min: b.min < a.min ? b.min : a.min,
    max: b.max > a.max ? b.max : a.max,
    argmin: b.min < a.min ? argmin : a.argmin,
    argmax: b.max > a.max ? argmax : a.argmax,
    mean,
    tail: (left.mean - (mean - part)) + (step - part),
    m2: left.m2 + right.m2 + delta * delta * (a.finite * (b.finite / finite)),
    scale,
  };
}

/** The mean and the population's standard deviation behind moments; NaN where nothing is finite. */
export function finishMoments(moments: Moments): { mean: number; std: number } {
  const { finite, mean, m2, scale } = moments;
  if (finite === 0) return { mean: NaN, std: NaN };
  return { mean: mean / scale, std: Math.sqrt(m2 / finite) / scale };
}

/** The moments in a row of numbers, as the kernel writes them. */
export function momentsAt(row: Float64Array, at: number): Moments {
  return {
    count: row[at],
    finite: row[at + 1],
    nan: row[at + 2],
    min: row[at + 3],
    max: row[at + 4],
    argmin: row[at + 5],
    argmax: row[at + 6],
    mean: row[at + 7],
    tail: row[at + 8],
    m2: row[at + 9],
    scale: row[at + 10],
  };
}

/** Scales are 2⁻⁶⁰⁰, 1 and 2⁶⁰⁰; the ratio of two regimes is applied a step at a time, since its
 * square leaves the range of a float64. */
function rescale(
  { mean, tail, m2, scale }: Moments,
  to: number,
): { mean: number; tail: number; m2: number } {
  const step = 2.409919865102884e-181;
  for (; scale > to; scale *= step) {
    mean *= step;
    tail *= step;
    m2 = m2 * step * step;
  }
  return { mean, tail, m2 };
}
