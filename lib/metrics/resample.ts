import { checkOptions, nameOf } from "../base/options.ts";
import { Column } from "../run/column.ts";
import { Rooms } from "../run/rooms.ts";
import type { Run } from "../run/run.ts";
import { readSealed } from "../run/sealed_chunk.ts";
import { _findSeries, type SeriesChoice } from "../run/view_metrics.ts";
import { m4Positions, minMaxPositions } from "./resample_extremes.ts";
import { Slice } from "./resample_slice.ts";
import { lttbPositions } from "./resample_triangles.ts";
import { stepsRise } from "./rising_steps.ts";

/** Which points of a series stand for all of them. */
export type ResampleMethod = "m4" | "minmax" | "lttb";

/** How a series is resampled. */
export interface ResampleOptions extends SeriesChoice {
  /** The greatest number of points to keep: an integer >= 1. */
  readonly points: number;
  /** How they are chosen.
   * @default {"m4"} */
  readonly method?: ResampleMethod;
  /** The least step to keep, inclusive; without it there is no least. */
  readonly from?: number;
  /** The greatest step to keep, inclusive; without it there is no greatest. */
  readonly to?: number;
}

/** Points of a metric series, in columns of equal length, in order of logging. */
export interface ResampledPoints {
  /** Where each point lies in training. */
  readonly steps: Float64Array<ArrayBuffer>;
  /** The measured numbers; where one is not finite, a plot has a gap. */
  readonly values: Float64Array<ArrayBuffer>;
  /** When each point was measured, in milliseconds since the epoch. */
  readonly timestamps: Float64Array<ArrayBuffer>;
}

const METHODS: Readonly<Record<ResampleMethod, (slice: Slice, points: number) => number[]>> = {
  m4: m4Positions,
  minmax: minMaxPositions,
  lttb: lttbPositions,
};

/** Points of a series that stand for all of them in a plot, or `undefined` where nothing was logged.
 *
 * Up to `points` points come back untouched. Of more, the slice is cut into buckets of equally many
 * points (by position and not by step, so that every bucket has points where steps leap or fall):
 * - `"m4"` keeps of each the first, the last, the least and the greatest point: a line through them
 *   covers the same pixels as one through all, where a bucket is a column of pixels;
 * - `"minmax"` keeps the least and the greatest, and the first and the last point of the slice;
 * - `"lttb"` keeps the point of the largest triangle (largest triangle three buckets, the step as x):
 *   a smoother line, which may miss extremes, and which reads the whole slice every time, twice
 *   where it has gaps.
 *
 * Of equal extremes the first is kept. A stretch of NaN or ±Infinity is a gap, and no extreme: between
 * two kept points that have one between them its first point is kept too, so that no plot draws a
 * line across it. Room for gaps is made by fewer buckets; stretches of finite points between gaps
 * give way where they hold no kept point. Below 7 points there may be no room: then the least, the
 * greatest, the last and the first are kept in this order, and gaps after them.
 *
 * The result depends on the points and the options alone. Cost: O(points of the slice) the first
 * time; later the extremes of full blocks of 128 are at hand, 24 bytes each. With `from` or `to` all
 * steps are looked at once, and where they do not rise the chosen points are copied.
 *
 * @throws {TypeError} where an option is unknown or of the wrong type
 * @throws {RangeError} where `points` is no integer >= 1, or `from` or `to` is NaN
 * @throws {CoreError} `CORE_MEMORY`, `CORE_TRAP`
 * @see U. Jugel, Z. Jerzak, G. Hackenbroich, V. Markl, M4: a visualization-oriented time series data
 * aggregation, VLDB 2014
 * @see S. Steinarsson, Downsampling time series for visual representation, 2013, for LTTB
 * @example
 * ```ts
 * import { logMetric, resample, startRun } from "stemma";
 * import assert from "node:assert/strict";
 * let run = startRun({ experiment: "digits" });
 * for (let i = 0; i < 1000; i++) run = logMetric(run, "loss", i === 321 ? 99 : 1 / (i + 1));
 * const curve = resample(run, "loss", { points: 40 })!;
 * assert.ok(curve.steps.length <= 40);
 * assert.equal(curve.values[curve.steps.indexOf(321)], 99);
 * ```
 */
