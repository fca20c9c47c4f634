import { concat, utf8 } from "../base/bytes.ts";
import type { Column } from "../run/column.ts";
import { NUMBER_BYTES, writeNumber } from "../base/write_number.ts";

const WINDOW = 8192;
const COMMA = 0x2c;
const NEWLINE = 0x0a;

/** The points of a column as CSV, in pieces: `step,timestamp,value`, values in ECMAScript's
 * shortest form with `NaN`, `Infinity`, `-Infinity` and `-0`, so that no bit is lost. */
export function* seriesCsv(column: Column, length: number): Generator<Uint8Array<ArrayBuffer>> {
  yield utf8("step,timestamp,value\n");
  const steps = new Float64Array(Math.min(WINDOW, length));
  const timestamps = new Float64Array(steps.length);
  const values = new Float64Array(steps.length);
  const rows = new Uint8Array(steps.length * 3 * (NUMBER_BYTES + 1));
  for (let from = 0; from < length; from += WINDOW) {
    const to = Math.min(from + WINDOW, length);
    column.copy("steps", from, to, steps);
    column.copy("timestamps", from, to, timestamps);
    column.copy("values", from, to, values);
    let at = 0;
    for (let i = 0; i < to - from; i++) {
      at = writeNumber(rows, at, steps[i]);
      rows[at++] = COMMA;
      at = writeNumber(rows, at, timestamps[i]);
      rows[at++] = COMMA;
      at = writeNumber(rows, at, values[i]);
      rows[at++] = NEWLINE;
    }
    yield rows.slice(0, at);
  }
}

/** The points of a column as one CSV text's bytes. */
export function seriesCsvBytes(column: Column, length: number): Uint8Array<ArrayBuffer> {
  return concat([...seriesCsv(column, length)]);
}
