import { finishMoments } from "../core/moments.ts";
import { quantiles } from "../core/quantiles.ts";
import type { Column } from "../run/column.ts";
import type { Run } from "../run/run.ts";
import { _seriesOf, describeSeries } from "../run/view_metrics.ts";
import { columnMoments } from "./column_moments.ts";

/** The probabilities of the quantiles in a summary. */
export const PROBABILITIES: readonly Probability[] = Object.freeze(
  [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99],
);

/** A probability of a quantile in a summary. */
export type Probability = 0.01 | 0.05 | 0.25 | 0.5 | 0.75 | 0.95 | 0.99;

/** What a metric series comes to. Statistics are of the finite values. */
export interface Summary {
  /** The metric's name. */
  readonly key: string;
  /** The context that is measured; absent for the run itself. */
  readonly context?: string;
  /** What measures it; absent where nobody said. */
  readonly source?: string;
  /** The unit of the values; absent where none was given. */
  readonly unit?: string;
  /** How many points there are, whatever their values. */
  readonly count: number;
  /** How many values are neither infinite nor NaN. */
  readonly finite: number;
  /** How many values are NaN; what is then left to `count` is infinite. */
  readonly nan: number;
  /** The least finite value; NaN where there is none. */
  readonly min: number;
  /** The greatest finite value; NaN where there is none. */
  readonly max: number;
  /** The mean of the finite values; NaN where there is none. */
  readonly mean: number;
  /** The population's standard deviation, 0 for one value; NaN where none is finite. */
  readonly std: number;
  /** The value that was logged first, finite or not. */
  readonly first: number;
  /** The value that was logged last, finite or not. */
  readonly last: number;
  /** The position of `min` in the series, from 0; the first of equals; -1 where none is finite. */
  readonly argmin: number;
  /** The position of `max`, likewise. */
  readonly argmax: number;
  /** Interpolated linearly; NaN where no value is finite. */
  readonly quantiles: Readonly<Record<`${Probability}`, number>>;
}

/** The statistics of every metric series, in order of first logging; exact.
 *
 * Cost: O(points) the first time; later the moments of full blocks are at hand and only the
 * quantiles read all values again.
 *
 * @throws {CoreError} `CORE_MEMORY` where a series does not fit into memory a second time
 * @example
 * ```ts
 * import { logMetric, startRun, summarize } from "stemma";
 * import assert from "node:assert/strict";
 * let run = startRun({ experiment: "digits" });
 * for (const loss of [0.5, 0.25, NaN]) run = logMetric(run, "loss", loss);
 * const [loss] = summarize(run);
 * assert.deepEqual([loss.count, loss.finite, loss.min, loss.argmin], [3, 2, 0.25, 1]);
 * assert.equal(loss.quantiles["0.5"], 0.375);
 * ```
 */
export function summarize(run: Run): Summary[] {
  return _seriesOf(run).map(({ column, length }) => summarizeColumn(column, length));
}

/** The statistics of a column's first `length` values; there is at least one. */
export function summarizeColumn(column: Column, length: number): Summary {
  const moments = columnMoments(column, length);
  const { count, finite, nan, min, max, argmin, argmax } = moments;
  const values = new Float64Array(length);
  column.copy("values", 0, length, values);
  const found = quantiles(values, PROBABILITIES);
  const { length: _length, ...identity } = describeSeries(column, length);
  return Object.freeze({
    ...identity,
    count,
    finite,
    nan,
    min,
    max,
    ...finishMoments(moments),
    first: values[0],
    last: values[length - 1],
    argmin,
    argmax,
    quantiles: Object.freeze(
      Object.fromEntries(PROBABILITIES.map((p, i) => [p, found[i]])) as Summary["quantiles"],
    ),
  });
}