export function resample(
  run: Run,
  key: string,
  options: ResampleOptions,
): ResampledPoints | undefined {
  const { points, method = "m4", from = -Infinity, to = Infinity, context, source } = check(
    options,
  );
  const found = _findSeries(run, key, { context, source }, "resample");
  if (found === undefined) return undefined;
  const [column, begin, end] = chosenPoints(found.column, found.length, from, to);
  if (end - begin <= points) return copyPoints(column, begin, end);
  return gatherPoints(column, METHODS[method](new Slice(column, begin, end), points));
}

/** The points whose steps lie in a range: a stretch of the column where steps rise, else a copy. */
function chosenPoints(
  column: Column,
  length: number,
  from: number,
  to: number,
): [Column, begin: number, end: number] {
  if (from === -Infinity && to === Infinity) return [column, 0, length];
  if (stepsRise(column, length)) {
    const begin = firstWhere(length, (position) => column.read("steps", position) >= from);
    const end = firstWhere(length, (position) => column.read("steps", position) > to);
    return [column, begin, Math.max(begin, end)];
  }
  const { series, key, declared } = column;
  const chosen = new Column({ series, key, declared }, new Rooms());
  for (let position = 0; position < length; position++) {
    const step = column.read("steps", position);
    if (step < from || step > to) continue;
    chosen.push(step, column.read("values", position), column.read("timestamps", position), 0);
  }
  return [chosen, 0, chosen.length];
}

/** The first position below `length` that passes, where all after it pass too. */
function firstWhere(length: number, passes: (position: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (passes(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function copyPoints(column: Column, from: number, to: number): ResampledPoints {
  const copy = (field: "steps" | "values" | "timestamps") => {
    const target = new Float64Array(to - from);
    column.copy(field, from, to, target);
    return target;
  };
  return { steps: copy("steps"), values: copy("values"), timestamps: copy("timestamps") };
}

function gatherPoints(column: Column, positions: readonly number[]): ResampledPoints {
  const steps = new Float64Array(positions.length);
  const values = new Float64Array(positions.length);
  const timestamps = new Float64Array(positions.length);
  for (let i = 0; i < positions.length;) {
    const sealed = column.sealedAt(positions[i]);
    if (sealed === undefined) {
      steps[i] = column.read("steps", positions[i]);
      values[i] = column.read("values", positions[i]);
      timestamps[i] = column.read("timestamps", positions[i++]);
      continue;
    }
    const { chunk, from, to } = sealed;
    for (; i < positions.length && positions[i] < to; i++) {
      const at = positions[i] - from;
      steps[i] = readSealed(chunk.steps, at);
      values[i] = readSealed(chunk.values, at);
      timestamps[i] = readSealed(chunk.timestamps, at);
    }
  }
  return { steps, values, timestamps };
}

function check(options: ResampleOptions): ResampleOptions {
  if (options === undefined) {
    throw new TypeError("Cannot call resample: options must be an object with points");
  }
  checkOptions("resample", options, ["points", "method", "from", "to", "context", "source"]);
  const { points, method, from, to } = options;
  const fail = (name: string, what: string, value: unknown, right = typeof value === "number") => {
    const message = `Cannot call resample: ${name} must be ${what}, got ${nameOf(value)}`;
    throw right ? new RangeError(message) : new TypeError(message);
  };
  if (!Number.isInteger(points) || points < 1) fail("points", "an integer >= 1", points);
  if (method !== undefined && !Object.hasOwn(METHODS, method)) {
    const known = Object.keys(METHODS).map((one) => `"${one}"`).join(", ");
    fail("method", `one of ${known}`, method, false);
  }
  for (const [name, step] of Object.entries({ from, to })) {
    if (step !== undefined && !(step === step && typeof step === "number")) {
      fail(name, "a number", step);
    }
  }
  return options;
}
