import assert from "node:assert/strict";
import { test } from "node:test";
import {
  contexts,
  defineMetric,
  events,
  latest,
  logMetric,
  logMetrics,
  type MetricOptions,
  metrics,
  replay,
  type Run,
  RunStateError,
  series,
  startRun,
} from "stemma";
import { hostileNames } from "../hostile_names.ts";
import { assertSameRun, tickingEnv } from "./same_run.ts";

const start = () => startRun({ experiment: "digits", env: tickingEnv(0) });
const MAX = Number.MAX_SAFE_INTEGER;

test("`logMetric()` keeps the bits of every value", () => {
  const values = [NaN, -0, 0, Infinity, -Infinity, 5e-324, Number.MAX_VALUE, 0.1];
  let run = start();
  for (const value of values) run = logMetric(run, "loss", value);
  assert.deepStrictEqual(series(run, "loss")!.values, Float64Array.from(values));
});

test("`logMetric()` counts steps on from the last one, each series its own", () => {
  let run = start();
  const log = (key: string, options?: MetricOptions) => run = logMetric(run, key, 1, options);
  log("a");
  log("a");
  log("a", { step: 10 });
  log("a");
  log("a", { step: 3 });
  log("a");
  log("a", { context: "training" });
  log("a", { source: "probe" });
  log("a", { step: -0 });
  assert.deepStrictEqual([...series(run, "a")!.steps], [0, 1, 10, 11, 3, 4, 0]);
  assert.deepEqual([...series(run, "a", { context: "training" })!.steps], [0]);
  assert.deepEqual([...series(run, "a", { source: "probe" })!.steps], [0]);
  assertSameRun(replay(events(run)), run);
});

test("`logMetric()` takes steps up to 2^53-1, and none follows by itself", () => {
  const run = logMetric(start(), "a", 1, { step: MAX });
  assert.equal(latest(run, "a")?.step, MAX);
  assert.throws(() => logMetric(run, "a", 1), RangeError);
  assert.throws(() => logMetrics(run, { b: 1, a: 1 }), RangeError);
  assert.deepEqual(metrics(run).map((metric) => metric.key), ["a"]);
  const again = logMetrics(run, { b: 1, a: 1 }, { step: 0 });
  assert.equal(again.length, run.length + 3);
});

test("`logMetric()` takes a Date, fractions of milliseconds, times before 1970, or the clock", () => {
  let run = start();
  for (const timestamp of [new Date(5), 1.25, -1.5, 0, -0, undefined]) {
    run = logMetric(run, "a", 1, { timestamp });
  }
  assert.deepStrictEqual([...series(run, "a")!.timestamps], [5, 1.25, -1.5, 0, 0, 1]);
});

test("`logMetric()` makes a series of key, context and source, and keeps its unit", () => {
  let run = logMetric(start(), "t", 1, { unit: "s" });
  run = logMetric(run, "t", 2);
  run = logMetric(run, "t", 3, { unit: "s" });
  run = logMetric(run, "t", 4, { context: "testing", unit: "ms" });
  run = logMetric(run, "t", 5, { context: "testing", source: "gpu" });
  assert.deepEqual(metrics(run), [
    { key: "t", unit: "s", length: 3 },
    { key: "t", context: "testing", unit: "ms", length: 1 },
    { key: "t", context: "testing", source: "gpu", length: 1 },
  ]);
  for (const unit of ["ms", "S"]) {
    assert.throws(
      () => logMetric(run, "t", 1, { unit }),
      (error) => error instanceof RunStateError && error.code === "RUN_UNIT",
    );
  }
  assert.throws(
    () => logMetric(run, "t", 1, { context: "testing", source: "gpu", unit: "%" }),
    RunStateError,
  );
  assert.deepEqual(contexts(run), [{ name: "testing" }]);
});

test("`logMetrics()` logs in the order of the keys, with one time, or nothing", () => {
  const before = start();
  const run = logMetrics(before, { b: 1, a: NaN, 7: 2 }, {
    context: "training",
    step: 4,
    source: "x",
  });
  assert.deepEqual(metrics(run).map(({ key, length }) => [key, length]), [["7", 1], ["b", 1], [
    "a",
    1,
  ]]);
  const choice = { context: "training", source: "x" };
  assert.deepEqual(latest(run, "a", choice), { step: 4, value: NaN, timestamp: 1 });
  assert.equal(logMetrics(run, {}), run);
  const length = run.length;
  for (
    const values of [{ a: 1, b: "2" }, { a: 1, "": 2 }, { a: 1, "\ud800": 2 }, { a: 1, b: null }]
  ) {
    assert.throws(() => logMetrics(run, values as never), TypeError);
  }
  assert.equal(run.length, length);
  const after = logMetrics(run, { a: 1 }, choice);
  assert.deepEqual([...series(after, "a", choice)!.values], [NaN, 1]);
  assertSameRun(replay(events(after)), after);
});

