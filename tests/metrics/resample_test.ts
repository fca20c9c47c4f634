import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { logMetric, resample, type ResampledPoints, type Run, startRun } from "stemma";
import { _resetCore, coreStatus } from "../../lib/core/kernel.ts";
import { loadCore } from "../../lib/core/load_core.ts";
import { brokenCore } from "../core/broken_core.ts";
import { column, columnNames, seeded } from "../core/columns.ts";
import { gapsOf, referencePositions } from "./resample_reference.ts";

const env = { now: () => 1_700_000_000_000, randomId: () => "one" };
const METHODS = ["m4", "minmax"] as const;
const ALL = [...METHODS, "lttb"] as const;

function runOf(values: Iterable<number>, stepOf = (i: number) => i): Run {
  let run = startRun({ experiment: "digits", env });
  let i = 0;
  for (const value of values) {
    run = logMetric(run, "loss", value, { step: stepOf(i), timestamp: 1e12 + i++ });
  }
  return run;
}

/** The bits of all numbers; NaN is one value. */
function bits({ steps, values, timestamps }: ResampledPoints): BigUint64Array[] {
  return [steps, values, timestamps].map((numbers) =>
    new BigUint64Array(Float64Array.from(numbers, (x) => x !== x ? NaN : x).buffer)
  );
}

function at(values: Float64Array, positions: readonly number[]): ResampledPoints {
  return {
    steps: Float64Array.from(positions),
    values: Float64Array.from(positions, (position) => values[position]),
    timestamps: Float64Array.from(positions, (position) => 1e12 + position),
  };
}

afterEach(() => _resetCore("unloaded"));

for (const name of columnNames) {
  test(`\`resample()\` keeps what the obvious way keeps: ${name}`, () => {
    for (const length of [0, 1, 127, 128, 129, 1025, 8191, 8193, 20_000]) {
      const values = column(name, length);
      const run = runOf(values);
      for (const method of METHODS) {
        for (const points of [1, 2, 3, 4, 6, 7, 8, 100, 1001]) {
          if (length === 0) continue;
          _resetCore("unloaded");
          const found = resample(run, "loss", { points, method })!;
          const wanted = at(values, referencePositions(values, points, method));
          assert.deepEqual(bits(found), bits(wanted), `${method}, ${length} to ${points}`);
          assert.ok(found.steps.length <= Math.max(points, 0));
        }
      }
    }
  });
}

for (const name of ["uniform", "sine with NaN", "NaN, infinities and zeros"]) {
  test(`\`resample()\` keeps what the obvious way keeps of a long series: ${name}`, () => {
    const values = column(name, 100_000);
    const run = runOf(values);
    for (const method of METHODS) {
      for (const points of [2, 50, 2001]) {
        const found = resample(run, "loss", { points, method })!;
        assert.deepEqual(bits(found), bits(at(values, referencePositions(values, points, method))));
      }
    }
  });
}

test("`resample()` gives the same without WebAssembly", () => {
  for (const name of columnNames) {
    const values = column(name, 9000);
    for (const method of METHODS) {
      _resetCore("unloaded");
      const fast = resample(runOf(values), "loss", { points: 200, method })!;
      assert.equal(coreStatus(), "wasm");
      _resetCore("plain");
      const plain = resample(runOf(values), "loss", { points: 200, method })!;
      assert.deepEqual(bits(fast), bits(plain), `${name}, ${method}`);
    }
  }
});

test("`resample()` keeps the extremes and the ends of the whole series", () => {
  const values = column("uniform", 30_000);
  values[17_001] = 9;
  values[401] = -9;
  for (const method of METHODS) {
    for (const points of [4, 7, 50, 999]) {
      const kept = resample(runOf(values), "loss", { points, method })!;
      assert.deepEqual([Math.min(...kept.values), Math.max(...kept.values)], [-9, 9]);
      assert.deepEqual([kept.steps[0], kept.steps.at(-1)], [0, 29_999]);
      assert.ok(kept.steps.every((step, i) => i === 0 || step > kept.steps[i - 1]));
    }
  }
});

test("`resample()` never joins finite points over a gap, however many there are", () => {
  const series = [[12_000, 2], [12_000, 3], [12_000, 5], [12_000, 50], [12_000, 500], [
    12_000,
    5000,
  ]];
  for (const [length, every] of [...series, [90_000, 7], [90_000, 40_000]]) {
    const random = seeded(every);
    const values = Float64Array.from(
      { length },
      (_, i) => i % every < every / 3 ? [NaN, Infinity, -Infinity][i % 3] : random(),
    );
    for (const method of ALL) {
      for (const points of [7, 8, 9, 10, 11, 99, 100, 2000]) {
        const { steps, values: kept } = resample(runOf(values), "loss", { points, method })!;
        assert.ok(steps.length <= points);
        for (let i = 1; i < steps.length; i++) {
          if (!Number.isFinite(kept[i - 1]) || !Number.isFinite(kept[i])) continue;
          assert.equal(gapsOf(values.subarray(steps[i - 1], steps[i])), 0);
        }
      }
    }
  }
});

