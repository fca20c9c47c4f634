import assert from "node:assert/strict";
import { test } from "node:test";
import { LTTB } from "downsample";
import { logMetric, resample, type Run, startRun } from "stemma";
import { column } from "../core/columns.ts";

const env = { now: () => 1_700_000_000_000, randomId: () => "one" };

function runOf(values: Iterable<number>, stepOf = (i: number) => i): Run {
  let run = startRun({ experiment: "digits", env });
  let i = 0;
  for (const value of values) run = logMetric(run, "loss", value, { step: stepOf(i++) });
  return run;
}

for (const name of ["uniform", "lognormal", "ties of integers", "constant", "1e9 ± 1e-3"]) {
  test(`\`resample()\` keeps what the reference of LTTB keeps: ${name}`, () => {
    for (const stepOf of [(i: number) => i, (i: number) => i * i, (i: number) => 9e4 - i]) {
      for (const length of [4, 129, 8192, 8193, 20_001, 70_000]) {
        const values = column(name, length);
        const run = runOf(values, stepOf);
        const all = Array.from(values, (y, i): [number, number] => [stepOf(i), y]);
        for (const points of [3, 4, 7, 10, 100, 999, 2000]) {
          // The reference leaves a point out where a product of fractions rounds down.
          const buckets = points - 2;
          if (Math.floor(buckets * ((length - 2) / buckets)) !== length - 2) continue;
          const found = resample(run, "loss", { points, method: "lttb" })!;
          const wanted = LTTB(all, points) as [number, number][];
          assert.deepEqual([...found.steps], wanted.map(([step]) => step), `${length}, ${points}`);
          assert.deepEqual([...found.values], wanted.map(([, value]) => value));
        }
      }
    }
  });
}

test("`resample()` by LTTB keeps gaps, and finite points where areas overflow", () => {
  const values = column("around 1e308", 9000);
  values.fill(NaN, 3000, 4000);
  values[8999] = Infinity;
  const { steps, values: kept } = resample(runOf(values), "loss", { points: 50, method: "lttb" })!;
  assert.ok(steps.length <= 50 && steps.length > 30);
  assert.equal(kept[steps.indexOf(3000)], NaN);
  assert.deepEqual([steps[0], steps.at(-1)], [0, 8999]);
  const none = resample(runOf(values.fill(NaN)), "loss", { points: 50, method: "lttb" })!;
  assert.deepEqual([...none.values], [NaN, NaN]);
});
