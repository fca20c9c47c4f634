import { checkOptions } from "../base/options.ts";
import type { Column } from "./column.ts";
import { columnsAt, findColumn } from "./log.ts";
import { _parts, type Run } from "./run.ts";

/** Which series of a key is meant. */
export interface SeriesChoice {
  /** The context; without it the run itself. */
  readonly context?: string;
  /** What measured it; without it the series that names no source. */
  readonly source?: string;
}

/** A metric series of a run. */
export interface Metric {
  /** The metric's name, which series of other contexts and sources can share. */
  readonly key: string;
  /** The context that is measured; absent for the run itself. */
  readonly context?: string;
  /** What measures it; absent where nobody said. */
  readonly source?: string;
  /** The unit of the values as it was logged with them; absent where none was given. */
  readonly unit?: string;
  /** How many points it has. */
  readonly length: number;
}

/** The metric series of a run, in order of first logging.
 *
 * @example
 * ```ts
 * import { logMetrics, metrics, startRun } from "stemma";
 * import assert from "node:assert/strict";
 * const run = logMetrics(startRun({ experiment: "digits" }), { loss: 0.3, acc: 0.9 });
 * assert.deepEqual(metrics(run).map((metric) => metric.key), ["loss", "acc"]);
 * ```
 */
export function metrics(run: Run): Metric[] {
  return _seriesOf(run).map(({ column, length }) => Object.freeze(describeSeries(column, length)));
}

/** The newest point of a series, or `undefined` where nothing was logged.
 *
 * @example
 * ```ts
 * import { latest, logMetric, startRun } from "stemma";
 * import assert from "node:assert/strict";
 * const run = logMetric(startRun({ experiment: "digits" }), "loss", 0.5, { timestamp: 0 });
 * assert.deepEqual(latest(run, "loss"), { step: 0, value: 0.5, timestamp: 0 });
 * ```
 */
export function latest(
  run: Run,
  key: string,
  options?: SeriesChoice,
): { step: number; value: number; timestamp: number } | undefined {
  const found = _findSeries(run, key, options, "latest");
  if (found === undefined) return undefined;
  const { column, length } = found;
  return Object.freeze({
    step: column.read("steps", length - 1),
    value: column.read("values", length - 1),
    timestamp: column.read("timestamps", length - 1),
  });
}

/** A series as a run sees it: the column, and how many of its points belong to the run. */
export interface SeriesView {
  readonly column: Column;
  readonly length: number;
}

/** All series of a run that have a point, in order of declaration.
 *
 * A log can end between a declaration and the first point: such a series is none yet.
 */
export function _seriesOf(run: Run): SeriesView[] {
  const { log, length } = _parts(run);
  return columnsAt(log, length)
    .map(({ column, end }) => ({ column, length: column.lengthAt(end) }))
    .filter((view) => view.length > 0);
}

/** One series of a run. */
export function _findSeries(
  run: Run,
  key: string,
  options: SeriesChoice | undefined,
  caller: string,
): SeriesView | undefined {
  checkOptions(caller, options, ["context", "source"]);
  const { log, length } = _parts(run);
  const found = findColumn(log, length, key, options?.context, options?.source);
  if (found === undefined) return undefined;
  const points = found.column.lengthAt(found.end);
  return points === 0 ? undefined : { column: found.column, length: points };
}

/** What a series is, without its points. */
export function describeSeries(column: Column, length: number): Metric {
  const { key, context, source, unit } = column;
  return {
    key,
    ...(context !== undefined && { context }),
    ...(source !== undefined && { source }),
    ...(unit !== undefined && { unit }),
    length,
  };
}
