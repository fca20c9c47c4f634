import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { _resetCore, coreStatus } from "../../lib/core/kernel.ts";
import { quantiles } from "../../lib/core/quantiles.ts";
import { column, columnLengths, columnNames, seeded } from "./columns.ts";

const random = seeded(11);
const PROBABILITIES = [0.5, 0.01, 0.05, 0.25, 0.75, 0.95, 0.99, 0, 1, 0.5];
const MANY = Array.from({ length: 300 }, random);

afterEach(() => _resetCore("unloaded"));

for (const name of columnNames) {
  test(`\`quantiles()\` gives the bits of its twin: ${name}`, () => {
    for (const n of columnLengths) {
      const values = column(name, n);
      const copy = values.slice();
      const wanted = n < 5000 ? [...PROBABILITIES, ...MANY] : PROBABILITIES;
      _resetCore("unloaded");
      const fast = quantiles(values, wanted);
      if (n > 200) assert.equal(coreStatus(), "wasm");
      assert.deepEqual(values, copy);
      _resetCore("plain");
      const plain = quantiles(values, wanted);
      wanted.forEach((p, i) => {
        assert.ok(
          Object.is(fast[i], plain[i]),
          `${n} values, p ${p}: ${fast[i]} is not ${plain[i]}`,
        );
      });
    }
  });
}

test("`quantiles()` interpolates linearly between finite values", () => {
  const values = Float64Array.of(NaN, 3, 1, Infinity, 2, 4, -Infinity);
  assert.deepEqual(
    quantiles(values, [0, 1, 0.5, 0.1, 1 / 3]),
    Float64Array.of(1, 4, 2.5, 1.3, 2),
  );
  assert.deepEqual(quantiles(values, []), new Float64Array(0));
  assert.deepEqual(quantiles(new Float64Array(2), [0.3]), Float64Array.of(0));
});

test("`quantiles()` overflows where numpy does, between neighbours too far apart", () => {
  for (const n of [2, 200]) {
    const values = new Float64Array(n).fill(1.7e308).fill(-1.7e308, 0, n / 2);
    const middle = [0.4, 0.5, 0.6].map((x) => (n / 2 - 1 + x) / (n - 1));
    for (const mode of ["unloaded", "plain"] as const) {
      _resetCore(mode);
      assert.deepEqual(
        quantiles(values, middle),
        Float64Array.of(Infinity, -Infinity, -Infinity),
      );
    }
  }
});

test("`quantiles()` puts -0 before +0", () => {
  for (const n of [4, 4000]) {
    const values = Float64Array.from({ length: n }, (_, i) => i % 2 ? -0 : 0);
    for (const mode of ["unloaded", "plain"] as const) {
      _resetCore(mode);
      const [low, high] = quantiles(values, [0.499, 1]);
      assert.ok(Object.is(high, 0) && low === 0);
    }
  }
});

test("`quantiles()` gives NaN where nothing is finite", () => {
  for (const n of [0, 1, 5, 2000]) {
    assert.ok(Number.isNaN(quantiles(new Float64Array(n).fill(NaN), [0.5])[0]));
  }
});

test("`quantiles()` refuses probabilities outside of 0…1 and other columns", () => {
  for (const wrong of [-0.1, 1.1, NaN, Infinity]) {
    assert.throws(() => quantiles(Float64Array.of(1), [0.5, wrong]), {
      name: "RangeError",
      message: `Cannot take the quantile at ${wrong}: expected a number from 0 to 1`,
    });
  }
  assert.throws(() => quantiles([1] as never, [0.5]), TypeError);
});
