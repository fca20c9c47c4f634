import type { Points } from "./points.ts";
import type { Rooms } from "./rooms.ts";
import {
  copySealed,
  type Field,
  LANE,
  LANES,
  readSealed,
  sealChunk,
  type SealedChunk,
  strideOf,
} from "./sealed_chunk.ts";

/** So many points are sealed together, and their room is used again: it stays in the cache. */
const CHUNK = 2048;

/** The points of one series in one line of history, behind those of the line it forked from.
 *
 * Append-only: what is below a length that was seen never changes.
 */
export class Column {
  readonly series: number;
  readonly key: string;
  readonly context: string | undefined;
  readonly source: string | undefined;
  readonly unit: string | undefined;
  /** The number of the event that declared the series. */
  readonly declared: number;
  /** The column that this one goes on from, and how many of its points are in common. */
  readonly base: Column | undefined;
  readonly offset: number;
  /** The points so far, the base's included. */
  length: number;
  /** The step of the newest point; -1 before the first. */
  lastStep: number;
  /** The column that was logged to after this one, the last time. */
  successor: Column | undefined;
  /** The next column of the same key and context, of another source. */
  next: Column | undefined;
  readonly #rooms: Rooms;
  readonly #sealed: SealedChunk[] = [];
  /** How many points of this line are sealed. */
  #sealedCount = 0;
  /** The points behind them, each in four numbers side by side: one line of the cache. */
  #open: Float64Array = NONE;
  /** Where the next point goes in `#open`. */
  #end = 0;

  /** Makes an empty column, or one that goes on from another column's first `offset` points.
   *
   * @param rooms where its first points find room
   */
  constructor(
    identity: {
      series: number;
      key: string;
      context?: string;
      source?: string;
      unit?: string;
      declared: number;
    },
    rooms: Rooms,
    base?: Column,
    offset = 0,
  ) {
    this.series = identity.series;
    this.key = identity.key;
    this.context = identity.context;
    this.source = identity.source;
    this.unit = identity.unit;
    this.declared = identity.declared;
    this.#rooms = rooms;
    this.base = base;
    this.offset = offset;
    this.length = offset;
    this.lastStep = offset === 0 ? -1 : base!.read("steps", offset - 1);
    this.successor = undefined;
    this.next = undefined;
  }

