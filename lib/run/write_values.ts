import type { ByteWriter } from "../base/varint.ts";
import type { PointGroups } from "./point_groups.ts";
import type { ValueTable } from "./value_table.ts";

/** How the values of a group are written. */
export const FLOAT64 = 0;
export const FLOAT32 = 1;
export const TABLE = 2;

/** A smaller group gets no table. */
const TABLE_LEAST = 64;

/** Writes the values of groups in a given order: those of which there are few with a table, the
 * others in four bytes each where no bit of them is lost, as is the rule for what was computed with
 * float32. */
export function writeValues(
  out: ByteWriter,
  { points: { values }, ends }: PointGroups,
  order: Int32Array,
  table: ValueTable,
): void {
  const modes = new Uint8Array(order.length);
  let run = 0;
  let before = FLOAT64;
  for (let i = 0; i < order.length; i++) {
    const group = order[i];
    const mode = modeOf(values, group === 0 ? 0 : ends[group - 1], ends[group], table);
    modes[i] = mode;
    if (mode === before) run++;
    else {
      out.varint(run);
      out.byte(mode);
      run = 0;
    }
    before = mode;
  }
  out.varint(run);
  for (let i = 0; i < order.length; i++) {
    const from = order[i] === 0 ? 0 : ends[order[i] - 1];
    const to = ends[order[i]];
    if (modes[i] === FLOAT64) out.floats64(values, from, to);
    else if (modes[i] === FLOAT32) out.floats32(values, from, to);
    else {
      table.fill(values, from, to);
      table.write(out, to - from);
    }
  }
}

function modeOf(values: Float64Array, from: number, to: number, table: ValueTable): number {
  const mode = isFloat32(values, from, to) ? FLOAT32 : FLOAT64;
  const size = (to - from) * (mode === FLOAT32 ? 4 : 8);
  return to - from >= TABLE_LEAST && table.fill(values, from, to) < size ? TABLE : mode;
}

function isFloat32(values: Float64Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) {
    const value = values[i];
    if (Math.fround(value) !== value && value === value) return false;
  }
  return true;
}
