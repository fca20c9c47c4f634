import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  digest,
  type Env,
  events,
  logMetric,
  logMetrics,
  type Run,
  setTag,
  startRun,
} from "stemma";
import { concat } from "../../lib/base/bytes.ts";
import { LogReader, type ReadLog } from "../../lib/run/read_log.ts";
import { scriptedRun } from "../scripted_run.ts";
import { assertSameRun } from "./same_run.ts";
import { anyRun, logBytes } from "./sample_logs.ts";

const env: Env = { now: () => 1_700_000_000_000, randomId: () => "one" };

function read(pieces: Iterable<Uint8Array>): ReadLog {
  const reader = new LogReader();
  for (const piece of pieces) reader.push(piece);
  return reader.end();
}

function* inPieces(bytes: Uint8Array, size: number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size);
}

test("`LogReader` gives back to the bit what `writeLog()` wrote", () => {
  fc.assert(
    fc.property(anyRun, (run) => {
      const { run: back, cut, roots } = read([logBytes(run)]);
      assert.equal(cut, undefined);
      assert.equal(roots.length, 1);
      assertSameRun(back, run);
    }),
    { numRuns: 150 },
  );
});

test("`LogReader` reads a run in which every verb has its place, and unknown types", () => {
  assertSameRun(read([logBytes(scriptedRun())]).run, scriptedRun());
});

test("`LogReader` reads pieces of any size", () => {
  const run = logMetrics(scriptedRunStart(), { a: 1, b: NaN });
  const bytes = logBytes(run);
  for (let size = 1; size <= bytes.length; size++) {
    const { run: back, cut } = read(inPieces(bytes, size));
    assert.equal(cut, undefined);
    assert.equal(digest(back), digest(run));
  }
  assert.equal(read([bytes.slice(0, 9), new Uint8Array(), bytes.slice(9)]).run.length, run.length);
});

test("`LogReader` takes single bytes of a large frame in linear time", () => {
  let run = scriptedRunStart();
  for (let i = 0; i < 8000; i++) run = logMetric(run, "loss", Math.sin(i));
  const bytes = logBytes(run);
  const began = performance.now();
  assert.equal(read(inPieces(bytes, 1)).run.length, run.length);
  assert.ok(performance.now() - began < 3000, `${bytes.length} bytes one by one`);
});

test("runs over many frames, with records larger than a frame, come back", () => {
  let run = scriptedRunStart();
  for (let i = 0; i < 20_000; i++) run = logMetrics(run, { a: i, b: -i });
  for (let i = 0; i < 6; i++) run = setTag(run, `big ${i}`, String(i).repeat(2 ** 21 + i));
  run = logMetric(run, "a", 1);
  const { run: back, cut } = read(inPieces(logBytes(run), 65_536));
  assert.equal(cut, undefined);
  assert.equal(digest(back), digest(run));
  assert.deepEqual([...events(back, { since: back.length - 1 })], [
    ...events(run, { since: run.length - 1 }),
  ]);
});

test("`writeLog()` holds a point of ordinary series in at most 11 bytes", () => {
  const figures: Record<string, number> = {};
  const measure = (name: string, points: number, grow: (run: Run, i: number) => Run) => {
    let run = scriptedRunStart();
    const empty = logBytes(run).length;
    for (let i = 0; run.length < points; i++) run = grow(run, i);
    figures[name] = (logBytes(run).length - empty) / run.length;
  };
  let now = 1_700_000_000_000;
  const at = (i: number) => ({ timestamp: now += 3 + (i * 7919) % 40 });
  measure("one series", 50_000, (run, i) => logMetric(run, "loss", Math.sin(i), at(i)));
  measure(
    "one series, a step in 50",
    50_000,
    (run, i) => logMetric(run, "loss", Math.sin(i), { ...at(i), step: 50 * i }),
  );
  measure(
    "8 at once",
    50_000,
    (run, i) =>
      logMetrics(run, Object.fromEntries([..."abcdefgh"].map((key) => [key, i])), {
        ...at(i),
        step: i,
      }),
  );
  measure(
    "two contexts in turn",
    50_000,
    (run, i) =>
      logMetric(run, "loss", i, { ...at(i), context: i % 100 < 90 ? "training" : "validation" }),
  );
  measure(
    "300 at once, contexts",
    60_000,
    (run, i) =>
      logMetrics(
        run,
        Object.fromEntries(Array.from({ length: 300 }, (_, k) => [`m${k}`, i])),
        at(i),
      ),
  );
  measure(
    "seconds apart",
    50_000,
    (run, i) => logMetric(run, "loss", i, { timestamp: now += 60_000 + i % 977 }),
  );
  console.log(
    "run.log, bytes a point:",
    Object.fromEntries(
      Object.entries(figures).map(([name, bytes]) => [name, bytes.toFixed(2)]),
    ),
  );
  for (const [name, bytes] of Object.entries(figures)) assert.ok(bytes <= 11, `${name}: ${bytes}`);
});

test("`writeLog()` writes equal bytes for equal facts, forked or not", () => {
  const grow = (fork: boolean) => {
    let run = startRun({ experiment: "digits", env });
    for (let i = 0; i < 500; i++) {
      if (fork && i % 50 === 0) logMetric(run, "other", 1);
      run = logMetric(run, "loss", i);
    }
    return run;
  };
  assert.deepEqual(logBytes(grow(true)), logBytes(grow(false)));
  assert.deepEqual(concat([logBytes(grow(true))]), logBytes(grow(true)));
});

function scriptedRunStart(): Run {
  return startRun({ experiment: "digits", env });
}
