import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { afterEach, test } from "node:test";
import { concat, toHex } from "../../lib/base/bytes.ts";
import { _resetCore, coreStatus } from "../../lib/core/kernel.ts";
import { loadCore } from "../../lib/core/load_core.ts";
import { hashPoints } from "../../lib/core/point_leaves.ts";
import { plainPointLeaves, type PointColumns } from "../../lib/core/point_leaves_plain.ts";
import { eventBytes } from "../../lib/run/event_bytes.ts";
import { brokenCore } from "./broken_core.ts";
import { seeded } from "./columns.ts";

/** A number of each class of float64: zeros, denormals, ordinary ones, the largest, infinities. */
const CLASSES = [
  ...[0, 2 ** -1074, 2 ** -1022 - 2 ** -1074, 2 ** -1022, 0.1, 1, 1.5, 2 ** 53, 1e308],
  ...[Number.MAX_VALUE, Infinity],
];

function columns(count: number): PointColumns {
  const random = seeded(count);
  const values = Float64Array.from({ length: count }, (_, i) => {
    const value = CLASSES[i % CLASSES.length];
    return i % 3 === 1 ? -value : value;
  });
  for (let i = 5; i < count; i += 7) values[i] = NaN;
  return {
    series: Int32Array.from({ length: count }, () => Math.floor(random() * 2 ** 31)),
    timestamps: Float64Array.from({ length: count }, () => 1.7e12 + Math.floor(random() * 1e9) / 8),
    steps: Float64Array.from({ length: count }, () => Math.floor(random() * 2 ** 53)),
    values,
  };
}

function cryptoLeaves({ series, timestamps, steps, values }: PointColumns): Uint8Array {
  return concat(Array.from(series, (number, i) => {
    const [timestamp, step, value] = [timestamps[i], steps[i], values[i]];
    const bytes = eventBytes({ type: "metric", series: number, timestamp, step, value });
    return createHash("sha256").update(Uint8Array.of(0)).update(bytes).digest();
  }));
}

afterEach(() => _resetCore("unloaded"));

for (const mode of ["unloaded", "plain"] as const) {
  test(`\`hashPoints()\` agrees with node:crypto over the canonical bytes (${mode})`, () => {
    _resetCore(mode);
    for (const count of [0, 1, 2, 3, 4, 5, 7, 8, 9, 255, 2047, 2048, 2049, 4097]) {
      const points = columns(count);
      assert.equal(toHex(hashPoints(points)), toHex(cryptoLeaves(points)), `${count} points`);
    }
  });

  test(`\`hashPoints()\` gives every NaN the same leaf and -0 another than 0 (${mode})`, () => {
    _resetCore(mode);
    const words = [
      ...[[0, 0x7ff80000], [1, 0x7ff00000], [0, 0xfff80000], [0xffffffff, 0xffffffff]],
      ...[[0xdeadbeef, 0x7ff7ffff], [0, 0], [0, 0x80000000], [0, 0x7ff00000], [0, 0xfff00000]],
    ];
    const values = new Float64Array(Uint32Array.from(words.flat()).buffer);
    const same = new Float64Array(values.length);
    const series = new Int32Array(values.length);
    const hex = toHex(hashPoints({ series, timestamps: same, steps: same, values }));
    const leaves = hex.match(/.{64}/g)!;
    assert.deepEqual(leaves.slice(0, 5), Array(5).fill(leaves[0]));
    assert.equal(new Set(leaves).size, 5);
  });
}

test("`hashPoints()` is served by the kernel, equals its twin, and leaves the columns as they are", () => {
  const points = columns(5000);
  const before = structuredClone(points);
  const leaves = hashPoints(points);
  assert.equal(coreStatus(), "wasm");
  assert.equal(toHex(leaves), toHex(plainPointLeaves(points)));
  assert.deepEqual(points, before);
});

test("`hashPoints()` reads a number of a series without its sign", () => {
  for (const mode of ["unloaded", "plain"] as const) {
    _resetCore(mode);
    const one = Float64Array.of(1);
    const points = { series: Int32Array.of(-1), timestamps: one, steps: one, values: one };
    const bytes = eventBytes({
      ...{ type: "metric", series: 2 ** 32 - 1, timestamp: 1, step: 1, value: 1 },
    });
    const leaf = createHash("sha256").update(Uint8Array.of(0)).update(bytes).digest("hex");
    assert.equal(toHex(hashPoints(points)), leaf);
  }
});

test("`hashPoints()` throws a typed error where the kernel stops, and works again", async () => {
  const points = columns(100);
  const wanted = toHex(hashPoints(points));
  await loadCore(brokenCore(3, "trap"));
  assert.throws(() => hashPoints(points), { name: "CoreError", code: "CORE_TRAP" });
  _resetCore("unloaded");
  assert.equal(toHex(hashPoints(points)), wanted);
});
