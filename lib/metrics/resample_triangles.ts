import { trianglePositions } from "../core/triangles.ts";
import { fewPositions } from "./resample_extremes.ts";
import { countGaps, withGaps } from "./resample_gaps.ts";
import type { Slice } from "./resample_slice.ts";

/** The positions that largest triangle three buckets keeps, gaps included.
 *
 * Between two kept points at most one gap is shown: so gaps never cost more than half of the room.
 * Gaps are counted where there are any: most series have none, and are read but once.
 */
export function lttbPositions(slice: Slice, points: number): number[] {
  const { column, from, to } = slice;
  if (points > 2) {
    const positions = trianglePositions(column, from, to, points - 2, false);
    if (positions !== undefined) return positions;
  }
  const gaps = countGaps(slice, points);
  const buckets = Math.max(Math.floor((points - 3) / 2), points - 2 - gaps);
  if (buckets < 1) return fewPositions(slice, points);
  return withGaps(slice, trianglePositions(column, from, to, buckets, true)!, gaps);
}
