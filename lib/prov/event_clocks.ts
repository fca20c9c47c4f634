import { dateTimeValue } from "./date_time.ts";
import type { ProvRecord } from "./document.ts";
import type { Events } from "./events.ts";

/** The first and the last time that is told of an event: milliseconds since the epoch, as it was
 * written, and by whom. */
export interface EventClock {
  readonly event: number;
  earliest: number;
  earliestText: string;
  earliestRecord: ProvRecord;
  latest: number;
  latestText: string;
  latestRecord: ProvRecord;
}

/** The times of a scope's events. */
export interface EventClocks {
  /** One for each event that a time is told of. */
  readonly clocks: readonly EventClock[];
  /** That of an event. */
  of(event: number): EventClock | undefined;
}

/** Reads the times of a scope's events: those with a zone and, apart from them, those without.
 *
 * Texts that are no `xsd:dateTime` tell nothing. Cost: O(n).
 */
export function readClocks(events: Events): [zoned: EventClocks, local: EventClocks] {
  const { statements, idAt, nameAt } = events.table;
  const zoned = clockList(events.count), local = clockList(events.count);
  const note = (event: number, text: string, record: ProvRecord) => {
    if (SIMPLE.test(text)) return zoned.add(event, readSimple(text), text, record);
    const value = dateTimeValue(text);
    if (value === undefined) return;
    if (!value.endsWith("Z")) local.add(event, Number(value) * 1000, text, record);
    else zoned.add(event, Number(value.slice(0, -1)) * 1000, text, record);
  };
  for (let row = 0; row < statements.length; row++) {
    const record = statements[row];
    const { formal } = record;
    if (record.kind === "activity") {
      const name = idAt(row);
      if (formal.startTime !== undefined) {
        note(events.start(name), formal.startTime as string, record);
      }
      if (formal.endTime !== undefined) note(events.end(name), formal.endTime as string, record);
    } else if (formal.time !== undefined && nameAt(row, 0) >= 0) {
      note(eventOf(events, row), formal.time as string, record);
    }
  }
  return [zoned, local];
}

/** What our own documents write: most times of most documents. */
const SIMPLE = /^[1-9][0-9]{3}-[01][0-9]-[0-2][0-9]T[01][0-9]:[0-5][0-9]:[0-5][0-9]\.[0-9]{3}Z$/;

function readSimple(text: string): number {
  const two = (at: number) => text.charCodeAt(at) * 10 + text.charCodeAt(at + 1) - 528;
  return Date.UTC(two(0) * 100 + two(2), two(5) - 1, two(8), two(11), two(14), two(17)) +
    two(20) * 10 + text.charCodeAt(22) - 48;
}

function eventOf(events: Events, row: number): number {
  const name = events.table.nameAt(row, 0);
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

interface ClockList extends EventClocks {
  add(event: number, ms: number, text: string, record: ProvRecord): void;
}

function clockList(events: number): ClockList {
  const clocks: EventClock[] = [];
  let places = new Int32Array(0);
  return {
    clocks,
    of: (event) => clocks[places[event] - 1],
    add(event, ms, text, record) {
      if (Number.isNaN(ms)) return;
      if (clocks.length === 0) places = new Int32Array(events);
      const clock = clocks[places[event] - 1];
      if (clock === undefined) {
        places[event] = clocks.push({
          event,
          earliest: ms,
          earliestText: text,
          earliestRecord: record,
          latest: ms,
          latestText: text,
          latestRecord: record,
        });
      } else if (ms < clock.earliest) {
        [clock.earliest, clock.earliestText, clock.earliestRecord] = [ms, text, record];
      } else if (ms > clock.latest) {
        [clock.latest, clock.latestText, clock.latestRecord] = [ms, text, record];
      }
    },
  };
}
