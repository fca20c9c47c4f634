import { dateTimeValue } from "./date_time.ts";
import type { ProvRecord } from "./document.ts";
import type { Events } from "./events.ts";

/** A time that a statement tells of an event. */
export interface ToldTime {
  /** Milliseconds since the epoch. */
  readonly ms: number;
  /** As it was written. */
  readonly text: string;
  /** Who tells it. */
  readonly record: ProvRecord;
}

/** The first and the last time that is told of an event; one and the same where there is one. */
export interface EventClock {
  earliest: ToldTime;
  latest: ToldTime;
}

/** Reads the times of a scope's events: those with a zone and, apart from them, those without.
 *
 * Texts that are no `xsd:dateTime` tell nothing. Cost: O(n).
 */
export function readClocks(events: Events): [zoned: EventClocks, local: EventClocks] {
  const zoned = new Map<number, EventClock>(), local = new Map<number, EventClock>();
  const { table } = events;
  table.statements.forEach((record, row) => {
    const { kind, formal } = record;
    const name = kind === "activity" ? table.idAt(row) : table.nameAt(row, 0);
    if (name < 0) return;
    const note = (event: number, text: string) => {
      const value = dateTimeValue(text);
      if (value === undefined) return;
      const hasZone = value.endsWith("Z");
      const ms = Number(hasZone ? value.slice(0, -1) : value) * 1000;
      add(hasZone ? zoned : local, event, { ms, text, record });
    };
    if (kind === "activity") {
      if (formal.startTime !== undefined) note(events.start(name), formal.startTime as string);
      if (formal.endTime !== undefined) note(events.end(name), formal.endTime as string);
    } else if (formal.time !== undefined) note(eventOf(events, row, name), formal.time as string);
  });
  return [zoned, local];
}

type EventClocks = ReadonlyMap<number, EventClock>;

function eventOf(events: Events, row: number, name: number): number {
  switch (events.table.statements[row].kind) {
    case "wasGeneratedBy":
      return events.generation(name);
    case "wasInvalidatedBy":
      return events.invalidation(name);
    case "wasStartedBy":
      return events.start(name);
    case "wasEndedBy":
      return events.end(name);
    default:
      return events.usage(row);
  }
}

function add(clocks: Map<number, EventClock>, event: number, told: ToldTime): void {
  const clock = clocks.get(event);
  if (clock === undefined) clocks.set(event, { earliest: told, latest: told });
  else if (told.ms < clock.earliest.ms) clock.earliest = told;
  else if (told.ms > clock.latest.ms) clock.latest = told;
}
