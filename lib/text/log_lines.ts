import { printable } from "../base/printable.ts";
import { toDateTime } from "../base/time.ts";
import type { LogEvent, SeriesEvent } from "../run/events.ts";
import { eventText } from "./event_text.ts";

/** Numbers, times and types take at least so many columns. */
const NUMBERS = 6, TIMES = 24, TYPES = 11;

/** Writes events in a line each, the line break included: the number, the time in UTC, the type, and
 * what it tells. */
export function* logLines(events: Iterable<LogEvent>): Generator<string> {
  const series = new Map<number, SeriesEvent>();
  let index = 0;
  for (const event of events) {
    if (event.type === "series") series.set(event.series, event);
    const number = String(index++).padStart(NUMBERS);
    const time = "timestamp" in event ? toDateTime(event.timestamp) : "";
    const text = printable(eventText(event, series));
    yield `${number}  ${time.padEnd(TIMES)}  ${event.type.padEnd(TYPES)}  ${text}`.trimEnd() + "\n";
  }
}
