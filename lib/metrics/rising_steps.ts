import type { Column } from "../run/column.ts";

const WINDOW = 8192;

/** What is known of a column's steps. */
interface Steps {
  /** So many of the first steps were looked at. */
  checked: number;
  /** The first position whose step is smaller than the one before; Infinity where none is known. */
  fall: number;
}

/** Steps never change, so what was looked at once is kept as long as the column lives. */
const known = new WeakMap<Column, Steps>();

/** Whether no step of a column's first `length` points is smaller than the one before it.
 *
 * Cost: O(steps that were not looked at before).
 */
export function stepsRise(column: Column, length: number): boolean {
  const unknown: Column[] = [];
  let holder = column;
  for (; !known.has(holder); holder = holder.base) {
    unknown.push(holder);
    if (holder.base === undefined) break;
  }
  while (unknown.length > 0) {
    const next = unknown.pop()!;
    const fall = next.base === undefined ? Infinity : fallOf(next.base, next.offset);
    known.set(next, { checked: next.offset, fall });
  }
  return fallOf(column, length) === Infinity;
}

/** The first fall below `length`, of a column about which something is known. */
function fallOf(column: Column, length: number): number {
  const steps = known.get(column)!;
  if (steps.fall === Infinity && steps.checked < length) look(column, steps, length);
  return steps.fall < length ? steps.fall : Infinity;
}

function look(column: Column, steps: Steps, length: number): void {
  const window = new Float64Array(Math.min(WINDOW, length - steps.checked));
  let last = steps.checked === 0 ? -1 : column.read("steps", steps.checked - 1);
  while (steps.checked < length) {
    const size = Math.min(WINDOW, length - steps.checked);
    column.copy("steps", steps.checked, steps.checked + size, window);
    for (let i = 0; i < size; i++) {
      if (window[i] < last) {
        steps.fall = steps.checked + i;
        return;
      }
      last = window[i];
    }
    steps.checked += size;
  }
}
