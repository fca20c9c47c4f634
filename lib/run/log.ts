import type { Env } from "../base/env.ts";
import { foldPath } from "../base/path.ts";
import { Column } from "./column.ts";
import type { Asset } from "./descriptions.ts";
import type { RecordEvent, SeriesEvent, StartEvent } from "./events.ts";
import type { Inherited } from "./inherited.ts";
import { Rooms } from "./rooms.ts";
import { filesOf, subjectOf } from "./subject.ts";

/** An event is numbered by 32 bits in the columns. */
const MAX_EVENTS = 2 ** 32 - 1;

/** One line of history: the events that were appended after the first `start` of another one.
 *
 * Append-only and shared by every run on the line; a run reads it only up to its own length.
 */
export class Log {
  /** The line that this one forked from, and how many of its events are in common. */
  readonly base: Log | undefined;
  readonly start: number;
  /** How many lines lie below, and how many events that are no points they have in common. */
  readonly depth: number;
  readonly recordsBefore: number;
  readonly env: Env;
  /** The first event of all. */
  head: StartEvent | undefined;
  /** The events so far, the base's included. */
  length: number;
  /** The number of the event that ended the run; Infinity while it goes on. */
  endedAt: number = Infinity;
  /** The series that the base declares, those declared so far, the base's included, and the numbers
   * of the events by which this line declared some. */
  readonly seriesBefore: number;
  seriesCount: number;
  readonly declarations: number[] = [];
  /** The column that was logged to last. */
  last: Column | undefined = undefined;
  /** This line's own events but for the points, and their numbers. */
  readonly records: RecordEvent[] = [];
  readonly numbers: number[] = [];
  /** This line's own columns, by context, of which there are few, and then by key. */
  readonly columns: Map<string | undefined, Map<string, Column>> = new Map();
  readonly #rooms = new Rooms();
  readonly columnList: Column[] = [];
  /** Positions in `records` of the events about one subject. */
  readonly subjects: Map<string, number[]> = new Map();
  /** The folded paths of copies, and of the folders above them, by the number of the first event
   * that names them. */
  readonly paths: Map<string, number> = new Map();
  readonly folders: Map<string, number> = new Map();
  /** How many of the names that `logInput` makes are taken, by subject, as of a length. */
  readonly takenNames: Map<string, { readonly count: number; readonly length: number }> = new Map();
  /** What `about.ts` has gathered of the lines below, and how many it went through one by one. */
  inherited: Inherited | undefined = undefined;
  walked = 0;
  /** The bytes behind digests, where they are at hand. */
  readonly assets: Map<string, Asset> = new Map();

  /** Makes an empty log, or one that goes on from the first `start` events of another. */
  constructor(env: Env, base?: Log, start = 0) {
    this.env = env;
    this.base = base;
    this.start = start;
    this.length = start;
    this.head = base?.head;
    this.seriesBefore = base === undefined ? 0 : seriesCountAt(base, start);
    this.seriesCount = this.seriesBefore;
    this.recordsBefore = base === undefined ? 0 : recordCountAt(base, start);
    this.depth = base === undefined ? 0 : base.depth + 1;
  }

  /** Appends an event that is no point. */
  append(event: RecordEvent): void {
    this.#checkRoom();
    const subject = subjectOf(event);
    if (subject !== undefined) {
      const list = this.subjects.get(subject);
      if (list === undefined) this.subjects.set(subject, [this.records.length]);
      else list.push(this.records.length);
    }
    if (event.type === "end") this.endedAt = this.length;
    for (const { path } of filesOf(event)) {
      if (path !== undefined) this.#takePath(path);
    }
    if (this.length === 0) this.head = event as StartEvent;
    this.records.push(event);
    this.numbers.push(this.length++);
  }

