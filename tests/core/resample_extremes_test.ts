import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { CoreError } from "../../lib/base/errors.ts";
import { _resetCore, coreStatus } from "../../lib/core/kernel.ts";
import { loadCore } from "../../lib/core/load_core.ts";
import { extremeRows } from "../../lib/core/resample_extremes.ts";
import { brokenCore } from "./broken_core.ts";
import { column, columnNames } from "./columns.ts";

const BLOCK = 128;

const rowsOf = (values: Float64Array, inside = false) =>
  extremeRows(values.length / BLOCK, inside, (target) => target.set(values)).slice();

afterEach(() => _resetCore("unloaded"));

for (const name of columnNames) {
  test(`\`extremeRows()\` gives the bits of its twin: ${name}`, () => {
    for (const blocks of [0, 1, 2, 3, 63, 64, 65]) {
      const values = column(name, blocks * BLOCK);
      for (const inside of [false, true]) {
        _resetCore("unloaded");
        const fast = rowsOf(values, inside);
        if (blocks > 1) assert.equal(coreStatus(), "wasm");
        _resetCore("plain");
        const plain = rowsOf(values, inside);
        assert.deepEqual(new BigUint64Array(fast.buffer), new BigUint64Array(plain.buffer));
      }
    }
  });
}

test("`extremeRows()` tells extremes of finite values and the gaps that begin", () => {
  const values = new Float64Array(3 * BLOCK).fill(1);
  values.fill(NaN, 100, 300);
  values[7] = -0;
  values[8] = Infinity;
  values[310] = 5;
  for (const to of ["unloaded", "plain"] as const) {
    _resetCore(to);
    assert.deepEqual([...rowsOf(values)], [0, 1, 2, Infinity, -Infinity, 0, 1, 5, 0]);
  }
});

test("`extremeRows()` throws CORE_TRAP where the kernel stops", async () => {
  await loadCore(brokenCore(3, "trap"));
  const values = column("uniform", 4 * BLOCK);
  assert.throws(() => rowsOf(values), (error: unknown) => {
    assert.ok(error instanceof CoreError);
    return error.code === "CORE_TRAP";
  });
  assert.equal(coreStatus(), "unloaded");
});
