import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { logMetric, type Run, series, startRun } from "stemma";
import { fromUtf8 } from "../../lib/base/bytes.ts";
import { metricPaths } from "../../lib/metrics/metric_paths.ts";
import { seriesCsv, seriesCsvBytes } from "../../lib/metrics/series_csv.ts";
import { timeSpan } from "../../lib/metrics/time_span.ts";
import { _seriesOf } from "../../lib/run/view_metrics.ts";
import { createPathClaims } from "../../lib/sinks/path_claims.ts";
import { checkSinkPath } from "../../lib/sinks/sink_path.ts";
import { hostileNames } from "../hostile_names.ts";

const start = () =>
  startRun({ experiment: "digits", env: { now: () => 0, randomId: () => "one" } });

function csvOf(run: Run): string {
  const [{ column, length }] = _seriesOf(run);
  return fromUtf8(seriesCsvBytes(column, length));
}

test("`seriesCsv()` loses no bit", () => {
  const point = fc.record({
    value: fc.oneof(fc.double(), fc.constantFrom(NaN, -0, Infinity, -Infinity, 5e-324)),
    step: fc.maxSafeNat(),
    timestamp: fc.double({ min: -1e13, max: 1e13, noNaN: true }),
  });
  fc.assert(fc.property(fc.array(point, { minLength: 1, maxLength: 40 }), (points) => {
    let run = start();
    for (const { value, step, timestamp } of points) {
      run = logMetric(run, "a", value, { step, timestamp });
    }
    const [head, ...rows] = csvOf(run).trimEnd().split("\n");
    assert.equal(head, "step,timestamp,value");
    const columns = rows.map((row) => row.split(",").map(Number));
    const { steps, timestamps, values } = series(run, "a")!;
    assert.deepStrictEqual(columns.map((row) => row[0]), [...steps]);
    assert.deepStrictEqual(columns.map((row) => row[1]), [...timestamps]);
    assert.deepStrictEqual(columns.map((row) => row[2]), [...values]);
  }));
});

test("`seriesCsv()` writes ECMAScript's shortest form", () => {
  let run = start();
  for (const value of [0.1, NaN, -Infinity, -0, 1e21]) {
    run = logMetric(run, "a", value, { timestamp: 5 });
  }
  assert.equal(
    csvOf(run),
    "step,timestamp,value\n0,5,0.1\n1,5,NaN\n2,5,-Infinity\n3,5,-0\n4,5,1e+21\n",
  );
});

test("`seriesCsv()` comes in pieces, and ends where the run ends", () => {
  let run = start();
  for (let i = 0; i < 20_000; i++) run = logMetric(run, "a", i);
  const later = logMetric(run, "a", -1);
  const [{ column, length }] = _seriesOf(run);
  assert.equal([...seriesCsv(column, length)].length, 4);
  assert.equal(csvOf(run).split("\n").length, 20_002);
  assert.equal(csvOf(later).split("\n").at(-2), "20000,0,-1");
});

test("`timeSpan()` finds the earliest and the latest time, in any order", () => {
  let run = start();
  for (let i = 0; i < 9000; i++) run = logMetric(run, "a", 1, { timestamp: 1000 + i % 77 });
  run = logMetric(run, "a", 1, { timestamp: -5.5 });
  const [{ column, length }] = _seriesOf(run);
  assert.deepEqual(timeSpan(column, length), [-5.5, 1076]);
  assert.deepEqual(timeSpan(column, length - 1), [1000, 1076]);
});

test("`metricPaths()` gives each series a path that every disk holds beside the others", () => {
  let run = start();
  for (const name of hostileNames) {
    for (
      const options of [{}, { context: name }, { context: name, source: name }, { source: "run" }]
    ) {
      run = logMetric(run, name, 1, options);
    }
  }
  for (const key of ["a", "a.csv/b", "a.csv", "A", "a~2"]) {
    run = logMetric(run, key, 1, { context: "run" });
  }
  for (const context of ["Train", "train", "run"]) run = logMetric(run, "loss", 1, { context });
  const views = _seriesOf(run);
  const paths = metricPaths(views);
  const { claim } = createPathClaims();
  for (const path of paths) claim(checkSinkPath(`digits/one/${path}`));
  assert.equal(new Set(paths).size, views.length);
});

test("`metricPaths()` are plain where names are plain", () => {
  let run = logMetric(start(), "loss", 1);
  run = logMetric(run, "loss", 1, { context: "training" });
  run = logMetric(run, "layer/1/norm", 1, { context: "training", source: "gpu 0" });
  run = logMetric(run, "Loss", 1, { context: "training" });
  assert.deepEqual(metricPaths(_seriesOf(run)), [
    "metrics/run/loss.csv",
    "metrics/training/loss.csv",
    "metrics/training/layer/1/norm@gpu 0.csv",
    "metrics/training/Loss~2.csv",
  ]);
});
