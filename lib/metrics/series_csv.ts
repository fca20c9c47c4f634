import { concat, utf8 } from "../base/bytes.ts";
import type { Column } from "../run/column.ts";

const WINDOW = 8192;

/** The points of a column as CSV, in pieces: `step,timestamp,value`, values in ECMAScript's
 * shortest form with `NaN`, `Infinity`, `-Infinity` and `-0`, so that no bit is lost. */
export function* seriesCsv(column: Column, length: number): Generator<Uint8Array<ArrayBuffer>> {
  yield utf8("step,timestamp,value\n");
  const steps = new Float64Array(Math.min(WINDOW, length));
  const timestamps = new Float64Array(steps.length);
  const values = new Float64Array(steps.length);
  for (let from = 0; from < length; from += WINDOW) {
    const to = Math.min(from + WINDOW, length);
    column.copy("steps", from, to, steps);
    column.copy("timestamps", from, to, timestamps);
    column.copy("values", from, to, values);
    let text = "";
    for (let i = 0; i < to - from; i++) {
      text += `${steps[i]},${timestamps[i]},${Object.is(values[i], -0) ? "-0" : values[i]}\n`;
    }
    yield utf8(text);
  }
}

/** The points of a column as one CSV text's bytes. */
export function seriesCsvBytes(column: Column, length: number): Uint8Array<ArrayBuffer> {
  return concat([...seriesCsv(column, length)]);
}
