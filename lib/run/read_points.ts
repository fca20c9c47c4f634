import type { ByteReader } from "../base/varint.ts";
import { type Points, roomFor } from "./points.ts";
import { RAW_TIMES, TIME_RUNS } from "./write_points.ts";
import { ValueTable } from "./value_table.ts";
import { FLOAT32, FLOAT64, TABLE } from "./write_values.ts";

/** The points of a frame, those of one series next to each other. */
export interface FramePoints {
  /** How many points there are. */
  readonly count: number;
  /** For each point, in order of events, its group and its time. */
  readonly groups: Int32Array;
  readonly times: Float64Array;
  /** For each group its series, and which of its points come next: those from `starts` to `places`
   * have their time and number. */
  readonly series: Int32Array;
  readonly starts: Int32Array;
  readonly places: Int32Array;
  /** The steps and values group by group, and room for the rest. */
  readonly points: Points;
}

/** Reads what `PointWriter` wrote; what it works on is made room for once. */
export class PointReader {
  #room = 0;
  #points: Points = roomFor(0);
  #groups = new Int32Array();
  #times = new Float64Array();
  #series = new Int32Array();
  #starts = new Int32Array();
  #followers = new Int32Array();
  readonly #table = new ValueTable();
  /** How many groups there are, and for each series of one, one more than its group. */
  #known = 0;
  #groupOf = new Int32Array();

  /** Reads `count` points of series below a limit, to the end of the bytes; valid until the next
   * call.
   *
   * @throws {RangeError} where the bytes are no such points; nothing is made room for that the bytes
   * cannot hold
   */
  read(input: ByteReader, count: number, seriesLimit: number): FramePoints {
    if (count > input.left) {
      throw new RangeError("more points are claimed than bytes are there");
    }
    this.#reserve(count, seriesLimit);
    this.#readSeries(input, count, seriesLimit);
    readTimes(input, this.#times, count);
    this.#readSteps(input, count);
    this.#readValues(input);
    if (input.left > 0) throw new RangeError("the columns do not fill the frame");
    return {
      count,
      groups: this.#groups,
      times: this.#times,
      series: this.#series,
      starts: this.#starts,
      places: this.#starts.slice(0, this.#known),
      points: this.#points,
    };
  }

  /** Forgets the frame before and makes room for this one. */
  #reserve(count: number, seriesLimit: number): void {
    for (let group = 0; group < this.#known; group++) this.#groupOf[this.#series[group]] = 0;
    this.#known = 0;
    if (count > this.#room) {
      this.#room = count;
      this.#points = roomFor(count);
      this.#groups = new Int32Array(count);
      this.#times = new Float64Array(count);
      this.#series = new Int32Array(count);
      this.#starts = new Int32Array(count + 1);
      this.#followers = new Int32Array(count + 1);
    }
    if (seriesLimit > this.#groupOf.length) this.#groupOf = new Int32Array(seriesLimit * 2);
  }

  /** Gives each point its group, and each group its series and its place. */
  #readSeries(input: ByteReader, count: number, seriesLimit: number): void {
    const groups = this.#groups;
    const followers = this.#followers;
    const starts = this.#starts;
    followers[0] = -1;
    let before = -1;
    for (let i = 0;; i++) {
      for (let run = checkRun(input.varint(), count - i); run > 0; run--, i++) {
        let group = followers[before + 1];
        if (group === -1) {
          const next = (before === -1 ? -1 : this.#series[before]) + 1;
          followers[before + 1] = group = this.#groupFor(next, seriesLimit);
        }
        groups[i] = before = group;
        starts[group]++;
      }
      if (i === count) break;
      const group = this.#groupFor(input.varint(), seriesLimit);
      followers[before + 1] = groups[i] = before = group;
      starts[group]++;
    }
    let place = 0;
    for (let group = 0; group < this.#known; group++) {
      const size = starts[group];
      starts[group] = place;
      place += size;
    }
    starts[this.#known] = place;
  }

  #groupFor(series: number, seriesLimit: number): number {
    if (series >= seriesLimit) throw new RangeError(`series ${series} was not declared`);
    const known = this.#groupOf[series];
    if (known > 0) return known - 1;
    const group = this.#known++;
    this.#groupOf[series] = group + 1;
    this.#series[group] = series;
    this.#starts[group] = 0;
    this.#followers[group + 1] = -1;
    return group;
  }

  #readSteps(input: ByteReader, count: number): void {
    const { steps } = this.#points;
    const starts = this.#starts;
    let first = 0;
    let pace = 1;
    let run = checkRun(input.varint(), count);
    for (let group = 0; group < this.#known; group++) {
      const end = starts[group + 1];
      let last = first;
      for (let i = starts[group]; i < end;) {
        const isFirst = i === starts[group];
        if (run === 0) {
          const distance = input.signed();
          if (!isFirst) pace = distance;
          steps[i++] = last = checkStep(last + distance);
          run = checkRun(input.varint(), count - i);
        } else if (isFirst) {
          steps[i++] = last;
          run--;
        } else {
          const until = Math.min(end, i + run);
          run -= until - i;
          // Steps of one pace rise or fall: where the last one is sound, so are those before it.
          checkStep(last + pace * (until - i));
          while (i < until) steps[i++] = last += pace;
        }
        if (isFirst) first = last;
      }
    }
    if (run > 0) throw new RangeError("a run is longer than the column");
  }

  #readValues(input: ByteReader): void {
    const { values } = this.#points;
    const starts = this.#starts;
    const modes = new Uint8Array(this.#known);
    for (let group = 0, mode = FLOAT64;; group++) {
      for (let run = checkRun(input.varint(), modes.length - group); run > 0; run--) {
        modes[group++] = mode;
      }
      if (group === modes.length) break;
      modes[group] = mode = input.byte();
      if (mode > TABLE) throw new RangeError(`values have the unknown mode ${mode}`);
    }
    for (let group = 0; group < modes.length; group++) {
      const from = starts[group];
      const to = starts[group + 1];
      if (modes[group] === FLOAT64) input.floats64(values, from, to);
      else if (modes[group] === FLOAT32) input.floats32(values, from, to);
      else this.#table.read(input, values, from, to);
    }
  }
}

function readTimes(input: ByteReader, times: Float64Array, count: number): void {
  const mode = input.byte();
  if (mode > TIME_RUNS) throw new RangeError(`the timestamps have the unknown mode ${mode}`);
  if (mode === RAW_TIMES) {
    input.floats64(times, 0, count);
    return;
  }
  let before = 0;
  for (let i = 0;; i++) {
    if (mode === TIME_RUNS) {
      for (let run = checkRun(input.varint(), count - i); run > 0; run--) times[i++] = before;
    }
    if (i === count) return;
    times[i] = before += input.signed();
  }
}

function checkRun(run: number, most: number): number {
  if (run > most) throw new RangeError("a run is longer than the column");
  return run;
}

function checkStep(step: number): number {
  if (Number.isSafeInteger(step) && step >= 0) return step;
  throw new RangeError(`the step ${step} is no integer >= 0`);
}
