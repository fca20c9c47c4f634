import { _text } from "./yprov4ml_document.ts";
import type { _MetricFacts } from "./yprov4ml_metrics.ts";
import { type _Source, _timeOf } from "./yprov4ml_source.ts";
import { _readTime } from "./yprov4ml_time.ts";
import type { _ThingFacts } from "./yprov4ml_things.ts";

/** When a run was, as far as its document and its points tell. */
export interface _Span {
  readonly start: number;
  /** Absent where the run had not ended when the document was written. */
  readonly end: number | undefined;
  /** The end, or the last time that is known. */
  readonly last: number;
}

/** Finds the times of a run: its own, else the earliest of what it did, else the epoch. */
export function _findSpan(
  source: _Source,
  metrics: readonly _MetricFacts[],
  things: readonly _ThingFacts[],
): _Span {
  const start = stated(source, "startTime", "startedAtTime", "execution_start_time");
  const end = stated(source, "endTime", "endedAtTime", "execution_end_time");
  if (end === undefined) {
    source.note(
      "",
      "missing-time",
      source.graph.era === "E0"
        ? "the run has no end; its last time is taken, as E0 writes documents at the end only"
        : "the run has no end; it goes on",
    );
  }
  let [first, last] = [Infinity, -Infinity];
  const widen = (time: number | undefined) => {
    if (time === undefined || !(time > 0)) return;
    first = Math.min(first, time);
    last = Math.max(last, time);
  };
  for (const { points, time } of metrics) {
    widen(time);
    for (let i = 0; i < points.length; i++) widen(points.times[i]);
  }
  for (const { time } of things) widen(time);
  if (start === undefined) {
    const taken = Number.isFinite(first) ? "its first time is taken" : "1970 is taken";
    source.note("", "missing-time", `the run has no start; ${taken}`);
  }
  const from = start ?? (Number.isFinite(first) ? first : end ?? 0);
  const isOver = end !== undefined || source.graph.era === "E0";
  const until = end ?? Math.max(from, last);
  return { start: from, end: isOver ? until : undefined, last: until };
}

/** A time that the document states of the run, as a fact of it or as a parameter. */
function stated(source: _Source, ...names: string[]): number | undefined {
  for (const item of source.run.about) {
    const time = _timeOf(source, item, ...names);
    if (time !== undefined) return time;
  }
  const param = source.graph.entities.find(({ name }) => names.includes(name));
  const text = _text(param, "parameter_value", "value");
  return text === undefined ? undefined : _readTime(text, source.offset)?.ms;
}
