import {
  _findSeries,
  describeSeries,
  type Metric,
  type SeriesChoice,
} from "../run/view_metrics.ts";
import type { Run } from "../run/run.ts";

/** The points of a metric series, in columns of equal length. */
export interface Series extends Metric {
  /** Where each point lies in training: safe integers >= 0, in order of logging. */
  readonly steps: Float64Array<ArrayBuffer>;
  /** The measured numbers, with NaN and ±Infinity where they were logged. */
  readonly values: Float64Array<ArrayBuffer>;
  /** When each point was measured, in milliseconds since the epoch. */
  readonly timestamps: Float64Array<ArrayBuffer>;
}

/** The points of a series, or `undefined` where nothing was logged.
 *
 * Cost: O(points); the columns are copies, so what is done to them changes nothing.
 *
 * @example
 * ```ts
 * import { logMetric, series, startRun } from "stemma";
 * import assert from "node:assert/strict";
 * let run = startRun({ experiment: "digits" });
 * for (const loss of [0.9, 0.5]) run = logMetric(run, "loss", loss);
 * assert.deepEqual(series(run, "loss")?.values, Float64Array.of(0.9, 0.5));
 * ```
 */
export function series(run: Run, key: string, options?: SeriesChoice): Series | undefined {
  const found = _findSeries(run, key, options, "series");
  if (found === undefined) return undefined;
  const { column, length } = found;
  const copy = (field: "steps" | "values" | "timestamps") => {
    const target = new Float64Array(length);
    column.copy(field, 0, length, target);
    return target;
  };
  return {
    ...describeSeries(column, length),
    steps: copy("steps"),
    values: copy("values"),
    timestamps: copy("timestamps"),
  };
}
