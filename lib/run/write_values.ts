import type { ByteWriter } from "../base/varint.ts";
import type { PointGroups } from "./point_groups.ts";

/** How the values of a group are written. */
export const FLOAT64 = 0;
export const FLOAT32 = 1;

/** Writes the values of groups in a given order, in four bytes each where no bit of them is lost:
 * what was computed with float32, as in most models, needs no more. */
export function writeValues(
  out: ByteWriter,
  { points: { values }, ends }: PointGroups,
  order: Int32Array,
): void {
  const modes = new Uint8Array(order.length);
  let run = 0;
  let before = FLOAT64;
  for (let i = 0; i < order.length; i++) {
    const group = order[i];
    const mode = modeOf(values, group === 0 ? 0 : ends[group - 1], ends[group]);
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
    if (modes[i] === FLOAT32) out.floats32(values, from, ends[order[i]]);
    else out.floats64(values, from, ends[order[i]]);
  }
}

function modeOf(values: Float64Array, from: number, to: number): number {
  for (let i = from; i < to; i++) {
    const value = values[i];
    if (Math.fround(value) !== value && value === value) return FLOAT64;
  }
  return FLOAT32;
}
