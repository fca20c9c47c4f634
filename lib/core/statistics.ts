import { type Bracket, extendBracket, quantileIn } from "./brackets.ts";
import type { CoreInstance } from "./core_instance.ts";
import { interpolate } from "./interpolate.ts";
import { call, floatsAt, openKernel, reserve } from "./kernel.ts";
import { mergeMoments, type Moments, momentsOf } from "./moments.ts";
import { BLOCK, FIELDS, plainMomentRows } from "./moments_plain.ts";
import { plainQuantiles } from "./quantiles_plain.ts";
import { momentsFrom, searchBrackets, type Values, WINDOW } from "./search.ts";

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
  /** The moments of the full blocks among them. */
  readonly blocks: Moments;
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
 * Cost: O(n); where what is kept still serves, O(new values). Memory: a few windows of the column.
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
  if (column.length <= WINDOW) return shortStatistics(core, column, ascending);
  return kept === undefined
    ? longStatistics(core, column, ascending)
    : grownStatistics(core, column, ascending, kept);
}

function plainStatistics(column: Values, ascending: readonly number[]): Statistics {
  const values = new Float64Array(column.length);
  column.copy(0, column.length, values);
  const moments = mergeAll(momentsOf(plainMomentRows(values)))!;
  return { moments, quantiles: plainQuantiles(values, ascending) };
}

/** One crossing: the column, its moments and what the quantiles lie between. */
function shortStatistics(
  core: CoreInstance,
  column: Values,
  ascending: readonly number[],
): Statistics {
  const count = column.length;
  const wanted = ascending.length;
  const rowsAt = count;
  const probabilitiesAt = rowsAt + FIELDS * Math.ceil(count / BLOCK);
  const pairsAt = probabilitiesAt + wanted;
  const binsAt = pairsAt + 2 * wanted;
  reserve(core, 16 * count + 8 * (binsAt - count) + BINS);
  const view = floatsAt(core, 0, binsAt);
  column.copy(0, count, view);
  view.set(ascending, probabilitiesAt);
  const at = (index: number) => core.base + 8 * index;
  call(
    core,
    "column_summary",
    core.base,
    count,
    at(rowsAt),
    at(probabilitiesAt),
    wanted,
    at(pairsAt),
    at(binsAt),
    at(binsAt) + BINS,
  );
  const moments = mergeAll(momentsOf(view.subarray(rowsAt, probabilitiesAt)))!;
  const quantiles = ascending.map((probability, i) => {
    const low = view[pairsAt + 2 * i];
    return interpolate(moments.finite, probability, low, view[pairsAt + 2 * i + 1]);
  });
  return { moments, quantiles };
}

function longStatistics(
  core: CoreInstance,
  column: Values,
  ascending: readonly number[],
): Statistics {
  let all: Moments | undefined;
  let full: Moments | undefined;
  const brackets = searchBrackets(core, column, ascending, (blocks) => {
    for (const block of blocks) {
      all = all === undefined ? block : mergeMoments(all, block, all.count);
      if (block.count === BLOCK) full = all;
    }
  });
  return statisticsOf(all!, ascending, { length: column.length, blocks: full!, brackets });
}

function grownStatistics(
  core: CoreInstance,
  column: Values,
  ascending: readonly number[],
  kept: Kept,
): Statistics {
  let all = kept.blocks;
  let full = all;
  for (const block of momentsFrom(core, column, full.count)) {
    all = mergeMoments(all, block, all.count);
    if (block.count === BLOCK) full = all;
  }
  const more = new Float64Array(column.length - kept.length);
  column.copy(kept.length, column.length, more);
  const sorted = more.filter((x) => x - x === 0).sort();
  let brackets = kept.brackets.map((one, i) => extendBracket(one, sorted, ascending[i]));
  const holds = brackets.length === 0
    ? sorted.length === 0
    : brackets.every((one, i) => quantileIn(one, ascending[i]) !== undefined);
  if (!holds) brackets = searchBrackets(core, column, ascending);
  return statisticsOf(all, ascending, { length: column.length, blocks: full, brackets });
}

function statisticsOf(moments: Moments, ascending: readonly number[], kept: Kept): Statistics {
  const { brackets } = kept;
  const quantiles = ascending.map((probability, i) =>
    brackets.length === 0 ? NaN : quantileIn(brackets[i], probability)!
  );
  return { moments, quantiles, kept };
}

function mergeAll(blocks: readonly Moments[]): Moments | undefined {
  return blocks.length === 0 ? undefined : blocks.reduce((a, b) => mergeMoments(a, b, a.count));
}
