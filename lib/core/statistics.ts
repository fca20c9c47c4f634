import { type Bracket, extendBracket, quantileIn } from "./brackets.ts";
import type { CoreInstance } from "./core_instance.ts";
import { interpolate } from "./interpolate.ts";
import { call, floatsAt, openKernel, reserve } from "./kernel.ts";
import { FIELDS, type Moments, momentsAt } from "./moments.ts";
import { plainMoments } from "./moments_plain.ts";
import { plainQuantiles } from "./quantiles_plain.ts";
import { type Found, momentsFrom, searchColumn, type Values, WINDOW } from "./search.ts";

/** What is known of a column. */
export interface Statistics {
  /** The moments of all values. */
  readonly moments: Moments;
  /** One quantile a probability; NaN where no value is finite. */
  readonly quantiles: readonly number[];
  /** What makes the same question cheap when the column has grown; only of a long column. */
  readonly kept?: Kept;
}

/** What is kept of a long column: it holds for every column that begins with the same values. */
export interface Kept {
  /** How many values were seen. */
  readonly length: number;
  /** The moments of the full blocks among them, in a row. */
  readonly blocks: Float64Array;
  /** The sorted values around each quantile; none where no value was finite. */
  readonly brackets: readonly Bracket[];
}

/** The bytes of the kernel's bins. */
const BINS = 32768;

/** The moments and the exact quantiles of a column's finite values.
 *
 * Moments are of blocks of 1,024 values, merged in order. Quantiles are interpolated linearly between
 * neighbours, bit-equal to `numpy.quantile(values[isfinite(values)], probabilities)`, up to the sign
 * of a zero: the order puts −0 before +0. As in numpy, the interpolation of two neighbours further
 * apart than the greatest float64 overflows, and the quantile is then infinite or NaN.
 * Cost: O(n); where what is kept still serves, O(new values). Memory: a few windows of the column; twice
 * the column where its values lie in clusters that no scale tells apart.
 *
 * @param ascending at most sixteen probabilities from 0 to 1, the same in every call
 * @param kept of an earlier call, over no more values than there are now
 * @throws {CoreError} `CORE_MEMORY` where the host refuses the memory; `CORE_TRAP`
 * @see R. J. Hyndman, Y. Fan, Sample quantiles in statistical packages, 1996, definition 7
 */
export function columnStatistics(
  column: Values,
  ascending: readonly number[],
  kept?: Kept,
): Statistics {
  const core = openKernel();
  if (core === undefined) return plainStatistics(column, ascending);
  if (column.length <= WINDOW) return wholeStatistics(core, column, ascending);
  const found = (kept && extend(core, column, ascending, kept)) ??
    searchColumn(core, column, ascending);
  if (found === undefined) return wholeStatistics(core, column, ascending);
  return statisticsOf(column, ascending, found);
}

function plainStatistics(column: Values, ascending: readonly number[]): Statistics {
  const values = new Float64Array(column.length);
  column.copy(0, column.length, values);
  return { moments: plainMoments(values), quantiles: plainQuantiles(values, ascending) };
}

/** One crossing: the column, its moments and what the quantiles lie between. */
function wholeStatistics(
  core: CoreInstance,
  column: Values,
  ascending: readonly number[],
): Statistics {
  const { length } = column;
  const wanted = ascending.length;
  const probabilitiesAt = 2 * FIELDS;
  const pairsAt = probabilitiesAt + wanted;
  const valuesAt = pairsAt + 2 * wanted;
  const binsAt = 8 * (valuesAt + length);
  reserve(core, binsAt + BINS + 8 * length);
  const view = floatsAt(core, 0, valuesAt);
  view.set(ascending, probabilitiesAt);
  column.copy(0, length, floatsAt(core, 8 * valuesAt, length));
  const at = (index: number) => core.base + 8 * index;
  call(
    core,
    "column_summary",
    core.base,
    at(probabilitiesAt),
    wanted,
    at(pairsAt),
    at(valuesAt),
    length,
    core.base + binsAt,
    core.base + binsAt + BINS,
  );
  const moments = momentsAt(view, 0);
  const quantiles = ascending.map((probability, i) => {
    const low = view[pairsAt + 2 * i];
    return interpolate(moments.finite, probability, low, view[pairsAt + 2 * i + 1]);
  });
  return { moments, quantiles };
}

/** What is known of a grown column, or `undefined` where a quantile has left its bracket. */
function extend(
  core: CoreInstance,
  column: Values,
  ascending: readonly number[],
  { length, blocks, brackets }: Kept,
): Found | undefined {
  const more = new Float64Array(column.length - length);
  column.copy(length, column.length, more);
  const sorted = more.filter((x) => x - x === 0).sort();
  if (brackets.length === 0 && sorted.length > 0) return undefined;
  const extended = brackets.map((one, i) => extendBracket(one, sorted, ascending[i]));
  const holds = extended.every((one, i) => quantileIn(one, ascending[i]) !== undefined);
  return holds ? { known: momentsFrom(core, column, blocks), brackets: extended } : undefined;
}

function statisticsOf(
  { length }: Values,
  ascending: readonly number[],
  { known, brackets }: Found,
): Statistics {
  const quantiles = ascending.map((probability, i) =>
    brackets.length === 0 ? NaN : quantileIn(brackets[i], probability)!
  );
  const kept = { length, blocks: known.slice(FIELDS), brackets };
  return { moments: momentsAt(known, 0), quantiles, kept };
}
