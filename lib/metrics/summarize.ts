import { finishMoments } from "../core/moments.ts";
import type { Column } from "../run/column.ts";
import type { Run } from "../run/run.ts";
import { _seriesOf } from "../run/view_metrics.ts";
import { keepStatistics } from "./keep_statistics.ts";

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
 * Cost: O(points) the first time; of a long series later O(points that are new), unless its quantiles
 * have moved far. Memory: a few megabytes, however long a series is.
 *
 * @throws {CoreError} `CORE_MEMORY` where the host refuses the kernel's memory
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
  const { moments, quantiles } = keepStatistics(column, length, PROBABILITIES);
  const { count, finite, nan, min, max, argmin, argmax } = moments;
  const { mean, std } = finishMoments(moments);
  return Object.freeze({
    ...identify(column),
    count,
    finite,
    nan,
    min,
    max,
    mean,
    std,
    first: column.read("values", 0),
    last: column.read("values", length - 1),
    argmin,
    argmax,
    quantiles: nameQuantiles(quantiles),
  });
}

/** What a column is called; without names that it lacks. */
function identify({ key, context, source, unit }: Column): Identity {
  const identity: Identity = { key };
  if (context !== undefined) identity.context = context;
  if (source !== undefined) identity.source = source;
  if (unit !== undefined) identity.unit = unit;
  return identity;
}

interface Identity {
  key: string;
  context?: string;
  source?: string;
  unit?: string;
}

/** The quantiles by name: written out, since an object of a known shape is made many times faster. */
function nameQuantiles(quantiles: readonly number[]): Summary["quantiles"] {
  const [p01, p05, p25, p50, p75, p95, p99] = quantiles;
  return Object.freeze({
    "0.01": p01,
    "0.05": p05,
    "0.25": p25,
    "0.5": p50,
    "0.75": p75,
    "0.95": p95,
    "0.99": p99,
  });
}
