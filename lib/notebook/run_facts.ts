import { durationText } from "../base/human.ts";
import type { EndEvent } from "../run/events.ts";
import { recordsAt } from "../run/log.ts";
import { _head, _parts, type Run } from "../run/run.ts";
import { _seriesOf, type Metric } from "../run/view_metrics.ts";

/** Ids that are longer are cut to their start: the time in a UUID of version 7. */
const SHORT = 12;

/** What a run is called: its experiment and its name, or the start of its id where it has none. */
export function titleOf(run: Run): string {
  const { experiment, name, runId } = run;
  const short = name === runId && name.length > SHORT ? `${name.slice(0, 8)}…` : name;
  return `${experiment}/${short}`;
}

/** What a series is called: context, key, source and unit, as far as it has them. */
export function seriesName({ key, context, source, unit }: Metric): string {
  return (context === undefined ? key : `${context}/${key}`) +
    (source === undefined ? "" : `@${source}`) + (unit === undefined ? "" : ` (${unit})`);
}

/** How long a run took, or took up to the newest thing it logged: told by the log, not by a clock. */
export function tookText(run: Run): string {
  return durationText(Math.max(0, newestTime(run) - _head(run).timestamp));
}

/** What went wrong with a run; `undefined` where nothing was told. */
export function errorText(run: Run): string | undefined {
  const end = endOf(run);
  if (end?.error === undefined) return undefined;
  const { name, message } = end.error;
  return name === undefined ? message : `${name}: ${message}`;
}

function endOf(run: Run): EndEvent | undefined {
  if (run.status === "RUNNING") return undefined;
  const { log, length } = _parts(run);
  const [[, end]] = recordsAt(log, length, length - 1);
  return end as EndEvent;
}

function newestTime(run: Run): number {
  const end = endOf(run);
  if (end !== undefined) return end.timestamp;
  let newest = -Infinity;
  const { log, length } = _parts(run);
  for (const [, event] of recordsAt(log, length)) {
    if ("timestamp" in event && event.timestamp > newest) newest = event.timestamp;
  }
  for (const { column, length } of _seriesOf(run)) {
    newest = Math.max(newest, column.read("timestamps", length - 1));
  }
  return newest;
}