  /** Declares a series; the next points can refer to it. */
  declare(event: SeriesEvent): Column {
    const column = new Column({ ...event, declared: this.length }, this.#rooms);
    this.append(event);
    this.declarations.push(column.declared);
    this.seriesCount++;
    this.#keep(column);
    return column;
  }

  /** Appends a point to a column of this very line. */
  appendPoint(
    column: Column,
    step: number,
    value: number,
    timestamp: number,
  ): void {
    if (this.length === MAX_EVENTS) this.#checkRoom();
    column.push(step, value, timestamp, this.length);
    this.length++;
  }

  /** Counts points that the caller pushes to columns of this very line. */
  advance(count: number): void {
    this.#checkRoom(count);
    this.length += count;
  }

  /** This line's own column of a series, made from the base's where it has none yet. */
  columnFor(
    key: string,
    context: string | undefined,
    source: string | undefined,
  ): Column | undefined {
    const own = this.ownColumn(key, context, source);
    if (own !== undefined || this.base === undefined) return own;
    const found = findColumn(this.base, this.start, key, context, source);
    if (found === undefined) return undefined;
    const base = found.column;
    const column = new Column(base, this.#rooms, base, base.lengthAt(found.end));
    this.#keep(column);
    return column;
  }

  /** The column of a series as this line alone knows it, without looking at the base. */
  ownColumn(
    key: string,
    context: string | undefined,
    source: string | undefined,
  ): Column | undefined {
    let column = this.columns.get(context)?.get(key);
    while (column !== undefined && column.source !== source) column = column.next;
    return column;
  }

  #keep(column: Column): void {
    let byKey = this.columns.get(column.context);
    if (byKey === undefined) {
      this.columns.set(column.context, byKey = new Map());
    }
    column.next = byKey.get(column.key);
    byKey.set(column.key, column);
    this.columnList.push(column);
  }

  #takePath(path: string): void {
    const folded = foldPath(path);
    if (!this.paths.has(folded)) this.paths.set(folded, this.length);
    for (
      let at = folded.lastIndexOf("/");
      at > 0;
      at = folded.lastIndexOf("/", at - 1)
    ) {
      const folder = folded.slice(0, at);
      if (this.folders.has(folder)) break;
      this.folders.set(folder, this.length);
    }
  }

  #checkRoom(count = 1): void {
    if (this.length + count > MAX_EVENTS) {
      throw new RangeError(
        `Cannot log: a run holds at most ${MAX_EVENTS} events`,
      );
    }
  }
}

/** A column, and the number of the first event that no longer counts: of what its own line of
 * history logged later, a line that forked from it sees nothing. */
export interface ColumnPrefix {
  readonly column: Column;
  readonly end: number;
}

/** The column of a series as the first `limit` events of a log know it. */
export function findColumn(
  log: Log,
  limit: number,
  key: string,
  context: string | undefined,
  source: string | undefined,
): ColumnPrefix | undefined {
  for (let line: Log | undefined = log, end = limit; line !== undefined;) {
    const column = line.ownColumn(key, context, source);
    if (column !== undefined && column.declared < end) return { column, end };
    end = Math.min(end, line.start);
    line = line.base;
  }
  return undefined;
}

/** The columns of the first `limit` events, by the number of their series. */
export function columnsAt(log: Log, limit: number): ColumnPrefix[] {
  let missing = seriesCountAt(log, limit);
  const columns: ColumnPrefix[] = new Array(missing);
  for (let line: Log | undefined = log, end = limit; line !== undefined && missing > 0;) {
    for (const column of line.columnList) {
      if (column.declared < end && columns[column.series] === undefined) {
        columns[column.series] = { column, end };
        missing--;
      }
    }
    end = Math.min(end, line.start);
    line = line.base;
  }
  return columns;
}

/** How many series the first `limit` events declare. */
function seriesCountAt(log: Log, limit: number): number {
  const line = lineAt(log, limit);
  return line.seriesBefore + below(line.declarations, limit);
}

/** How many of the first `limit` events are no points. */
function recordCountAt(log: Log, limit: number): number {
  const line = lineAt(log, limit);
  return line.recordsBefore + below(line.numbers, limit);
}

/** The line that holds the last of the first `limit` events. */
function lineAt(log: Log, limit: number): Log {
  let line = log;
  while (line.base !== undefined && limit <= line.start) line = line.base;
  return line;
}

/** The events but for points among the first `limit`, oldest first, with their numbers. */
export function* recordsAt(
  log: Log,
  limit: number,
  from = 0,
): Generator<[number: number, event: RecordEvent]> {
  for (const [line, end] of linesOf(log, limit, from)) {
    for (let i = below(line.numbers, from); i < line.records.length; i++) {
      if (line.numbers[i] >= end) break;
      yield [line.numbers[i], line.records[i]];
    }
  }
}

/** The bytes behind a digest, where a line of history has them at hand. */
export function findAsset(log: Log, sha256: string): Asset | undefined {
  for (let line: Log | undefined = log; line !== undefined; line = line.base) {
    const asset = line.assets.get(sha256);
    if (asset !== undefined) return asset;
  }
  return undefined;
}

/** The lines behind a prefix that hold events from a number on, oldest first, each with the end of
 * what counts of it. */
function linesOf(log: Log, limit: number, from: number): [line: Log, end: number][] {
  const lines: [Log, number][] = [];
  for (let line: Log | undefined = log, end = limit; line !== undefined && end > from;) {
    lines.push([line, end]);
    end = Math.min(end, line.start);
    line = line.base;
  }
  return lines.reverse();
}

/** How many items of a rising list, seen through `numbers` where given, are below a limit. */
export function below(
  list: readonly number[],
  limit: number,
  numbers?: readonly number[],
): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (
      (numbers === undefined ? list[middle] : numbers[list[middle]]) < limit
    ) low = middle + 1;
    else high = middle;
  }
  return low;
}
