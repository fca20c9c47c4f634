import fc from "fast-check";
import assert from "node:assert/strict";
import { test } from "node:test";
import { Column } from "../../lib/run/column.ts";
import { Rooms } from "../../lib/run/rooms.ts";
import { readSealed } from "../../lib/run/sealed_chunk.ts";

type Point = readonly [step: number, value: number, timestamp: number, number: number];

const rooms = new Rooms();
const FIELDS = ["steps", "values", "timestamps", "numbers"] as const;
const T = 1_700_000_000_000;
const MAX = Number.MAX_SAFE_INTEGER;

/** Ways in which a column's points go on: the i-th point, before it comes to its event's number. */
const SHAPES: readonly ((i: number) => [step: number, value: number, timestamp: number])[] = [
  (i) => [i, Math.sin(i), T + i],
  () => [7, NaN, T],
  (i) => [MAX - i, -0, T - i * 86_400_000],
  (i) => [i % 2 === 0 ? 0 : MAX, i % 3 === 0 ? Infinity : 5e-324, T + i * 0.25],
  (i) => [i * i, -i, T + (i * 7919) % 1000],
  (i) => [i % 100, 1 / i, i === 3 ? -0 : i],
  (i) => [i * 2 ** 39, i, i % 2 === 0 ? -62_135_596_800_000 : 253_402_300_799_999],
];
const EVENTS: readonly ((i: number) => number)[] = [
  (i) => i + 2,
  (i) => 3 * i + 1,
  (i) => i + Math.floor(i / 5) + 1,
  (i) => i + (i < 1000 ? 0 : 2 ** 31),
];

function identity(series: number) {
  return { series, key: "k", declared: 0 };
}

/** The points from one position to another, read in one copy a field. */
function copied(column: Column, from: number, to: number): Point[] {
  const lanes = FIELDS.map((field) => {
    const target = new Float64Array(to - from + 1).fill(-5);
    column.copy(field, from, to, target, 1);
    assert.equal(target[0], -5);
    return target.subarray(1);
  });
  return Array.from({ length: to - from }, (_, i) => lanes.map((lane) => lane[i]) as never);
}

function assertPoints(column: Column, expected: readonly Point[], from: number, to: number): void {
  assert.deepStrictEqual(copied(column, from, to), expected.slice(from, to));
}

test("`Column` keeps the bits of every point, however its steps and times go, over every border", () => {
  for (const shape of SHAPES) {
    for (const event of EVENTS) {
      const column = new Column(identity(0), rooms);
      const expected: Point[] = [];
      for (let i = 0; i < 4500; i++) {
        const point: Point = [...shape(i), event(i)];
        column.push(...point);
        expected.push(point);
      }
      assert.equal(column.length, 4500);
      assert.equal(column.lastStep, expected[4499][0]);
      assertPoints(column, expected, 0, 4500);
      for (const at of [0, 31, 32, 127, 128, 2047, 2048, 2049, 4095, 4096, 4499]) {
        assert.deepStrictEqual(FIELDS.map((field) => column.read(field, at)), expected[at]);
        assert.equal(column.lengthAt(expected[at][3]), at);
        assert.equal(column.lengthAt(expected[at][3] + 1), at + 1);
      }
    }
  }
});

test("`Column` changes no point when a later one makes it move", () => {
  const column = new Column(identity(0), rooms);
  const seen: Point[] = [];
  for (let i = 0; i < 2100; i++) {
    column.push(i, i / 3, T + i, i + 1);
    seen.push([i, i / 3, T + i, i + 1]);
    if ([1, 32, 33, 128, 129, 512, 513, 2048, 2049].includes(i + 1)) {
      assertPoints(column, seen, 0, i + 1);
    }
  }
  assertPoints(column, seen, 0, 2100);
});

test("`Column` reads through columns that it goes on from, at any place", () => {
  const lengths = fc.constantFrom(0, 1, 31, 33, 127, 129, 600, 2047, 2048, 2049, 4097);
  const branch = fc.tuple(lengths, fc.nat(SHAPES.length - 1), fc.double({ min: 0, max: 1 }));
  const places = fc.array(
    fc.tuple(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
    ),
    { minLength: 1, maxLength: 5 },
  );
  fc.assert(
    fc.property(fc.array(branch, { minLength: 1, maxLength: 6 }), places, (branches, cuts) => {
      let column = new Column(identity(0), rooms);
      let expected: Point[] = [];
      let number = 0;
      for (const [i, [count, shape, share]] of branches.entries()) {
        if (i > 0) {
          const offset = Math.floor((share || 0) * expected.length);
          column = new Column(identity(0), rooms, column, offset);
          expected = expected.slice(0, offset);
        }
        for (let k = 0; k < count; k++) {
          const point: Point = [...SHAPES[shape](k), ++number];
          column.push(...point);
          expected.push(point);
        }
      }
      for (const [a, b] of cuts) {
        const [from, to] = [a, b].map((part) => Math.floor(part * expected.length))
          .sort((x, y) => x - y);
        assertPoints(column, expected, from, to);
      }
    }),
    { numRuns: 60 },
  );
});

test("`sealedAt()` gives the chunk that holds a position, up to where a line of history ends", () => {
  const base = new Column(identity(0), rooms);
  for (let i = 0; i < 5000; i++) base.push(i, i / 3, T, i);
  const fork = new Column(identity(0), rooms, base, 3000);
  for (let i = 0; i < 4000; i++) fork.push(i, -i / 3, T, i);
  for (const [first, last] of [[0, 2047], [2048, 2999], [3000, 5047]]) {
    for (const position of [first, first + 1, last]) {
      const { chunk, from, to } = fork.sealedAt(position)!;
      assert.deepEqual([from, to], [first, last + 1]);
      assert.equal(readSealed(chunk.values, position - from), fork.read("values", position));
    }
  }
  assert.equal(fork.sealedAt(5048), undefined);
  assert.equal(base.sealedAt(4999), undefined);
});
