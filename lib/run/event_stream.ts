import { checkOptions, nameOf } from "../base/options.ts";
import type { LogEvent, MetricEvent } from "./events.ts";
import type { Log } from "./log.ts";
import { _parts, Run } from "./run.ts";
import { type Stretch, StretchReader } from "./stretch.ts";

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
  const reader = new StretchReader(run, start);
  for (let from = start; from < length; from += WINDOW) {
    yield* eventsOf(reader.read(Math.min(from + WINDOW, length)));
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

function* eventsOf({ series, steps, values, timestamps, records }: Stretch): Generator<LogEvent> {
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
