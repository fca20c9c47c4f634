import type { LogEvent, MetricEvent } from "../../mod.ts";

/** An event as data that JSON can hold: the value of a point that JSON has no number for is a
 * text. */
export function eventToJson(event: LogEvent): object {
  if (event.type !== "metric") return event;
  const { value } = event;
  const isPlain = Number.isFinite(value) && !Object.is(value, -0);
  return { ...event, value: isPlain ? value : Object.is(value, -0) ? "-0" : String(value) };
}

/** The event that {@link eventToJson} gave as data, of a point no more than is hashed; what is no
 * event stays what it is. */
export function eventFromJson(data: unknown): LogEvent {
  const { type, series, timestamp, step, value } = (data ?? {}) as MetricEvent;
  if (type !== "metric") return data as LogEvent;
  return {
    type,
    series,
    timestamp,
    step,
    value: typeof value === "string" ? Number(value) : value,
  };
}
