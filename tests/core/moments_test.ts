import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { _resetCore, coreStatus } from "../../lib/core/kernel.ts";
import { finishMoments, mergeMoments, type Moments } from "../../lib/core/moments.ts";
import { columnStatistics } from "../../lib/core/statistics.ts";
import { column, columnLengths, columnNames, valuesOf } from "./columns.ts";

const bits = (values: readonly number[]) => [
  ...new BigUint64Array(
    Float64Array.from(values, (x) => x !== x ? NaN : x).buffer,
  ),
];

const momentsOf = (values: Float64Array): Moments => columnStatistics(valuesOf(values), []).moments;

const near = (a: number, b: number, tolerance: number) =>
  assert.ok(Math.abs(a - b) <= tolerance * Math.abs(b), `${a} is not ${b}`);

afterEach(() => _resetCore("unloaded"));

for (const name of columnNames) {
  test(`\`columnStatistics()\` gives the moments of its twin: ${name}`, () => {
    for (const n of columnLengths) {
      const values = column(name, n);
      _resetCore("unloaded");
      const fast = momentsOf(values);
      assert.equal(coreStatus(), "wasm");
      _resetCore("plain");
      const plain = momentsOf(values);
      assert.deepEqual(bits(Object.values(fast)), bits(Object.values(plain)), `${n} values`);
    }
  });

  test(`\`columnStatistics()\` counts, finds and bounds: ${name}`, () => {
    for (const n of [1, 3, 1025, 4097]) {
      const values = column(name, n);
      const found = momentsOf(values);
      const finite = values.filter(Number.isFinite);
      assert.equal(found.count, n);
      assert.equal(found.finite, finite.length);
      assert.equal(found.nan, values.filter(Number.isNaN).length);
      const { mean, std } = finishMoments(found);
      if (finite.length === 0) {
        assert.ok([found.min, found.max, mean, std].every(Number.isNaN));
        assert.deepEqual([found.argmin, found.argmax], [-1, -1]);
        continue;
      }
      const min = finite.reduce((a, b) => b < a ? b : a);
      const max = finite.reduce((a, b) => b > a ? b : a);
      assert.ok(Object.is(found.min, min) && Object.is(found.max, max));
      assert.equal(found.argmin, values.indexOf(min));
      assert.equal(found.argmax, values.indexOf(max));
      assert.ok(Number.isFinite(mean) && Number.isFinite(std) && std >= 0);
      const room = 1e-15 * Math.max(max, -min);
      assert.ok(mean >= min - room && mean <= max + room, `${mean}`);
      assert.ok((std === 0) === (min === max), `std ${std}`);
    }
  });
}

test("`finishMoments()` keeps a small spread around a large mean", () => {
  // Multiples of 2^-20 are exact beside 1e9, so the truth can be computed from the offsets.
  const offsets = Array.from(
    { length: 50_000 },
    (_, i) => (i * 7919 % 2001 - 1000) / 2 ** 20,
  );
  const centre = offsets.reduce((a, b) => a + b) / offsets.length;
  const spread = Math.sqrt(
    offsets.reduce((sum, x) => sum + (x - centre) ** 2, 0) / offsets.length,
  );
  const found = finishMoments(momentsOf(Float64Array.from(offsets, (x) => 1e9 + x)));
  near(found.mean, 1e9 + centre, 1e-15);
  near(found.std, spread, 1e-12);
});

test("`finishMoments()` is exact in scale from 1e-300 to 1e300", () => {
  const values = column("uniform", 5000);
  const { mean, std } = finishMoments(momentsOf(values));
  for (const exponent of [-1000, -700, -401, -399, 200, 479, 481, 1000]) {
    const factor = 2 ** exponent;
    const scaled = finishMoments(momentsOf(values.map((x) => x * factor)));
    near(scaled.mean / factor, mean, 1e-15);
    near(scaled.std / factor, std, 1e-14);
  }
});

test("`mergeMoments()` joins regimes without losing the larger", () => {
  const parts = [
    Float64Array.of(0, 0, 0, 0),
    Float64Array.of(1e-300, 3e-300),
    Float64Array.of(1, 3),
    Float64Array.of(1e300, 3e300),
  ];
  // Of n values, all nothing beside the last two, 1 and 3 units: sqrt(10/n - (4/n)^2) units.
  const spreads = [[4, 0], [6, 1e-300], [8, 1], [10, 1e300]]
    .map(([n, unit]) => Math.sqrt(10 / n - (4 / n) ** 2) * unit);
  let joined = momentsOf(parts[0]);
  const stds = [finishMoments(joined).std];
  for (const part of parts.slice(1)) {
    joined = mergeMoments(joined, momentsOf(part), joined.count);
    stds.push(finishMoments(joined).std);
  }
  stds.forEach((std, i) => near(std, spreads[i], 1e-12));
  const turned = parts.map((part) => momentsOf(part))
    .reduceRight((a, b) => mergeMoments(a, b, a.count));
  near(finishMoments(turned).std, stds[3], 1e-14);
});

test("`mergeMoments()` lets the first of equal extremes win and shifts positions", () => {
  const a = momentsOf(Float64Array.of(NaN, 2, 0, 5));
  const b = momentsOf(Float64Array.of(-0, 5, 6));
  const joined = mergeMoments(a, b, 4);
  assert.deepEqual([joined.argmin, joined.argmax], [2, 6]);
  assert.ok(Object.is(joined.min, 0));
  const none = momentsOf(Float64Array.of(NaN, Infinity));
  const after = mergeMoments(none, b, 2);
  assert.deepEqual([after.argmin, after.argmax, after.count], [2, 4, 5]);
  assert.deepEqual(mergeMoments(b, none, 3), { ...b, count: 5, nan: 1 });
});
