import type { Column } from "../run/column.ts";

const WINDOW = 8192;

/** The earliest and the latest time of a column's first `length` points, in milliseconds. */
export function timeSpan(column: Column, length: number): [first: number, last: number] {
  const window = new Float64Array(Math.min(WINDOW, length));
  let first = Infinity;
  let last = -Infinity;
  for (let from = 0; from < length; from += WINDOW) {
    const size = Math.min(WINDOW, length - from);
    column.copy("timestamps", from, from + size, window);
    for (let i = 0; i < size; i++) {
      if (window[i] < first) first = window[i];
      if (window[i] > last) last = window[i];
    }
  }
  return [first, last];
}
