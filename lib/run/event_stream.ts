import { checkOptions, nameOf } from "../base/options.ts";
import type { LogEvent, MetricEvent, RecordEvent } from "./events.ts";
import { columnsAt, type Log, recordsAt } from "./log.ts";
import { _parts, Run } from "./run.ts";

/** Points are put in order in windows of so many events. */
const WINDOW = 16384;

/** The events of a run, oldest first, as plain frozen data.
 *
 * What JSON cannot hold is a typed value, `{"$":"NaN","type":"xsd:double"}`; only the value of a
 * metric point is a plain number. Cost: O(events from `since` on).
 *
 * @param options `since`: leave out what this earlier state of the run, or so many events, hold
 * already; of a run that was read back from a file give the length
 * @throws {RangeError} where `since` is no earlier state and no number of events of this run
 * @example
 * ```ts
 * import { events, logMetric, startRun } from "stemma";
 * import assert from "node:assert/strict";
 * const before = startRun({ experiment: "digits" });
 * const after = logMetric(before, "loss", 0.5);
 * assert.deepEqual([...events(after, { since: before })].map((e) => e.type), ["series", "metric"]);
 * ```
 */
export function events(
  run: Run,
  options?: { since?: Run | number },
): Generator<LogEvent, void, undefined> {
  checkOptions("events", options, ["since"]);
  return windowsOf(run, sinceOf(run, options?.since));
}

function* windowsOf(run: Run, start: number): Generator<LogEvent, void, undefined> {
  const { length } = _parts(run);
  for (let from = start; from < length; from += WINDOW) {
    yield* windowOf(run, from, Math.min(from + WINDOW, length));
  }
}

/** Where the new part of a run begins. */
function sinceOf(run: Run, since: Run | number | undefined): number {
  if (since instanceof Run && !isPrefix(since, run)) {
    throw new RangeError(
      "Cannot list events: since must be an earlier state of this run, got a run of another line",
    );
  }
  const from = since instanceof Run ? since.length : since === undefined ? 0 : since;
  if (Number.isSafeInteger(from) && from >= 0 && from <= run.length) {
    return from;
  }
  throw new RangeError(
    `Cannot list events: since must be from 0 to ${run.length}, got ${nameOf(from)}`,
  );
}

/** Whether a run is an earlier state of another one, or the same. */
function isPrefix(earlier: Run, run: Run): boolean {
  const { log: newest, length } = _parts(earlier);
  let holder = newest;
  while (holder.base !== undefined && length <= holder.start) holder = holder.base;
  let { log: line, length: end }: { log: Log | undefined; length: number } = _parts(run);
  while (line !== undefined && line !== holder) {
    end = Math.min(end, line.start);
    line = line.base;
  }
  return line === holder && length <= end;
}

/** A stretch of a run's log in columns: for each event its series, or -1 for a record. */
export interface Stretch {
  /** The number of the first event. */
  readonly from: number;
  readonly series: Int32Array;
  readonly steps: Float64Array;
  readonly values: Float64Array;
  readonly timestamps: Float64Array;
  /** The records, in order. */
  readonly records: readonly RecordEvent[];
}

/** Puts the points and records of a stretch of the log in order. */
export function stretchOf(run: Run, from: number, to: number): Stretch {
  const { log } = _parts(run);
  const size = to - from;
  const series = new Int32Array(size).fill(-1);
  const steps = new Float64Array(size);
  const values = new Float64Array(size);
  const timestamps = new Float64Array(size);
  const scratch = new Float64Array(size);
  for (const { column, end } of columnsAt(log, to)) {
    const first = column.lengthAt(Math.min(from, end));
    const last = column.lengthAt(end);
    if (first === last) continue;
    const numbers = new Float64Array(last - first);
    column.copy("numbers", first, last, numbers);
    for (
      const [field, target] of [["steps", steps], ["values", values], [
        "timestamps",
        timestamps,
      ]] as const
    ) {
      column.copy(field, first, last, scratch);
      for (let i = 0; i < numbers.length; i++) {
        target[numbers[i] - from] = scratch[i];
      }
    }
    for (const number of numbers) series[number - from] = column.series;
  }
  const records = Array.from(recordsAt(log, to, from), ([, event]) => event);
  return { from, series, steps, values, timestamps, records };
}

function* windowOf(run: Run, from: number, to: number): Generator<LogEvent> {
  const { series, steps, values, timestamps, records } = stretchOf(
    run,
    from,
    to,
  );
  let record = 0;
  for (let i = 0; i < series.length; i++) {
    if (series[i] === -1) {
      yield records[record++];
      continue;
    }
    const point: MetricEvent = {
      type: "metric",
      series: series[i],
      timestamp: timestamps[i],
      step: steps[i],
      value: values[i],
    };
    yield Object.freeze(point);
  }
}
