import { copyItems, type Points } from "./points.ts";

/** The first chunk holds so many points; later ones double, so that a short series is small. */
const FIRST_CHUNK = 32;
/** No chunk holds more. Chunk borders past it are multiples of it. */
const MAX_CHUNK = 8192;

/** A piece of a column. Once full it never changes. */
interface Chunk {
  /** All steps, then all values, then all timestamps: with one view where three would do, a run of
   * many short series has half the objects. */
  readonly fields: Float64Array;
  /** The number of each point's event. */
  readonly numbers: Uint32Array;
}

/** Which of a point's three numbers. */
export type Field = "steps" | "values" | "timestamps";

/** Where a chunk keeps a field, in lengths of the chunk. */
const LANES: Readonly<Record<Field, number>> = { steps: 0, values: 1, timestamps: 2 };

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
  #chunks: Chunk[] = [];
  /** The newest chunk's. */
  #fields: Float64Array | undefined;
  #numbers: Uint32Array | undefined;
  #used = 0;
  #size = 0;

  /** Makes an empty column, or one that goes on from another column's first `offset` points. */
  constructor(
    identity: {
      series: number;
      key: string;
      context?: string;
      source?: string;
      unit?: string;
      declared: number;
    },
    base?: Column,
    offset = 0,
  ) {
    this.series = identity.series;
    this.key = identity.key;
    this.context = identity.context;
    this.source = identity.source;
    this.unit = identity.unit;
    this.declared = identity.declared;
    this.base = base;
    this.offset = offset;
    this.length = offset;
    this.lastStep = offset === 0 ? -1 : base!.read("steps", offset - 1);
    this.successor = undefined;
    this.next = undefined;
  }

  /** Adds a point; `number` is that of its event. */
  push(step: number, value: number, timestamp: number, number: number): void {
    if (this.#used === this.#size) this.#grow();
    const fields = this.#fields!;
    const size = this.#size;
    const at = this.#used;
    fields[at] = step;
    fields[at + size] = value;
    fields[at + size * 2] = timestamp;
    this.#numbers![at] = number;
    this.#used = at + 1;
    this.length++;
    this.lastStep = step;
  }

  /** Adds the points from one position to another of `source`. */
  pushMany(source: Points, from: number, to: number): void {
    for (let at = from; at < to;) {
      if (this.#used === this.#size) this.#grow();
      const fields = this.#fields!;
      const size = this.#size;
      const used = this.#used;
      const count = Math.min(size - used, to - at);
      copyItems(source.steps, at, fields, used, count);
      copyItems(source.values, at, fields, used + size, count);
      copyItems(source.timestamps, at, fields, used + size * 2, count);
      copyItems(source.numbers, at, this.#numbers!, used, count);
      this.#used = used + count;
      this.length += count;
      at += count;
    }
    if (to > from) this.lastStep = source.steps[to - 1];
  }

  /** One number of the point at a position. */
  read(field: Field, position: number): number {
    let column: Column = this;
    while (position < column.offset) column = column.base!;
    const [chunk, at] = column.#locate(position - column.offset);
    return chunk.fields[LANES[field] * chunk.numbers.length + at];
  }

  /** The number of the event of the point at a position. */
  numberAt(position: number): number {
    let column: Column = this;
    while (position < column.offset) column = column.base!;
    const [chunk, at] = column.#locate(position - column.offset);
    return chunk.numbers[at];
  }

  /** How many points belong to the first `limit` events of the log. */
  lengthAt(limit: number): number {
    let column: Column = this;
    let most = column.length;
    while (column.base !== undefined && !column.#beginsBelow(limit)) {
      most = Math.min(most, column.offset);
      column = column.base;
    }
    let low = column.offset;
    let high = column.length;
    if (high > low && column.numberAt(high - 1) < limit) {
      return Math.min(high, most);
    }
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (column.numberAt(middle) < limit) low = middle + 1;
      else high = middle;
    }
    return Math.min(low, most);
  }

  #beginsBelow(limit: number): boolean {
    return this.length > this.offset && this.#chunks[0].numbers[0] < limit;
  }

  /** Copies the numbers of the points from one position to another into `target`. */
  copy(
    field: Field | "numbers",
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

  /** Copies the numbers of the points at rising positions into `target`, a chunk at a time. */
  gather(field: Field, positions: readonly number[], target: Float64Array): void {
    for (let i = 0; i < positions.length;) {
      const first = positions[i];
      let column: Column = this;
      let end = Infinity;
      while (first < column.offset) {
        end = column.offset;
        column = column.base!;
      }
      const [{ fields, numbers }, at] = column.#locate(first - column.offset);
      end = Math.min(end, first - at + numbers.length);
      const shift = LANES[field] * numbers.length + at - first;
      for (; i < positions.length && positions[i] < end; i++) {
        target[i] = fields[positions[i] + shift];
      }
    }
  }

  /** Copies this column's own points from `from` to `end` whose events are below `limit` into
   * `target`; gives the position behind them. */
  copyBelow(limit: number, from: number, end: number, target: Points, at: number): number {
    let position = from;
    let place = at;
    while (position < end) {
      const [{ fields, numbers }, start] = this.#locate(position - this.offset);
      const size = numbers.length;
      const most = Math.min(size - start, end - position);
      const count = countBelow(numbers, start, start + most, limit);
      copyItems(fields, start, target.steps, place, count);
      copyItems(fields, start + size, target.values, place, count);
      copyItems(fields, start + size * 2, target.timestamps, place, count);
      copyItems(numbers, start, target.numbers, place, count);
      position += count;
      place += count;
      if (count < most) break;
    }
    return position;
  }

  #copyOwn(
    field: Field | "numbers",
    from: number,
    to: number,
    target: Float64Array,
    at: number,
  ): void {
    for (let position = from; position < to;) {
      const [chunk, start] = this.#locate(position);
      const size = chunk.numbers.length;
      const count = Math.min(size - start, to - position);
      const lane = field === "numbers" ? chunk.numbers : chunk.fields;
      const begin = field === "numbers" ? start : LANES[field] * size + start;
      target.set(lane.subarray(begin, begin + count), at + position - from);
      position += count;
    }
  }

  /** Chunk sizes are 32, 32, 64, 128 … 8192, 8192 …: every border is a power of two, or a multiple
   * of the largest chunk. */
  #locate(own: number): [Chunk, number] {
    if (own >= MAX_CHUNK) {
      const index = SMALL_CHUNKS + Math.floor(own / MAX_CHUNK) - 1;
      return [this.#chunks[index], own % MAX_CHUNK];
    }
    if (own < FIRST_CHUNK) return [this.#chunks[0], own];
    const log = 31 - Math.clz32(own);
    return [this.#chunks[log - 4], own - 2 ** log];
  }

  #grow(): void {
    const size = Math.min(
      Math.max(FIRST_CHUNK, this.length - this.offset),
      MAX_CHUNK,
    );
    const buffer = new ArrayBuffer(size * 28);
    this.#fields = new Float64Array(buffer, 0, size * 3);
    this.#numbers = new Uint32Array(buffer, size * 24, size);
    this.#chunks.push({ fields: this.#fields, numbers: this.#numbers });
    this.#used = 0;
    this.#size = size;
  }
}

/** How many chunks lie below the first border at {@link MAX_CHUNK}: 32, 32, 64 … 4096. */
const SMALL_CHUNKS = Math.log2(MAX_CHUNK / FIRST_CHUNK) + 1;

/** How many of the rising numbers from `from` to `to` are below a limit: by doubling strides, as
 * few of them or all are the rule. */
function countBelow(numbers: Uint32Array, from: number, to: number, limit: number): number {
  if (numbers[to - 1] < limit) return to - from;
  let low = from;
  let stride = 1;
  while (low + stride < to && numbers[low + stride - 1] < limit) {
    low += stride;
    stride *= 2;
  }
  let high = Math.min(low + stride, to);
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (numbers[middle] < limit) low = middle + 1;
    else high = middle;
  }
  return low - from;
}
