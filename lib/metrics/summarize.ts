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
  readonly key: string;
  readonly context?: string;
  readonly source?: string;
  readonly unit?: string;
  /** All points; those with a finite value; those whose value is NaN. */
  readonly count: number;
  readonly finite: number;
  readonly nan: number;
  /** NaN where no value is finite. */
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  /** The population's standard deviation. */
  readonly std: number;
  /** The first and the last value, finite or not. */
  readonly first: number;
  readonly last: number;
  /** The positions of the extremes in the series; the first of equals; -1 where none is finite. */
  readonly argmin: number;
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
