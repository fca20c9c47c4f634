import { eventToJson } from "./event_json.ts";
import { type DeclaredSeries, eventText } from "../text/event_text.ts";
import type { NumberedEvent } from "./list_events.ts";
import { printable } from "../base/printable.ts";
import type { Paint } from "./terminal.ts";
import { cutText } from "./text_width.ts";

/** How events are written. */
export interface LineOptions {
  /** As a line of JSON each. */
  readonly json?: boolean;
  /** Lines for people take at most so many columns. */
  readonly width: number;
  readonly paint: Paint;
}

/** Numbers, times and types take at least so many columns. */
const NUMBERS = 6, TIMES = 19, TYPES = 11;

/** Makes the function that writes an event as one line, without the line break. */
export function eventLineWriter(
  { json, width, paint }: LineOptions,
): (numbered: NumberedEvent, series: DeclaredSeries) => string {
  if (json) return jsonLine;
  return ({ index, event }, series) => {
    const time = "timestamp" in event ? timeOf(event.timestamp) : "";
    const [number, type] = [String(index).padStart(NUMBERS), event.type.padEnd(TYPES)];
    const left = width - number.length - TIMES - type.length - 6;
    const text = cutText(printable(eventText(event, series)), left);
    return `${number}  ${paint.dim(time.padEnd(TIMES))}  ${paint.cyan(type)}  ${text}`.trimEnd();
  };
}

function timeOf(timestamp: number): string {
  return new Date(timestamp).toISOString().slice(0, TIMES).replace("T", " ");
}

/** A metric point is told with its series. */
function jsonLine({ index, event }: NumberedEvent, series: DeclaredSeries): string {
  if (event.type !== "metric") return JSON.stringify({ index, ...event });
  const { type: _, ...declared } = series.get(event.series)!;
  return JSON.stringify({ index, ...eventToJson(event), ...declared });
}
