import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { _resetCore, coreStatus } from "../../lib/core/kernel.ts";
import { columnStatistics } from "../../lib/core/statistics.ts";
import { column, columnLengths, columnNames, seeded, valuesOf } from "./columns.ts";

const random = seeded(11);
const PROBABILITIES = [0, 0.01, 0.05, 0.25, 0.5, 0.5, 0.75, 0.95, 0.99, 1];
const MANY = Array.from({ length: 16 }, random).sort();

const quantiles = (values: Float64Array, ascending: readonly number[]) =>
  columnStatistics(valuesOf(values), ascending).quantiles;

afterEach(() => _resetCore("unloaded"));

for (const name of columnNames) {
  test(`\`columnStatistics()\` gives the quantiles of its twin: ${name}`, () => {
    for (const n of columnLengths) {
      const values = column(name, n);
      const wanted = n % 2 ? PROBABILITIES : MANY;
      _resetCore("unloaded");
      const fast = quantiles(values, wanted);
      assert.equal(coreStatus(), "wasm");
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

test("`columnStatistics()` interpolates linearly between finite values", () => {
  const values = Float64Array.of(NaN, 3, 1, Infinity, 2, 4, -Infinity);
  assert.deepEqual(
    quantiles(values, [0, 0.1, 1 / 3, 0.5, 1]),
    [1, 1.3, 2, 2.5, 4],
  );
  assert.deepEqual(quantiles(values, []), []);
  assert.deepEqual(quantiles(new Float64Array(2), [0.3]), [0]);
});

test("`columnStatistics()` overflows where numpy does, between neighbours too far apart", () => {
  for (const n of [2, 200, 80_000]) {
    const values = new Float64Array(n).fill(1.7e308).fill(-1.7e308, 0, n / 2);
    const middle = [0.4, 0.5, 0.6].map((x) => (n / 2 - 1 + x) / (n - 1));
    for (const mode of ["unloaded", "plain"] as const) {
      _resetCore(mode);
      assert.deepEqual(
        quantiles(values, middle),
        [Infinity, -Infinity, -Infinity],
      );
    }
  }
});

test("`columnStatistics()` puts -0 before +0", () => {
  for (const n of [4, 4000, 80_000]) {
    const values = Float64Array.from({ length: n }, (_, i) => i % 2 ? -0 : 0);
    for (const mode of ["unloaded", "plain"] as const) {
      _resetCore(mode);
      const [low, high] = quantiles(values, [0.499, 1]);
      assert.ok(Object.is(high, 0) && low === 0);
    }
  }
});

test("`columnStatistics()` gives NaN where nothing is finite", () => {
  for (const n of [1, 5, 2000, 80_000]) {
    assert.ok(Number.isNaN(quantiles(new Float64Array(n).fill(NaN), [0.5])[0]));
  }
});

test("`columnStatistics()` asks for probabilities that ascend, lie in 0…1 and are few", () => {
  const wrong = [[-0.1], [1.1], [NaN], [0.5, 0.4], Array.from({ length: 17 }, () => 0.5)];
  for (const length of [100, 80_000]) {
    for (const probabilities of wrong) {
      assert.throws(() => quantiles(new Float64Array(length), probabilities), {
        name: "CoreError",
        code: "CORE_ABI",
      });
    }
  }
});
