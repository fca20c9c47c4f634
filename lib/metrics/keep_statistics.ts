import { columnStatistics, type Kept, type Statistics } from "../core/statistics.ts";
import type { Column } from "../run/column.ts";

/** What was learned of the longest stretch of a column that was asked for. The values it tells of
 * never change, so it holds as long as the column lives, and for the columns that fork behind it. */
const known = new WeakMap<Column, Kept>();

/** The statistics of a column's first `length` values; there is at least one.
 *
 * Cut by position alone, so the result depends neither on how the run was made nor on what was asked
 * before. Cost: O(values that were not there when it was last asked), else O(values).
 */
export function keepStatistics(
  column: Column,
  length: number,
  probabilities: readonly number[],
): Statistics {
  const values = {
    length,
    copy: (from: number, to: number, target: Float64Array) =>
      column.copy("values", from, to, target),
  };
  const before = knownOf(column, length);
  const found = columnStatistics(values, probabilities, before);
  const last = known.get(column);
  if (found.kept !== undefined && (last === undefined || last.length < length)) {
    known.set(column, found.kept);
  }
  return found;
}

function knownOf(column: Column, length: number): Kept | undefined {
  let shared = length;
  for (let holder: Column | undefined = column; holder !== undefined; holder = holder.base) {
    const kept = known.get(holder);
    if (kept !== undefined && kept.length <= shared) return kept;
    shared = Math.min(shared, holder.offset);
  }
  return undefined;
}
