import { BLOCK } from "../core/resample_extremes_plain.ts";
import type { Range } from "./column_extremes.ts";
import { countGaps, withGaps } from "./resample_gaps.ts";
import type { Slice } from "./resample_slice.ts";

/** The positions that M4 keeps: of each bucket the first, the last, the least and the greatest.
 *
 * A bucket has at most three gaps between its four points, and none lies between two buckets: so
 * gaps never cost more than three sevenths of the room.
 */
export function m4Positions(slice: Slice, points: number): number[] {
  const gaps = countGaps(slice, points);
  const buckets = Math.max(Math.floor(points / 7), Math.floor((points - gaps) / 4));
  if (buckets < 1) return fewPositions(slice, points);
  const kept: number[] = [];
  eachBucket(slice, buckets, (from, to, low, high) => {
    add(kept, from);
    add(kept, low);
    add(kept, high);
    add(kept, to - 1);
  });
  return gaps === 0 ? kept : withGaps(slice, kept, gaps);
}

/** The positions that min-max keeps: of each bucket the least and the greatest, and the ends. */
export function minMaxPositions(slice: Slice, points: number): number[] {
  const gaps = countGaps(slice, points);
  const buckets = Math.max(Math.floor((points - 3) / 4), Math.floor((points - 2 - gaps) / 2));
  if (buckets < 1) return fewPositions(slice, points);
  const kept = [slice.from];
  eachBucket(slice, buckets, (_from, _to, low, high) => {
    add(kept, low);
    add(kept, high);
  });
  add(kept, slice.to - 1);
  return gaps === 0 ? kept : withGaps(slice, kept, gaps);
}

/** The positions that are kept where there is room for hardly any: the least, the greatest, the
 * last, the first, in this order, and then gaps. */
export function fewPositions(slice: Slice, points: number): number[] {
  const { least, greatest } = seekExtremes(slice, slice.from, slice.to);
  const wanted = [least, greatest, slice.to - 1, slice.from].filter((position) => position !== -1);
  const kept = [...new Set(wanted)].slice(0, points).sort((a, b) => a - b);
  return withGaps(slice, kept, points - kept.length);
}

/** Cuts a slice into buckets of equal length and gives the extremes of each in order of position;
 * both are -1 where no value of the bucket is finite. */
function eachBucket(
  slice: Slice,
  buckets: number,
  take: (from: number, to: number, low: number, high: number) => void,
): void {
  const count = slice.to - slice.from;
  let from = slice.from;
  for (let i = 1; i <= buckets; i++) {
    const to = slice.from + Math.floor(i * count / buckets);
    const { least, greatest } = seekExtremes(slice, from, to);
    take(from, to, Math.min(least, greatest), Math.max(least, greatest));
    from = to;
  }
}

function add(kept: number[], position: number): void {
  if (position > (kept.length === 0 ? -1 : kept[kept.length - 1])) kept.push(position);
}

/** Where the least and the greatest finite value of a bucket stand; of equal ones the first. */
function seekExtremes(
  slice: Slice,
  from: number,
  to: number,
): { least: number; greatest: number } {
  const first = Math.ceil(from / BLOCK);
  const last = Math.floor(to / BLOCK);
  if (first > last) return partExtremes(slice, from, to);
  const blocks = slice.extremes.range(first, last);
  const head = mayWin(slice, first - 1, from, first * BLOCK, blocks)
    ? partExtremes(slice, from, first * BLOCK)
    : undefined;
  const tail = mayWin(slice, last, last * BLOCK, to, blocks)
    ? partExtremes(slice, last * BLOCK, to)
    : undefined;
  let { min, max } = blocks;
  let least = -1, greatest = -1;
  if (head !== undefined && head.min <= min) ({ min, least } = head);
  if (head !== undefined && head.max >= max) ({ max, greatest } = head);
  if (tail !== undefined && tail.min < min) ({ min, least } = tail);
  if (tail !== undefined && tail.max > max) ({ max, greatest } = tail);
  if (least === -1 && blocks.least !== -1) least = slice.find(blocks.least, min);
  if (greatest === -1 && blocks.greatest !== -1) {
    greatest = slice.find(blocks.greatest, max);
  }
  return { least, greatest };
}

/** Whether a part of a block may hold an extreme; where the block is full, its row can deny it. */
function mayWin(slice: Slice, block: number, from: number, to: number, others: Range): boolean {
  if (from >= to) return false;
  if (!slice.isFull(block)) return true;
  return slice.extremes.min(block) <= others.min || slice.extremes.max(block) >= others.max;
}

/** The extremes of a part of one block, and where they stand; -1 where no value is finite. */
function partExtremes(slice: Slice, from: number, to: number): Range {
  const block = Math.floor(from / BLOCK);
  const start = block * BLOCK;
  const values = slice.values(block);
  let min = Infinity, max = -Infinity, least = -1, greatest = -1;
  for (let i = from - start; i < to - start; i++) {
    const x = values[i];
    if (x < min && x > -Infinity) {
      min = x;
      least = start + i;
    }
    if (x > max && x < Infinity) {
      max = x;
      greatest = start + i;
    }
  }
  return { min, max, least, greatest };
}
