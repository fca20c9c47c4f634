import { interpolate, rankBelow } from "./interpolate.ts";

/** A stretch of a column's sorted finite values around a quantile. */
export interface Bracket {
  /** How many finite values the column has. */
  readonly finite: number;
  /** The rank of the first value here. */
  readonly rank: number;
  /** The values, ascending; there is at least one. */
  readonly values: Float64Array;
}

/** A bracket that holds more values than this is cut. */
const MOST = 2048;

/** What is left of it on either side of its quantile. */
const REACH = 256;

/** A bracket after more values came: exact, since each is known to lie below, inside or above.
 *
 * Cost: O(values here + new values).
 *
 * @param more the finite ones of the new values, ascending
 */
export function extendBracket(
  { finite, rank, values }: Bracket,
  more: Float64Array,
  probability: number,
): Bracket {
  const first = values[0];
  const last = values[values.length - 1];
  let from = 0;
  while (from < more.length && isBefore(more[from], first)) from++;
  let to = from;
  while (to < more.length && !isBefore(last, more[to])) to++;
  const all = {
    finite: finite + more.length,
    rank: rank + from,
    values: from === to ? values : merge(values, more.subarray(from, to)),
  };
  return all.values.length > MOST ? cut(all, probability) : all;
}

/** The quantile, or `undefined` where it has left the bracket. */
export function quantileIn(
  { finite, rank, values }: Bracket,
  probability: number,
): number | undefined {
  const below = rankBelow(finite, probability);
  const above = Math.min(below + 1, finite - 1);
  if (below < rank || above >= rank + values.length) return undefined;
  return interpolate(finite, probability, values[below - rank], values[above - rank]);
}

function cut(bracket: Bracket, probability: number): Bracket {
  const { finite, rank, values } = bracket;
  const middle = rankBelow(finite, probability) - rank;
  const from = Math.min(Math.max(0, middle - REACH), values.length - 1);
  const part = values.slice(from, Math.max(from + 1, middle + REACH + 2));
  return { finite, rank: rank + from, values: part };
}

function merge(a: Float64Array, b: Float64Array): Float64Array {
  const merged = new Float64Array(a.length + b.length);
  for (let i = 0, j = 0, at = 0; at < merged.length; at++) {
    const takeB = i === a.length || (j < b.length && isBefore(b[j], a[i]));
    merged[at] = takeB ? b[j++] : a[i++];
  }
  return merged;
}

/** The order of a typed array's `sort()`: −0 before +0. */
function isBefore(a: number, b: number): boolean {
  return a < b || (a === b && 1 / a < 1 / b);
}