test("`resample()` gives up to `points` points back untouched", () => {
  const values = Float64Array.of(1, NaN, -0, Infinity, 3);
  for (const method of ALL) {
    for (const points of [5, 6, 100]) {
      const found = resample(runOf(values), "loss", { points, method })!;
      assert.deepEqual(bits(found), bits(at(values, [0, 1, 2, 3, 4])));
    }
  }
});

test("`resample()` takes the points of a range of steps", () => {
  const values = column("sine with NaN", 5000);
  const run = runOf(values, (i) => 2 * i);
  const ranges = [[0, 9998], [1, 9997], [500, 3333], [-5, 100], [4001, 4001], [77, 3]];
  for (const [from, to] of [...ranges, [-Infinity, Infinity]]) {
    const wanted = [...values.keys()].filter((i) => 2 * i >= from && 2 * i <= to);
    const part = Float64Array.from(wanted, (i) => values[i]);
    for (const method of METHODS) {
      for (const points of [10, 150, 10_000]) {
        const found = resample(run, "loss", { points, method, from, to })!;
        const kept = referencePositions(part, points, method).map((i) => wanted[i]);
        assert.deepEqual([...found.steps], kept.map((i) => 2 * i), `${from} to ${to}`);
      }
    }
  }
  assert.deepEqual(resample(run, "loss", { points: 9, from: 4001, to: 4001 })!.steps.length, 0);
});

test("`resample()` filters steps that fall or repeat", () => {
  const values = column("uniform", 4000);
  for (const stepOf of [(i: number) => 4000 - i, (i: number) => i % 1000, (i: number) => i >> 3]) {
    const run = runOf(values, stepOf);
    const wanted = [...values.keys()].filter((i) => stepOf(i) >= 100 && stepOf(i) <= 900);
    const part = Float64Array.from(wanted, (i) => values[i]);
    for (const method of METHODS) {
      const found = resample(run, "loss", { points: 64, method, from: 100, to: 900 })!;
      const kept = referencePositions(part, 64, method).map((i) => wanted[i]);
      assert.deepEqual([...found.values], kept.map((i) => values[i]));
      assert.deepEqual([...found.timestamps], kept.map((i) => 1e12 + i));
    }
  }
});

test("`resample()` sees a run only up to its length, whatever was logged later", () => {
  const values = column("uniform", 9000);
  const runs = [startRun({ experiment: "digits", env })];
  for (const [i, value] of values.entries()) {
    runs.push(logMetric(runs[i], "loss", value, { step: i, timestamp: 1e12 + i }));
  }
  resample(runs[9000], "loss", { points: 10 });
  for (const length of [1, 127, 128, 129, 8191, 8192, 8193]) {
    const part = values.subarray(0, length);
    const found = resample(runs[length], "loss", { points: 20 })!;
    assert.deepEqual(bits(found), bits(at(values, referencePositions(part, 20, "m4"))));
  }
});

test("`resample()` finds one series by key, context and source", () => {
  let run = runOf([1, 2, 3]);
  run = logMetric(run, "loss", 7, { context: "training", source: "host", timestamp: 5 });
  const choice = { points: 5, context: "training", source: "host" };
  assert.deepEqual(resample(run, "loss", choice), {
    steps: Float64Array.of(0),
    values: Float64Array.of(7),
    timestamps: Float64Array.of(5),
  });
  assert.equal(resample(run, "accuracy", { points: 5 }), undefined);
  assert.equal(resample(run, "loss", { points: 5, context: "validation" }), undefined);
});

test("`resample()` is whole again after a kernel that stopped", async () => {
  const values = column("sine with NaN", 20_000);
  const run = runOf(values);
  resample(run, "loss", { points: 20, from: 0, to: 9000 });
  await loadCore(brokenCore(3, "trap"));
  assert.throws(() => resample(run, "loss", { points: 20 }), { code: "CORE_TRAP" });
  _resetCore("unloaded");
  const found = resample(run, "loss", { points: 20 })!;
  assert.deepEqual(bits(found), bits(at(values, referencePositions(values, 20, "m4"))));
});

test("`resample()` hands out copies", () => {
  const run = runOf(column("uniform", 1000));
  const first = resample(run, "loss", { points: 10 })!;
  first.values.fill(9);
  assert.ok(!resample(run, "loss", { points: 10 })!.values.includes(9));
});

test("`resample()` refuses wrong options", () => {
  const run = runOf([1, 2]);
  const ask = (options: unknown) => () => resample(run, "loss", options as never);
  for (const points of [0, -1, 1.5, NaN, Infinity]) assert.throws(ask({ points }), RangeError);
  for (const from of [NaN]) assert.throws(ask({ points: 5, from }), RangeError);
  for (const options of [undefined, null, 5, {}, { points: "5" }, { points: 5n }]) {
    assert.throws(ask(options), TypeError);
  }
  assert.throws(ask({ points: 5, to: "9" }), TypeError);
  assert.throws(ask({ points: 5, method: "toString" }), /method must be one of "m4", /);
  assert.throws(ask({ points: 5, form: 1 }), /did you mean "from"\?/);
});
