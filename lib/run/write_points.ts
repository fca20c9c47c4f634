import type { ByteWriter } from "../base/varint.ts";
import type { PointGroups } from "./point_groups.ts";
import { ValueTable } from "./value_table.ts";
import { writeValues } from "./write_values.ts";

/** How the timestamps of a frame are written. */
export const RAW_TIMES = 0;
export const TIME_DELTAS = 1;
export const TIME_RUNS = 2;

/** Writes the points of frames column by column, as `log_frame.ts` tells; what it works on is made
 * room for once. */
export class PointWriter {
  /** For each point, in order of events, its group and its time. */
  #groups: Int32Array = new Int32Array();
  #times: Float64Array = new Float64Array();
  /** For each group, after the -1 of the beginning, the one that last followed it. */
  #followers: Int32Array = new Int32Array();
  /** The groups in order of their first points, and which have had one. */
  #order: Int32Array = new Int32Array();
  #seen: Uint8Array = new Uint8Array();
  readonly #table = new ValueTable();

  /** Writes the points of the `size` events from number `from` on. */
  write(out: ByteWriter, groups: PointGroups, from: number, size: number): void {
    const count = groups.count === 0 ? 0 : groups.ends[groups.count - 1];
    if (size > this.#groups.length) this.#reserve(size);
    this.#arrange(groups, from, size, count);
    this.#writeSeries(out, groups, count);
    writeTimes(out, this.#times, count);
    const order = this.#order.subarray(0, groups.count);
    writeSteps(out, groups, order);
    writeValues(out, groups, order, this.#table);
  }

  #reserve(size: number): void {
    this.#groups = new Int32Array(size);
    this.#times = new Float64Array(size);
    this.#followers = new Int32Array(size + 1);
    this.#order = new Int32Array(size);
    this.#seen = new Uint8Array(size);
  }

  /** Puts the groups and times of points in order of events. */
  #arrange(
    { points, count: groupCount, ends }: PointGroups,
    from: number,
    size: number,
    count: number,
  ) {
    const groups = this.#groups;
    const times = this.#times;
    const { numbers, timestamps } = points;
    if (count < size) groups.fill(-1, 0, size);
    for (let group = 0, i = 0; group < groupCount; group++) {
      for (const end = ends[group]; i < end; i++) {
        const place = numbers[i] - from;
        groups[place] = group;
        times[place] = timestamps[i];
      }
    }
    if (count === size) return;
    for (let i = 0, kept = 0; kept < count; i++) {
      if (groups[i] === -1) continue;
      groups[kept] = groups[i];
      times[kept++] = times[i];
    }
  }

  #writeSeries(out: ByteWriter, { count: groupCount, series }: PointGroups, count: number): void {
    const groups = this.#groups;
    const followers = this.#followers.fill(-1, 0, groupCount + 1);
    const seen = this.#seen.fill(0, 0, groupCount);
    let known = 0;
    let before = -1;
    let run = 0;
    for (let i = 0; i < count; i++) {
      const group = groups[i];
      const follower = followers[before + 1];
      if (follower === group) run++;
      else {
        const next = (before === -1 ? -1 : series[before]) + 1;
        if (follower === -1 && series[group] === next) run++;
        else {
          out.varint(run);
          out.varint(series[group]);
          run = 0;
        }
        followers[before + 1] = group;
        // What has not been seen cannot be what once followed.
        if (seen[group] === 0) {
          seen[group] = 1;
          this.#order[known++] = group;
        }
      }
      before = group;
    }
    out.varint(run);
  }
}

function writeTimes(out: ByteWriter, times: Float64Array, count: number): void {
  let same = 0;
  let whole = true;
  for (let i = 0, before = NaN; i < count; i++) {
    const time = times[i];
    if (time === before) same++;
    else if (Math.floor(time) !== time) whole = false;
    if (time === 0 && Object.is(time, -0)) whole = false;
    before = time;
  }
  const runs = same * 2 > count;
  out.byte(!whole ? RAW_TIMES : runs ? TIME_RUNS : TIME_DELTAS);
  if (!whole) {
    for (let i = 0; i < count; i++) out.float64(times[i]);
    return;
  }
  let before = 0;
  let run = 0;
  for (let i = 0; i < count; i++) {
    const time = times[i];
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

function writeSteps(out: ByteWriter, { points, ends }: PointGroups, order: Int32Array): void {
  const { steps } = points;
  let first = 0;
  let pace = 1;
  let run = 0;
  for (const group of order) {
    let i = group === 0 ? 0 : ends[group - 1];
    let last = steps[i++];
    if (last === first) run++;
    else {
      out.varint(run);
      out.signed(last - first);
      run = 0;
    }
    first = last;
    for (const end = ends[group]; i < end; i++) {
      const step = steps[i];
      const distance = step - last;
      if (distance === pace) run++;
      else {
        out.varint(run);
        out.signed(distance);
        pace = distance;
        run = 0;
      }
      last = step;
    }
  }
  out.varint(run);
}
