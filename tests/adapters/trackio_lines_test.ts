import fc from "fast-check";
import assert from "node:assert/strict";
import test from "node:test";
import { logMetric, logParam, type Run, startRun } from "stemma";
import { trackioInteger, trackioNumber } from "../../lib/adapters/trackio_json.ts";
import { type TrackioLine, TrackioLines } from "../../lib/adapters/trackio_lines.ts";

/** Steps of a run that leave lines of every kind: some go on, some end, some repeat a name. */
const anyStep = fc.record({
  key: fc.constantFrom("a", "b", "c"),
  step: fc.integer({ min: 0, max: 1 }),
  time: fc.integer({ min: 0, max: 1 }),
  isParam: fc.boolean(),
});

function runsOf(steps: readonly { key: string; step: number; time: number; isParam: boolean }[]) {
  const runs = [startRun({ experiment: "lines", runId: "r" })];
  steps.forEach(({ key, step, time, isParam }, i) => {
    const run = runs.at(-1)!;
    runs.push(
      isParam ? logParam(run, `p${i}`, i) : logMetric(run, key, i, { step, timestamp: time }),
    );
  });
  return runs;
}

const listener = { name: ({ key }: { key: string }) => key, other() {} };

/** The lines of a run, read as it grows; the last one may be open. */
function linesOf(runs: readonly Run[]): TrackioLine[] {
  const reader = new TrackioLines("r", listener);
  const lines = runs.flatMap((run) => [...reader.read(run)]);
  const open = reader.open();
  return open === undefined ? lines : [...lines, open];
}

test("where lines begin and end does not depend on when they are read", () => {
  fc.assert(fc.property(fc.array(anyStep, { maxLength: 40 }), fc.nat(), (steps, seed) => {
    const runs = runsOf(steps);
    const some = runs.filter((_, i) => (i * 7919 + seed) % 3 === 0);
    const whole = linesOf([runs.at(-1)!]);
    assert.deepEqual(linesOf([...some, runs.at(-1)!]), whole);
    assert.equal(new Set(whole.map(({ id }) => id)).size, whole.length);
    const logged = steps.map(({ isParam }, i) => isParam ? -1 : i).filter((i) => i >= 0);
    assert.deepEqual(whole.flatMap(({ points }) => points.map(({ value }) => value)), logged);
    for (const { points } of whole) {
      assert.equal(new Set(points.map(({ name }) => name)).size, points.length);
    }
  }));
});

test("lines are found again from any of them", () => {
  fc.assert(fc.property(fc.array(anyStep, { maxLength: 30 }), (steps) => {
    const run = runsOf(steps).at(-1)!;
    const reader = new TrackioLines("r", listener);
    const ended = [...reader.read(run)];
    const open = reader.open();
    const lines = open === undefined ? ended : [...ended, open];
    lines.forEach(({ first }, i) => {
      assert.deepEqual([...reader.linesFrom(run, first)], lines.slice(i));
    });
  }));
});

test("trackioNumber() writes what Python reads as the same float, within its 64 bits", () => {
  fc.assert(fc.property(fc.double(), (value) => {
    const text = trackioNumber(value);
    const back = JSON.parse(text);
    assert.ok(Object.is(Number(back), value), text);
    const isInteger = /^-?[0-9]+$/.test(text);
    assert.ok(!isInteger || (Number.isSafeInteger(value) && !Object.is(value, -0)), text);
  }));
  assert.deepEqual([-0, 2 ** 64, -(2 ** 53), 1e21, NaN].map(trackioNumber), [
    "-0.0",
    "18446744073709552000.0",
    "-9007199254740992.0",
    "1e+21",
    '"NaN"',
  ]);
});

test("trackioInteger() writes an integer that 64 bits cannot hold as text", () => {
  const most = 2n ** 64n - 1n;
  assert.deepEqual([most, most + 1n, -(2n ** 63n), -(2n ** 63n) - 1n].map(trackioInteger), [
    "18446744073709551615",
    '"18446744073709551616"',
    "-9223372036854775808",
    '"-9223372036854775809"',
  ]);
});
