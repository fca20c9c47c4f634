import assert from "node:assert/strict";
import { test } from "node:test";
import {
  DuplicateParamError,
  logParam,
  logParams,
  param,
  params,
  replay,
  type Run,
  startRun,
  type Value,
} from "stemma";
import { events } from "stemma";
import { hostileNames } from "../hostile_names.ts";
import { assertSameRun, tickingEnv } from "./same_run.ts";

const start = () => startRun({ experiment: "digits", env: tickingEnv() });

const VALUES: Value[] = [
  ...["", "text", "\u0000\n\u{1f600}", "NaN"],
  ...[0, -0, 0.1, 5e-324, Number.MAX_VALUE, 2 ** 53, NaN, Infinity, -Infinity],
  ...[true, false, null],
  ...[0n, -1n, 2n ** 63n - 1n, 2n ** 63n, -(2n ** 200n)],
  ...[new Date(0), new Date("0001-01-01T00:00:00Z"), new Date(Date.UTC(9999, 11, 31))],
];

test("`logParam()` keeps every value without loss, through replay too", () => {
  let run = start();
  VALUES.forEach((value, i) => run = logParam(run, `p${i}`, value));
  for (const seen of [run, replay(events(run))]) {
    assert.deepStrictEqual(params(seen).map((found) => found.value), VALUES);
    assert.ok(Object.is(param(seen, "p5"), -0));
  }
});

test("`logParam()` gives the same run for the same value, and asks no clock", () => {
  let asked = 0;
  const env = { now: () => asked++, randomId: () => "one" };
  let run = startRun({ experiment: "digits", env });
  VALUES.forEach((value, i) => run = logParam(run, `p${i}`, value));
  const before = asked;
  VALUES.forEach((value, i) => assert.equal(logParam(run, `p${i}`, value), run));
  assert.equal(logParams(run, { p0: "", p1: "text" }), run);
  assert.equal(logParams(run, {}), run);
  assert.equal(asked, before);
});

test("`logParam()` refuses another value of one key and context", () => {
  const run = logParam(start(), "a", 0);
  for (const other of [-0, 1, "0", 0n, null, false, NaN]) {
    assert.throws(
      () => logParam(run, "a", other),
      (error) => error instanceof DuplicateParamError && error.code === "PARAM_DUPLICATE",
    );
  }
  const both = logParam(run, "a", 1, { context: "training" });
  assert.equal(param(both, "a"), 0);
  assert.equal(param(both, "a", { context: "training" }), 1);
  assert.equal(param(both, "a", { context: "testing" }), undefined);
  assert.throws(
    () => logParam(both, "a", 2, { context: "training" }),
    /"training" as 2: it is 1 already/,
  );
  assert.equal(logParam(both, "a", 0, { source: "sweep", direction: "output" }), both);
});

test("`logParam()` keeps context, source and direction, and no more", () => {
  let run = logParam(start(), "a", 1);
  run = logParam(run, "b", 2, { context: "testing", source: "file", direction: "output" });
  assert.deepEqual(params(run).map(({ timestamp: _timestamp, ...rest }) => rest), [
    { key: "a", value: 1, direction: "input" },
    { key: "b", value: 2, context: "testing", source: "file", direction: "output" },
  ]);
});

test("`logParams()` flattens objects to a.b and arrays to a.0, and keeps empty ones as text", () => {
  const run = logParams(start(), {
    adam: { beta: [0.9, [1, { c: null }]], none: {} },
    list: [],
    when: new Date(0),
    bare: Object.assign(Object.create(null), { x: 1 }),
  });
  assert.deepEqual(params(run).map((found) => [found.key, found.value]), [
    ["adam.beta.0", 0.9],
    ["adam.beta.1.0", 1],
    ["adam.beta.1.1.c", null],
    ["adam.none", "{}"],
    ["list", "[]"],
    ["when", new Date(0)],
    ["bare.x", 1],
  ]);
});

test("`logParams()` logs all or none", () => {
  const run = logParam(start(), "b", 1);
  assert.throws(() => logParams(run, { a: 1, b: 2 }), DuplicateParamError);
  assert.throws(() => logParams(run, { c: 1, d: () => 1 } as never), TypeError);
  assert.throws(() => logParams(run, { "x.y": 1, x: { y: 2 } }), DuplicateParamError);
  assert.deepEqual(params(run).map((found) => found.key), ["b"]);
  const logged = logParams(run, { "x.y": 1, x: { y: 1 } });
  assert.equal(logged.length, run.length + 1);
});

test("`logParams()` takes more keys than a call takes arguments", () => {
  const many = Object.fromEntries(Array.from({ length: 200_000 }, (_, i) => [`k${i}`, i]));
  assert.equal(logParams(start(), many).length, 200_001);
});

test("hostile keys are keys like others", () => {
  let run = start();
  for (const key of hostileNames) run = logParam(run, key, key, { context: key });
  assert.deepEqual(params(run).map((found) => found.key), [...hostileNames]);
  for (const key of hostileNames) assert.equal(param(run, key, { context: key }), key);
  assert.equal(param(run, "valueOf"), undefined);
  const parsed = logParams(
    start(),
    JSON.parse('{"__proto__":{"polluted":1},"constructor":{"a":2}}'),
  );
  assert.deepEqual(params(parsed).map((found) => found.key), [
    "__proto__.polluted",
    "constructor.a",
  ]);
  assert.equal(({} as Record<string, unknown>).polluted, undefined);
  assertSameRun(replay(events(run)), run);
});

test("`logParam()` and `logParams()` refuse what cannot be kept, and the run stays", () => {
  const run = start();
  const cycle: Record<string, unknown> = {};
  cycle.a = { cycle };
  const wrong: (() => Run)[] = [
    () => logParam(run, "", 1),
    () => logParam(run, 1 as never, 1),
    () => logParam(run, "\ud800", 1),
    () => logParam(run, "a", "\udc00"),
    () => logParam(run, "a", undefined as never),
    () => logParam(run, "a", {} as never),
    () => logParam(run, "a", [] as never),
    () => logParam(run, "a", Symbol("a") as never),
    () => logParam(run, "a", 1, { context: "" }),
    () => logParam(run, "a", 1, { context: null as never }),
    () => logParam(run, "a", 1, { source: 5 as never }),
    () => logParam(run, "a", 1, { direction: "in" as never }),
    () => logParam(run, "a", 1, "training" as never),
    () => logParams(run, null as never),
    () => logParams(run, [1] as never),
    () => logParams(run, new Map() as never),
    () => logParams(run, cycle as never),
    () => logParams(run, { a: [1, , 2] as never }),
    () => logParams(run, { a: { b: undefined } as never }),
    () => logParams(run, { "": 1 }),
  ];
  for (const call of wrong) assert.throws(call, TypeError, String(call));
  assert.throws(() => logParam(run, "a", new Date(NaN)), RangeError);
  assert.throws(() => logParam(run, "a", "x".repeat(2 ** 24 + 1)), RangeError);
  assert.throws(() => logParam(run, "x".repeat(2 ** 24 + 1), 1), RangeError);
  assert.throws(() => logParam(run, "a", 1, { contxt: "x" } as never), /did you mean "context"/);
  assert.throws(() => logParams(run, {}, { dirction: "x" } as never), /did you mean "direction"/);
  assert.throws(() => param(run, "a", { contex: "x" } as never), /did you mean "context"/);
  assert.equal(run.length, 1);
});

test("a text of 16 million characters is kept", () => {
  const text = "x".repeat(2 ** 24);
  assert.equal(param(logParam(start(), "a", text), "a"), text);
});
