import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Env, logMetric, logMetrics, type Run, setTag, startRun } from "stemma";
import { toHex } from "../../lib/base/bytes.ts";
import { ByteReader, ByteWriter } from "../../lib/base/varint.ts";
import { LogReader } from "../../lib/run/read_log.ts";
import { ValueTable } from "../../lib/run/value_table.ts";
import { assertSameRun } from "./same_run.ts";
import { logBytes } from "./sample_logs.ts";

const env: Env = { now: () => 1_700_000_000_000, randomId: () => "one" };

function readBack(run: Run): Run {
  const reader = new LogReader();
  reader.push(logBytes(run));
  return reader.end().run;
}

/** Bytes a point for values of one series, its frame's other bytes left out. */
function bytesEach(values: readonly number[]): number {
  const start = startRun({ experiment: "digits", env });
  const grow = (some: readonly number[]) =>
    some.reduce((run, value) => logMetric(run, "loss", value), start);
  const run = grow(values);
  assertSameRun(readBack(run), run);
  const rest = logBytes(grow(values.slice(0, 1))).length;
  return (logBytes(run).length - rest) / (values.length - 1);
}

const many = (value: (i: number) => number) => Array.from({ length: 4000 }, (_, i) => value(i));

test("a value takes eight bytes, four where it is a float32, one where there are few of them", () => {
  const near = (bytes: number, expected: number) =>
    assert.ok(Math.abs(bytes - expected) < 0.6, `${bytes} where ${expected} are due`);
  near(bytesEach(many((i) => Math.sin(i))), 8);
  near(bytesEach(many((i) => Math.fround(Math.sin(i)))), 4);
  near(bytesEach(many((i) => i % 50 === 0 ? NaN : Math.fround(Math.sin(i)))), 4);
  near(bytesEach(many((i) => 0.001 * 0.9 ** Math.floor(i / 200))), 1);
  near(bytesEach(many((i) => (Math.imul(i + 1, 0x9e3779b1) >>> 16) % 101 / 100)), 1.2);
  near(bytesEach(many(() => NaN)), 1);
  near(bytesEach(many((i) => i % 3 === 0 ? -0 : i % 3 === 1 ? 0 : -Infinity)), 1);
  // 257 different values: one too many.
  near(bytesEach(many((i) => Math.fround(Math.sin(i % 257)))), 4);
});

test("`ValueTable` has a layout, one NaN and two zeros", () => {
  const odd = new Float64Array(Uint32Array.of(1, 0xfff80000).buffer)[0];
  const table = new ValueTable();
  const out = new ByteWriter();
  assert.equal(table.fill(Float64Array.of(9, 0.5, NaN, 0.5, odd, -0, 0, -0, 9), 1, 8), 40);
  table.write(out, 7);
  const doubles = "000000000000e03f" + "000000000000f87f" + "0000000000000080" +
    "0000000000000000";
  assert.equal(toHex(out.written()), `03${doubles}00010001020302`);
  const target = new Float64Array(9);
  new ValueTable().read(new ByteReader(out.written()), target, 1, 8);
  assert.deepEqual([...target], [0, 0.5, NaN, 0.5, NaN, -0, 0, -0, 0]);
  for (const broken of [out.written().slice(0, -1), out.written().slice(0, 20)]) {
    assert.throws(() => table.read(new ByteReader(broken), target, 1, 8), RangeError);
  }
  const beyond = out.written().slice();
  beyond[beyond.length - 1] = 4;
  assert.throws(() => table.read(new ByteReader(beyond), target, 1, 8), /not in its table/);
});

test("points, records and series around the borders of frames come back", () => {
  const kind = fc.constantFrom("few", "single", "double", "odd");
  const event = fc.tuple(fc.nat(5), fc.nat(20), fc.nat(3));
  fc.assert(
    fc.property(
      fc.integer({ min: 16_340, max: 16_388 }),
      fc.array(kind, { minLength: 6, maxLength: 6 }),
      fc.array(event, { maxLength: 80 }),
      (filled, kinds, rows) => {
        const valueOf = (series: number, i: number) => {
          const wave = Math.sin(i) * 1e3;
          switch (kinds[series]) {
            case "few":
              return Math.round(wave / 100);
            case "single":
              return Math.fround(wave);
            case "odd":
              return [NaN, -0, Infinity, 5e-324, wave][i % 5];
          }
          return wave;
        };
        let run = startRun({ experiment: "digits", env });
        while (run.length < filled) {
          const i = run.length;
          run = logMetrics(run, { k0: valueOf(0, i), k1: valueOf(1, i), k2: valueOf(2, i) });
        }
        for (const [i, [series, jump, what]] of rows.entries()) {
          run = what === 0
            ? setTag(run, `t${i}`, "x")
            : logMetric(run, `k${series}`, valueOf(series, i), {
              step: i * jump,
              timestamp: env.now() + i * what,
            });
        }
        assertSameRun(readBack(run), run);
      },
    ),
    { numRuns: 12 },
  );
});
