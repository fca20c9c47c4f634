import { RunStateError } from "../base/errors.ts";
import { checkOptions, nameOf } from "../base/options.ts";
import { isTime, toMilliseconds } from "../base/time.ts";
import { checkName } from "../base/value.ts";
import type { Column } from "./column.ts";
import type { SeriesEvent } from "./events.ts";
import type { Log } from "./log.ts";
import { _newest, _writable, clock, type Run } from "./run.ts";

/** What can be said of the points of one `logMetrics` call. */
export interface MetricsOptions {
  /** The context; without it the run itself. */
  readonly context?: string;
  /** A safe integer >= 0. @default one more than the series' last step, from 0 */
  readonly step?: number;
  /** A `Date` or milliseconds since the epoch. @default the environment's time */
  readonly timestamp?: Date | number;
  /** What measured it. */
  readonly source?: string;
}

/** What can be said of a point. */
export interface MetricOptions extends MetricsOptions {
  /** The unit of the values, such as `s` or `%`; a series has one. */
  readonly unit?: string;
}

const METRIC_OPTIONS = ["context", "step", "timestamp", "source", "unit"];
const METRICS_OPTIONS = ["context", "step", "timestamp", "source"];

/** Logs one point of a metric.
 *
 * The values are float64: NaN, ±Infinity and −0 are kept. A series is made of the points of one
 * key, context and source. Cost: O(1), nothing is copied; the given run stays as it was.
 *
 * @param run a run that goes on
 * @param key the metric's name, not empty
 * @param value the measured number
 * @returns the run with one more point
 * @throws {RunStateError} `RUN_ENDED`; `RUN_UNIT` where the series has another unit
 * @throws {TypeError} for unknown options and values of the wrong type
 * @throws {RangeError} for a step or a timestamp out of range
 * @example
 * ```ts
 * import { latest, logMetric, startRun } from "stemma";
 * import assert from "node:assert/strict";
 * let run = startRun({ experiment: "digits" });
 * run = logMetric(run, "loss", 0.31, { context: "training", step: 10 });
 * assert.equal(latest(run, "loss", { context: "training" })?.value, 0.31);
 * ```
 */
export function logMetric(
  run: Run,
  key: string,
  value: number,
  options?: MetricOptions,
): Run {
  let context: string | undefined;
  let step: number | undefined;
  let timestamp: Date | number | undefined;
  let source: string | undefined;
  let unit: string | undefined;
  if (options !== undefined) {
    if (typeof options !== "object" || options === null) {
      checkOptions("logMetric", options, METRIC_OPTIONS);
    }
    ({ context, step, timestamp, source, unit } = options);
    let unseen = 0;
    for (const _ in options) unseen++;
    if (context !== undefined) unseen--;
    if (step !== undefined) unseen--;
    if (timestamp !== undefined) unseen--;
    if (source !== undefined) unseen--;
    if (unit !== undefined) unseen--;
    // Counting is half the price of comparing every name; only what does not add up is compared.
    if (unseen !== 0) checkOptions("logMetric", options, METRIC_OPTIONS);
  }
  if (typeof value !== "number") throw notANumber(key, value);
  const log = _writable(run);
  const time = timestamp === undefined ? clock(log) : milliseconds(timestamp, key);
  if (step !== undefined) checkStep(step, key);
  const column = columnOf(log, key, context, source, step, unit);
  // + 0: a step of -0 is a step of 0.
  log.appendPoint(column, (step ?? nextStep(column)) + 0, value, time);
  return _newest(log);
}

/** Logs one point each of several metrics, with the same options.
 *
 * The order is that of the object's keys. Cost: O(keys); either all points are logged or none.
 *
 * @throws as `logMetric`
 * @example
 * ```ts
 * import { latest, logMetrics, startRun } from "stemma";
 * import assert from "node:assert/strict";
 * const run = logMetrics(startRun({ experiment: "digits" }), { loss: 0.3, acc: 0.9 }, { step: 1 });
 * assert.equal(latest(run, "acc")?.value, 0.9);
 * ```
 */
