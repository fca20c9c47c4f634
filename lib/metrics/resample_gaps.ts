import { BLOCK } from "../core/resample_extremes_plain.ts";
import type { Slice } from "./resample_slice.ts";

/** How many gaps a slice has: stretches of values that are not finite. Of more than `most`, which
 * change nothing more, it tells any number above: the rest of the slice is not looked at. */
export function countGaps(slice: Slice, most: number): number {
  const first = Math.ceil(slice.from / BLOCK);
  const last = Math.floor(slice.to / BLOCK);
  if (first >= last) return gapsFrom(slice, slice.from, slice.to);
  let gaps = gapsFrom(slice, slice.from, first * BLOCK);
  // A gap that goes on from before the slice begins with it.
  if (slice.from === first * BLOCK && continues(slice, slice.from)) gaps++;
  gaps += slice.extremes.gapsIn(first, last, most);
  return gaps + gapsFrom(slice, last * BLOCK, slice.to);
}

/** The positions with the first point of a gap put between any two finite points that have a gap
 * between them, so that no line is drawn across it. At most `most` are added. */
export function withGaps(slice: Slice, positions: readonly number[], most: number): number[] {
  const all: number[] = [];
  let before = false;
  let added = 0;
  for (const position of positions) {
    const finite = isFinite(slice, position);
    if (before && finite && added < most) {
      const gap = firstGap(slice, all[all.length - 1] + 1, position);
      if (gap !== -1) {
        all.push(gap);
        added++;
      }
    }
    all.push(position);
    before = finite;
  }
  return all;
}

/** Counts the gaps that begin from one position to another, value by value. */
function gapsFrom(slice: Slice, from: number, to: number): number {
  let inside = from > slice.from && !isFinite(slice, from - 1);
  let gaps = 0;
  for (let position = from; position < to; position++) {
    const finite = isFinite(slice, position);
    if (!finite && !inside) gaps++;
    inside = !finite;
  }
  return gaps;
}

/** The first position whose value is not finite, or -1; the value before `from` is finite. */
function firstGap(slice: Slice, from: number, to: number): number {
  for (let position = from; position < to;) {
    const block = Math.floor(position / BLOCK);
    const end = Math.min((block + 1) * BLOCK, to);
    if (slice.isFull(block) && slice.extremes.lacksGaps(block)) position = end;
    for (; position < end; position++) if (!isFinite(slice, position)) return position;
  }
  return -1;
}

function continues(slice: Slice, position: number): boolean {
  return position > 0 && !isFinite(slice, position) && !isFinite(slice, position - 1);
}

function isFinite(slice: Slice, position: number): boolean {
  return Number.isFinite(slice.column.read("values", position));
}
