import { csvFormatRows } from "d3-dsv";
import { type Run, series } from "stemma";
import { seriesCsv } from "../../lib/metrics/series_csv.ts";
import { _seriesOf } from "../../lib/run/view_metrics.ts";
import { milliseconds, perSecond } from "./measure.ts";
import type { Job, Row, Side } from "./row.ts";
import { noisyRun } from "./sample_runs.ts";

const pointsOf = ({ smoke }: Job) => smoke ? 5_000 : 1_000_000;
const repeatsOf = ({ smoke }: Job) => smoke ? { warm: 0, repeats: 1 } : { warm: 2, repeats: 5 };

function side(name: string, write: (run: Run) => number): Side {
  return {
    name,
    async measure(job) {
      const run = noisyRun(pointsOf(job));
      return perSecond(pointsOf(job), await milliseconds(repeatsOf(job), () => write(run)));
    },
  };
}

/** The bytes of every series, each from its columns by `format`. */
function eachSeries(run: Run, format: (rows: number[][]) => string): number {
  const encoder = new TextEncoder();
  let bytes = 0;
  for (const { column: { key, context } } of _seriesOf(run)) {
    const { steps, timestamps, values } = series(run, key, { context })!;
    const rows = Array.from(steps, (step, i) => [step, timestamps[i], values[i]]);
    bytes += encoder.encode(format(rows)).length;
  }
  return bytes;
}

/** The points of a run as CSV. */
export const csvRows: readonly Row[] = [{
  id: "csv/write",
  work: "CSV of 1 M points in 10 noisy series, as bytes",
  unit: "points/s",
  better: "more",
  bar: ">= 1.5 times the join",
  sides: [
    side("seriesCsv", (run) => {
      let bytes = 0;
      for (const { column, length } of _seriesOf(run)) {
        for (const piece of seriesCsv(column, length)) bytes += piece.length;
      }
      return bytes;
    }),
    side(
      "rows.map().join()",
      (run) => eachSeries(run, (rows) => rows.map((row) => row.join(",")).join("\n")),
    ),
    side("d3-dsv csvFormatRows", (run) => eachSeries(run, (rows) => csvFormatRows(rows))),
  ],
}];