test("`logMetric()` and `logMetrics()` refuse what is not theirs", () => {
  const run = start();
  const typed: (() => Run)[] = [
    () => logMetric(run, "", 1),
    () => logMetric(run, 5 as never, 1),
    () => logMetric(run, "\ud800", 1),
    () => logMetric(run, "a", "1" as never),
    () => logMetric(run, "a", 1n as never),
    () => logMetric(run, "a", undefined as never),
    () => logMetric(run, "a", null as never),
    () => logMetric(run, "a", 1, null as never),
    () => logMetric(run, "a", 1, 10 as never),
    () => logMetric(run, "a", 1, true as never),
    () => logMetric(run, "a", 1, "training" as never),
    () => logMetric(run, "a", 1, { context: "" }),
    () => logMetric(run, "a", 1, { context: null as never }),
    () => logMetric(run, "a", 1, { context: "\udc00" }),
    () => logMetric(run, "a", 1, { source: "" }),
    () => logMetric(run, "a", 1, { unit: 5 as never }),
    () => logMetric(run, "a", 1, { step: "1" as never }),
    () => logMetric(run, "a", 1, { step: 1n as never }),
    () => logMetric(run, "a", 1, { step: null as never }),
    () => logMetric(run, "a", 1, { timestamp: "2026" as never }),
    () => logMetrics(run, null as never),
    () => logMetrics(run, [1] as never),
    () => logMetrics(run, { a: 1 }, 5 as never),
  ];
  for (const call of typed) assert.throws(call, TypeError, String(call));
  for (const step of [NaN, -1, 0.5, Infinity, 2 ** 53]) {
    assert.throws(() => logMetric(run, "a", 1, { step }), RangeError);
    assert.throws(() => logMetrics(run, { a: 1 }, { step }), RangeError);
  }
  for (const timestamp of [NaN, Infinity, 1e300, new Date(NaN), -62135596800001]) {
    assert.throws(() => logMetric(run, "a", 1, { timestamp }), RangeError);
    assert.throws(() => logMetrics(run, { a: 1 }, { timestamp }), RangeError);
  }
  assert.throws(() => logMetric(run, "a", 1, { stp: 1 } as never), /did you mean "step"/);
  assert.throws(
    () => logMetric(run, "a", 1, { context: "x", timestmp: 1 } as never),
    /"timestamp"/,
  );
  assert.throws(() => logMetrics(run, { a: 1 }, { unit: "s" } as never), TypeError);
  assert.throws(() => latest(run, "a", { contxt: "x" } as never), /did you mean "context"/);
  assert.throws(() => series(run, "a", { sorce: "x" } as never), /did you mean "source"/);
  assert.equal(run.length, 1);
  assert.equal(logMetric(run, "a", 1, { step: undefined, context: undefined }).length, 3);
});

test("hostile names are metrics, contexts and sources like others", () => {
  let run = start();
  for (const name of hostileNames) {
    run = logMetric(run, name, 1, { context: name, source: name, unit: name });
  }
  assert.deepEqual(
    metrics(run),
    hostileNames.map((name) => ({ key: name, context: name, source: name, unit: name, length: 1 })),
  );
  assert.equal(latest(run, "valueOf"), undefined);
  assert.equal(series(run, "__proto__"), undefined);
  assertSameRun(replay(events(run)), run);
});

test("`defineMetric()` keeps the newest definition and repeats none", () => {
  const run = defineMetric(start(), "acc", { fold: "max", unit: "%" });
  assert.equal(defineMetric(run, "acc", { fold: "max", unit: "%" }), run);
  assert.equal(defineMetric(run, "acc", { fold: "last" }).length, run.length + 1);
  for (const options of [undefined, null, {}, { fold: "median" }, { fold: "max", unit: "" }, []]) {
    assert.throws(() => defineMetric(run, "acc", options as never), TypeError);
  }
  assert.throws(() => defineMetric(run, "", { fold: "max" }), TypeError);
  assert.throws(() => defineMetric(run, "a", { fold: "max", unti: "s" } as never), /"unit"/);
});