export function logMetrics(
  run: Run,
  values: Readonly<Record<string, number>>,
  options?: MetricsOptions,
): Run {
  checkOptions("logMetrics", options, METRICS_OPTIONS);
  if (typeof values !== "object" || values === null || Array.isArray(values)) {
    throw new TypeError(
      `Cannot log metrics: they must be an object of numbers, got ${nameOf(values)}`,
    );
  }
  const { context, step, timestamp, source } = options ?? {};
  const log = _writable(run);
  const keys = Object.keys(values);
  for (const key of keys) {
    if (typeof values[key] !== "number") throw notANumber(key, values[key]);
    if (key === "") checkName(key, "a metric");
  }
  if (step !== undefined) checkStep(step, keys[0]);
  const time = timestamp === undefined ? clock(log) : milliseconds(timestamp, keys[0]);
  for (const key of keys) {
    const column = columnOf(log, key, context, source, step, undefined);
    log.appendPoint(column, (step ?? nextStep(column)) + 0, values[key], time);
  }
  return log.length === run.length ? run : _newest(log);
}

/** The column to log to; declares the series where it is new. */
function columnOf(
  log: Log,
  key: string,
  context: string | undefined,
  source: string | undefined,
  step: number | undefined,
  unit: string | undefined,
): Column {
  const last = log.last;
  let column = last === undefined ? undefined : last.successor;
  if (
    column === undefined || column.key !== key || column.context !== context ||
    column.source !== source
  ) {
    column = log.columnFor(key, context, source) ??
      declare(log, { key, context, source, unit });
    if (last !== undefined) last.successor = column;
  }
  if (unit !== undefined && unit !== column.unit) throw otherUnit(column, unit);
  if (step === undefined) nextStep(column);
  log.last = column;
  return column;
}

function declare(
  log: Log,
  given: Omit<SeriesEvent, "type" | "series">,
): Column {
  const { context, source, unit } = given;
  const key = checkName(given.key, "a metric");
  const event: SeriesEvent = Object.freeze({
    type: "series",
    series: log.seriesCount,
    key,
    ...(context !== undefined &&
      { context: checkName(context, `metric "${key}": context`) }),
    ...(source !== undefined &&
      { source: checkName(source, `metric "${key}": source`) }),
    ...(unit !== undefined &&
      { unit: checkName(unit, `metric "${key}": unit`) }),
  });
  return log.declare(event);
}

function nextStep(column: Column): number {
  if (column.lastStep < Number.MAX_SAFE_INTEGER) return column.lastStep + 1;
  throw new RangeError(
    `Cannot log metric "${column.key}": no step comes after ${column.lastStep}; give one`,
  );
}

function checkStep(step: unknown, key: string): void {
  if (Number.isSafeInteger(step) && (step as number) >= 0) return;
  const message = `Cannot log metric ${nameOf(key)}: step must be a safe integer >= 0, got ${
    nameOf(step)
  }`;
  throw typeof step === "number" ? new RangeError(message) : new TypeError(message);
}

function milliseconds(timestamp: Date | number, key: string): number {
  const ms = timestamp instanceof Date ? timestamp.getTime() : timestamp;
  // To quote the key costs more than to log the point: only a message does.
  if (typeof ms === "number" && isTime(ms)) return ms + 0;
  return toMilliseconds(timestamp, `metric ${nameOf(key)}`);
}

function notANumber(key: unknown, value: unknown): TypeError {
  return new TypeError(
    `Cannot log metric ${nameOf(key)}: the value must be a number, got ${nameOf(value)}`,
  );
}

function otherUnit(column: Column, unit: string): RunStateError {
  return new RunStateError(
    "RUN_UNIT",
    `Cannot log metric "${column.key}": its unit is ${nameOf(column.unit)}, got ${nameOf(unit)}`,
    { key: column.key, unit: column.unit, given: unit },
  );
}
