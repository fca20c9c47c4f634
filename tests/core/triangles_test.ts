import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { addEven } from "../../lib/core/even_sum.ts";
import { _resetCore, coreStatus } from "../../lib/core/kernel.ts";
import { loadCore } from "../../lib/core/load_core.ts";
import { type PointSource, trianglePositions } from "../../lib/core/triangles.ts";
import { boundedCore, brokenCore } from "./broken_core.ts";
import { column, columnNames } from "./columns.ts";

/** Points at steps that are `stride` apart; `even` tells whether that is known. */
function sourceOf(values: Float64Array, stride: number, even: boolean): PointSource {
  const steps = Float64Array.from(values, (_, i) => 5 + stride * i);
  return {
    read: (field, position) => (field === "steps" ? steps : values)[position],
    copy: (field, from, to, target) =>
      target.set((field === "steps" ? steps : values).subarray(from, to)),
    stride: () => even ? stride : undefined,
  };
}

afterEach(() => _resetCore("unloaded"));

for (const name of columnNames) {
  test(`\`trianglePositions()\` picks what its twin picks, however steps are told: ${name}`, () => {
    for (
      const [length, buckets] of [[3, 1], [40, 9], [999, 3], [40_000, 1], [40_000, 777], [
        99_000,
        30,
      ]]
    ) {
      const values = column(name, length);
      for (const stride of [1, 3, 2 ** 36]) {
        const found = (["unloaded", "plain"] as const).flatMap((core) =>
          [true, false].map((even) => {
            _resetCore(core);
            const points = sourceOf(values, stride, even);
            return trianglePositions(points, 0, length, buckets, true);
          })
        );
        for (const other of found) assert.deepEqual(other, found[0], `${length}, ${buckets}`);
      }
    }
  });
}

test("`trianglePositions()` tells where a value is not finite and none may be", () => {
  for (const core of ["unloaded", "plain"] as const) {
    _resetCore(core);
    for (const place of [0, 1, 30_000, 49_999]) {
      const values = column("uniform", 50_000);
      const points = sourceOf(values, 1, true);
      assert.equal(trianglePositions(points, 0, 50_000, 99, false)!.length, 101);
      values[place] = -Infinity;
      assert.equal(trianglePositions(points, 0, 50_000, 99, false), undefined);
      assert.equal(trianglePositions(points, 0, 50_000, 99, true)!.length, 101);
    }
  }
});

test("`trianglePositions()` throws where the kernel stops or gets no memory", async () => {
  const points = sourceOf(column("uniform", 9000), 1, true);
  const wanted = trianglePositions(points, 0, 9000, 50, true);
  await loadCore(brokenCore(3, "trap"));
  assert.throws(() => trianglePositions(points, 0, 9000, 50, true), { code: "CORE_TRAP" });
  assert.equal(coreStatus(), "unloaded");
  await loadCore(boundedCore(3));
  assert.throws(() => trianglePositions(points, 0, 9000, 50, true), { code: "CORE_MEMORY" });
  _resetCore("unloaded");
  assert.deepEqual(trianglePositions(points, 0, 9000, 50, true), wanted);
});

test("`addEven()` gives the bits of adding one by one", () => {
  for (const sum of [0, -0, 0.1, 7, -(2 ** 52), 2 ** 53 - 9]) {
    for (const [first, stride] of [[0, 1], [3, 0], [9, -4], [2 ** 40, 3], [2 ** 52, 2 ** 40]]) {
      for (const count of [1, 2, 5, 1000]) {
        let wanted = sum;
        for (let i = 0; i < count; i++) wanted += first + stride * i;
        assert.equal(addEven(sum, first, stride, count), wanted);
      }
    }
  }
});