  /** Adds a point; `number` is that of its event. */
  push(step: number, value: number, timestamp: number, number: number): void {
    if (this.#end === this.#open.length) this.#makeRoom();
    const open = this.#open;
    const at = this.#end;
    open[at] = step;
    open[at + 1] = value;
    open[at + 2] = timestamp;
    open[at + 3] = number;
    this.#end = at + LANES;
    this.length++;
    this.lastStep = step;
  }

  /** Adds the points from one position to another of `source`. */
  pushMany(source: Points, from: number, to: number): void {
    const { steps, values, timestamps, numbers } = source;
    for (let at = from; at < to;) {
      if (this.#end === this.#open.length) this.#makeRoom();
      const open = this.#open;
      let place = this.#end;
      const until = Math.min(to, at + (open.length - place) / LANES);
      this.length += until - at;
      for (; at < until; at++, place += LANES) {
        open[place] = steps[at];
        open[place + 1] = values[at];
        open[place + 2] = timestamps[at];
        open[place + 3] = numbers[at];
      }
      this.#end = place;
    }
    if (to > from) this.lastStep = source.steps[to - 1];
  }

  /** One number of the point at a position. */
  read(field: Field, position: number): number {
    let column: Column = this;
    while (position < column.offset) column = column.base!;
    const own = position - column.offset;
    const open = own - column.#sealedCount;
    if (open >= 0) return column.#open[open * LANES + LANE[field]];
    return readSealed(column.#sealed[Math.floor(own / CHUNK)][field], own % CHUNK);
  }

  /** The number of the event of the point at a position. */
  numberAt(position: number): number {
    return this.read("numbers", position);
  }

  /** How many points belong to the first `limit` events of the log. */
  lengthAt(limit: number): number {
    let column: Column = this;
    let most = column.length;
    for (;;) {
      const { offset, base } = column;
      const found = column.#firstFrom(limit, offset, column.length);
      if (found > offset || base === undefined) return Math.min(found, most);
      most = Math.min(most, offset);
      column = base;
    }
  }

  /** The distance of the steps from one position to another, where they are known to be safe
   * integers that are equally far apart: in what is sealed of one line of history. */
  stride(from: number, to: number): number | undefined {
    let column: Column = this;
    while (to <= column.offset) column = column.base!;
    const first = from - column.offset;
    const last = to - column.offset - 1;
    if (first < 0 || last >= column.#sealedCount) return undefined;
    const chunks = column.#sealed.slice(Math.floor(first / CHUNK), Math.floor(last / CHUNK) + 1);
    return strideOf(chunks.map(({ steps }) => steps), CHUNK);
  }

  /** Copies the numbers of the points from one position to another into `target`. */
  copy(
    field: Field,
    from: number,
    to: number,
    target: Float64Array,
    at = 0,
  ): void {
    let column: Column = this;
    let end = to;
    while (end > from) {
      while (end <= column.offset) column = column.base!;
      const begin = Math.max(from, column.offset);
      column.#copyOwn(
        field,
        begin - column.offset,
        end - column.offset,
        target,
        at + begin - from,
      );
      end = begin;
    }
  }

  /** The chunk of sealed points that holds a position, and the positions it holds for this column;
   * `undefined` where the point is not sealed yet. */
  sealedAt(position: number): { chunk: SealedChunk; from: number; to: number } | undefined {
    let column: Column = this;
    let to = Infinity;
    while (position < column.offset) {
      to = Math.min(to, column.offset);
      column = column.base!;
    }
    const own = position - column.offset;
    if (own >= column.#sealedCount) return undefined;
    const from = position - own % CHUNK;
    const chunk = column.#sealed[Math.floor(own / CHUNK)];
    return { chunk, from, to: Math.min(to, from + CHUNK) };
  }

  /** Copies this column's own points from `from` to `end` whose events are below `limit` into
   * `target`; gives the position behind them. */
  copyBelow(limit: number, from: number, end: number, target: Points, at: number): number {
    const border = this.offset + this.#sealedCount;
    const sealed = Math.min(end, border);
    let stop = from;
    if (from < sealed) {
      stop = this.#firstFrom(limit, from, sealed);
      for (const field of FIELDS) this.copy(field, from, stop, target[field], at);
      if (stop < sealed) return stop;
    }
    const { steps, values, timestamps, numbers } = target;
    const open = this.#open;
    let place = (stop - border) * LANES;
    // Few points at a time are the rule here: to look for the last one costs more than to copy them.
    for (let i = at + stop - from; stop < end && open[place + 3] < limit; i++, stop++) {
      steps[i] = open[place];
      values[i] = open[place + 1];
      timestamps[i] = open[place + 2];
      numbers[i] = open[place + 3];
      place += LANES;
    }
    return stop;
  }

  /** The first of this column's own positions from `from` to `end` whose event is no longer below a
   * limit. */
  #firstFrom(limit: number, from: number, end: number): number {
    if (from === end || this.numberAt(end - 1) < limit) return end;
    let low = from;
    let high = end - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.numberAt(middle) < limit) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #copyOwn(
    field: Field,
    from: number,
    to: number,
    target: Float64Array,
    at: number,
  ): void {
    const sealed = Math.min(to, this.#sealedCount);
    let position = from;
    while (position < sealed) {
      const start = position % CHUNK;
      const count = Math.min(CHUNK - start, sealed - position);
      const lane = this.#sealed[Math.floor(position / CHUNK)][field];
      copySealed(lane, start, count, target, at + position - from);
      position += count;
    }
    const open = this.#open;
    let place = (position - this.#sealedCount) * LANES + LANE[field];
    for (; position < to; position++, place += LANES) target[at + position - from] = open[place];
  }

  #makeRoom(): void {
    const full = this.#open;
    if (full.length === CHUNK * LANES) {
      this.#sealed.push(sealChunk(full, CHUNK));
      this.#sealedCount += CHUNK;
      this.#end = 0;
      return;
    }
    if (full.length === 0) {
      this.#open = this.#rooms.take();
      return;
    }
    // A short series is small, and a growing one seldom moves.
    this.#open = new Float64Array(full.length * 4);
    this.#open.set(full);
  }
}

/** All of them. */
const FIELDS: readonly Field[] = ["steps", "values", "timestamps", "numbers"];

/** The room of a column without points. */
const NONE = /* @__PURE__ */ new Float64Array(0);
