import { events, type LogEvent, type Run, type SeriesEvent } from "../../mod.ts";
import { crc32c } from "../base/crc32c.ts";

/** A point as trackio takes it. */
export interface TrackioPoint {
  /** The metric's name on the server. */
  readonly name: string;
  readonly value: number;
}

/** One row of trackio's: the points that were logged together. */
export interface TrackioLine {
  /** What the server knows it by; it follows from the first event alone. */
  readonly id: string;
  /** The number of its first event. */
  readonly first: number;
  /** The number after its last event. */
  readonly end: number;
  readonly step: number;
  /** When its points were logged, in ms. */
  readonly timestamp: number;
  readonly points: readonly TrackioPoint[];
}

/** What a reader of lines tells as it reads. */
export interface LineListener {
  /** Gives a series its name on the server; `undefined` where the server cannot have it. */
  name(series: SeriesEvent): string | undefined;
  /** Takes an event that is neither a series nor a point. */
  other(event: LogEvent): void;
}

/** The most points of a line. */
const MOST_POINTS = 256;

interface OpenLine {
  readonly id: string;
  readonly first: number;
  end: number;
  readonly step: number;
  readonly timestamp: number;
  readonly points: Map<string, number>;
}

/** Turns the events of one run, in order, into lines.
 *
 * A line holds the points that follow each other with one step and one timestamp, as a call of
 * `logMetrics` leaves them, up to the first name that comes again. So where a line begins follows from the
 * events before it, never from when somebody sent them; only its end is not known before the next
 * event. The start of the run is a line without points: it makes the run and carries its config.
 */
export class TrackioLines {
  readonly #key: string;
  readonly #listener: LineListener;
  readonly #series: Map<number, { series: SeriesEvent; name: string | undefined }>;
  #next: number;
  #open: OpenLine | undefined;

  /** @param key what the ids of the run's lines begin with */
  constructor(key: string, listener: LineListener) {
    this.#key = key;
    this.#listener = listener;
    this.#series = new Map();
    this.#next = 0;
  }

  /** Reads the events that the run has since the last call, and gives the lines that they end. */
  *read(run: Run): Generator<TrackioLine, void, undefined> {
    for (const event of events(run, { since: this.#next })) {
      const ended = this.#add(event, this.#next++);
      if (ended !== undefined) yield ended;
    }
  }

  /** The line that further events could make longer. */
  open(): TrackioLine | undefined {
    return this.#open === undefined ? undefined : lineOf(this.#open);
  }

  /** The lines from an event on that was read already and begins one, the open one included. */
  *linesFrom(run: Run, first: number): Generator<TrackioLine, void, undefined> {
    const reader = new TrackioLines(this.#key, { name: () => undefined, other() {} });
    for (const entry of this.#series) reader.#series.set(...entry);
    reader.#next = first;
    yield* reader.read(run);
    const open = reader.open();
    if (open !== undefined) yield open;
  }

  /** Takes an event in; gives the line that it ends. */
  #add(event: LogEvent, number: number): TrackioLine | undefined {
    if (event.type === "series") {
      // A declaration stands between the points of one call and ends no line.
      if (!this.#series.has(event.series)) {
        this.#series.set(event.series, { series: event, name: this.#listener.name(event) });
      }
      if (this.#open !== undefined) this.#open.end = number + 1;
      return undefined;
    }
    const ended = this.#open;
    if (event.type !== "metric") {
      this.#listener.other(event);
      this.#open = undefined;
      if (event.type === "start") this.#begin(event, number, 0, event.timestamp);
      return ended && lineOf(ended);
    }
    const found = this.#series.get(event.series);
    if (found?.name === undefined) return undefined;
    const { name } = found;
    const { step, timestamp, value } = event;
    if (
      ended === undefined || ended.step !== step || ended.timestamp !== timestamp ||
      ended.points.size === 0 || ended.points.has(name) || ended.points.size === MOST_POINTS
    ) {
      const { key, context, source } = found.series;
      this.#begin([key, context, source, step, spell(value)], number, step, timestamp);
      this.#open!.points.set(name, value);
      return ended && lineOf(ended);
    }
    ended.points.set(name, value);
    ended.end = number + 1;
    return undefined;
  }

  #begin(content: unknown, first: number, step: number, timestamp: number): void {
    const text = JSON.stringify([content, timestamp]);
    // A run that went on from an older state has other events under the same numbers.
    const check = crc32c(new TextEncoder().encode(text)).toString(16).padStart(8, "0");
    const id = `${this.#key}/${String(first).padStart(12, "0")}.${check}`;
    this.#open = { id, first, end: first + 1, step, timestamp, points: new Map() };
  }
}

function lineOf(open: OpenLine): TrackioLine {
  const points = Array.from(open.points, ([name, value]) => ({ name, value }));
  return { ...open, points };
}

/** Every number by its own text, which JSON has not. */
const spell = (value: number) => Object.is(value, -0) ? "-0" : String(value);
