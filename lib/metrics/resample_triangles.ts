import { trianglePositions } from "../core/triangles.ts";
import { fewPositions } from "./resample_extremes.ts";
import { countGaps, withGaps } from "./resample_gaps.ts";
import type { Slice } from "./resample_slice.ts";

/** The positions that largest triangle three buckets keeps, gaps included.
 *
 * Between two kept points at most one gap is shown: so gaps never cost more than half of the room.
 */
export function lttbPositions(slice: Slice, points: number): number[] {
  const gaps = countGaps(slice);
  const buckets = Math.max(Math.floor((points - 3) / 2), points - 2 - gaps);
  if (buckets < 1) return fewPositions(slice, points);
  const { column, from } = slice;
  const kept = trianglePositions(slice.to - from, buckets, (begin, end, steps, values) => {
    column.copy("steps", from + begin, from + end, steps);
    column.copy("values", from + begin, from + end, values);
  });
  const positions = from === 0 ? kept : kept.map((position) => from + position);
  return gaps === 0 ? positions : withGaps(slice, positions, gaps);
}
