import { events, type LogEvent, type Run, type SeriesEvent } from "../../mod.ts";
import type { DeclaredSeries } from "../text/event_text.ts";

/** Which events of a run are meant. */
export interface EventChoice {
  /** From which number on. */
  readonly since: number;
  /** Of which types; all where none is named. */
  readonly types?: ReadonlySet<string>;
}

/** An event of a run, and its number. */
export interface NumberedEvent {
  readonly index: number;
  readonly event: LogEvent;
}

/** Lists the events of a run that grows: each call gives those that are new since the last one.
 *
 * `series` holds, while an event is looked at, the series that the log has declared before it.
 */
export function eventLister(
  { since, types }: EventChoice,
): { series: DeclaredSeries; list: (run: Run) => Generator<NumberedEvent> } {
  const series = new Map<number, SeriesEvent>();
  let next = 0;
  return {
    series,
    *list(run) {
      for (const event of events(run, { since: next })) {
        const index = next++;
        if (event.type === "series") series.set(event.series, event);
        if (index >= since && (types === undefined || types.has(event.type))) {
          yield { index, event };
        }
      }
    },
  };
}

/** The last things of many, so many of them are held. */
export function* takeLast<Thing>(things: Iterable<Thing>, count: number): Generator<Thing> {
  const held: Thing[] = [];
  let seen = 0;
  for (const thing of things) {
    if (count > 0) held[seen % count] = thing;
    seen++;
  }
  for (let i = Math.max(0, seen - count); i < seen; i++) yield held[i % count];
}
