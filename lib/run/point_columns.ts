import type { ByteReader, ByteWriter } from "../base/varint.ts";

/** The points of a frame, in order of their events. */
export interface Points {
  readonly series: Int32Array;
  readonly steps: Float64Array;
  readonly values: Float64Array;
  readonly timestamps: Float64Array;
}

/** How the timestamps of a frame are written. */
const RAW_TIMES = 0;
const TIME_DELTAS = 1;
const TIME_RUNS = 2;

/** Writes points column by column, as `log_frame.ts` tells; nothing refers to another frame. */
export function writePoints(out: ByteWriter, points: Points): void {
  writeSeries(out, points.series);
  writeSteps(out, points);
  writeTimes(out, points.timestamps);
  for (const value of points.values) out.float64(value);
}

/** Reads what {@link writePoints} wrote: `count` points, to the end of the bytes.
 *
 * @throws {RangeError} where the bytes are no such points; nothing is made room for that the bytes
 * cannot hold
 */
export function readPoints(input: ByteReader, count: number): Points {
  if (count * 8 > input.left) throw new RangeError("more points are claimed than bytes are there");
  const series = readSeries(input, count);
  const steps = readSteps(input, series);
  const timestamps = readTimes(input, count);
  if (input.left !== count * 8) throw new RangeError("the columns do not fill the frame");
  const values = Float64Array.from({ length: count }, () => input.float64());
  return { series, steps, values, timestamps };
}

function writeSeries(out: ByteWriter, series: Int32Array): void {
  const follower = new Map<number, number>();
  let before = -1;
  let run = 0;
  for (const current of series) {
    if (follower.get(before) === current) run++;
    else {
      out.varint(run);
      out.varint(current);
      follower.set(before, current);
      run = 0;
    }
    before = current;
  }
  out.varint(run);
}

function readSeries(input: ByteReader, count: number): Int32Array {
  const series = new Int32Array(count);
  const follower = new Map<number, number>();
  let before = -1;
  for (let i = 0;; i++) {
    for (let run = checkRun(input.varint(), count - i); run > 0; run--, i++) {
      const next = follower.get(before);
      if (next === undefined) throw new RangeError("a run of series has no beginning");
      series[i] = before = next;
    }
    if (i === count) return series;
    const current = input.varint();
    if (current >= 2 ** 31) throw new RangeError("a series number is beyond 2^31");
    follower.set(before, current);
    series[i] = before = current;
  }
}

/** What the next step of a series is expected to be. */
interface Rhythm {
  last: number;
  pace: number;
}

function rhythmOf(rhythms: Map<number, Rhythm>, series: number): Rhythm {
  let rhythm = rhythms.get(series);
  if (rhythm === undefined) rhythms.set(series, rhythm = { last: -1, pace: 1 });
  return rhythm;
}

function writeSteps(out: ByteWriter, { series, steps }: Points): void {
  const rhythms = new Map<number, Rhythm>();
  let run = 0;
  for (let i = 0; i < steps.length; i++) {
    const rhythm = rhythmOf(rhythms, series[i]);
    if (steps[i] === rhythm.last + rhythm.pace) run++;
    else {
      out.varint(run);
      out.signed(steps[i] - rhythm.last);
      rhythm.pace = steps[i] - rhythm.last;
      run = 0;
    }
    rhythm.last = steps[i];
  }
  out.varint(run);
}

function readSteps(input: ByteReader, series: Int32Array): Float64Array {
  const steps = new Float64Array(series.length);
  const rhythms = new Map<number, Rhythm>();
  for (let i = 0;; i++) {
    for (let run = checkRun(input.varint(), steps.length - i); run > 0; run--, i++) {
      const rhythm = rhythmOf(rhythms, series[i]);
      steps[i] = rhythm.last = checkStep(rhythm.last + rhythm.pace);
    }
    if (i === steps.length) return steps;
    const rhythm = rhythmOf(rhythms, series[i]);
    rhythm.pace = input.signed();
    steps[i] = rhythm.last = checkStep(rhythm.last + rhythm.pace);
  }
}

function writeTimes(out: ByteWriter, times: Float64Array): void {
  let same = 0;
  let whole = true;
  for (let i = 0; i < times.length; i++) {
    if (!Number.isSafeInteger(times[i]) || Object.is(times[i], -0)) whole = false;
    if (i > 0 && times[i] === times[i - 1]) same++;
  }
  out.byte(!whole ? RAW_TIMES : same * 2 > times.length ? TIME_RUNS : TIME_DELTAS);
  if (!whole) {
    for (const time of times) out.float64(time);
    return;
  }
  const runs = same * 2 > times.length;
  let before = 0;
  let run = 0;
  for (const time of times) {
    if (runs && time === before) run++;
    else {
      if (runs) out.varint(run);
      out.signed(time - before);
      run = 0;
    }
    before = time;
  }
  if (runs) out.varint(run);
}

function readTimes(input: ByteReader, count: number): Float64Array {
  const times = new Float64Array(count);
  const mode = input.byte();
  if (mode > TIME_RUNS) throw new RangeError(`the timestamps have the unknown mode ${mode}`);
  let before = 0;
  for (let i = 0;; i++) {
    if (mode === TIME_RUNS) {
      for (let run = checkRun(input.varint(), count - i); run > 0; run--) times[i++] = before;
    }
    if (i === count) return times;
    times[i] = before = mode === RAW_TIMES ? input.float64() : before + input.signed();
    if (!Number.isFinite(before)) throw new RangeError("a timestamp is no time");
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
