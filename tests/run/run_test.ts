import assert from "node:assert/strict";
import { test } from "node:test";
import {
  digest,
  events,
  latest,
  logMetric,
  logParam,
  param,
  replay,
  Run,
  type Run as RunType,
  RunStateError,
  series,
  setTag,
  startRun,
  tags,
} from "stemma";
import * as stemma from "stemma";
import { scriptedEnv, scriptedRun } from "../scripted_run.ts";
import { assertFrozen, assertSameRun, tickingEnv, viewsOf } from "./same_run.ts";

const start = () => startRun({ experiment: "digits", env: tickingEnv() });

test("`Run` is frozen, and so is all that is read of it", () => {
  const run = scriptedRun();
  assert.ok(Object.isFrozen(run));
  assert.throws(() => Object.assign(run, { length: 5 }), TypeError);
  for (const [view, found] of Object.entries(viewsOf(run))) {
    if (view === "series") continue;
    for (const item of Array.isArray(found) ? found : [found]) {
      if (view === "models" || view === "datasets") assert.ok(Object.isFrozen(item));
      else if (view !== "head") assertFrozen(item, view);
    }
  }
});

test("`series()` and lists are copies: what is done to them changes nothing", () => {
  const run = logMetric(start(), "loss", 1);
  series(run, "loss")!.values.fill(9);
  viewsOf(run).params = [];
  stemma.params(run).push("x" as never);
  assert.equal(latest(run, "loss")?.value, 1);
  assert.deepEqual(stemma.params(run), []);
});

test("an old run stays as it was, whatever was logged to newer ones", () => {
  const before = logMetric(start(), "loss", 1);
  const seen = viewsOf(before);
  const root = digest(before);
  let after: RunType = before;
  for (let i = 0; i < 100; i++) {
    after = setTag(logMetric(logParam(after, `p${i}`, i), "acc", i), "a", `${i}`);
  }
  assert.deepStrictEqual(viewsOf(before), seen);
  assert.equal(digest(before), root);
  assert.equal(before.length, 3);
});

test("lines that fork from one run do not see each other", () => {
  const base = logMetric(start(), "loss", 0);
  const left = setTag(logParam(logMetric(base, "loss", 1), "rate", 1), "side", "left");
  const right = setTag(logParam(logMetric(base, "loss", 2), "rate", 2), "side", "right");
  assert.deepEqual([left, right].map((run) => param(run, "rate")), [1, 2]);
  assert.deepEqual([left, right].map((run) => tags(run).side), ["left", "right"]);
  assert.deepEqual([...series(left, "loss")!.values], [0, 1]);
  assert.deepEqual([...series(right, "loss")!.values], [0, 2]);
  assert.equal(param(base, "rate"), undefined);
});

test("a fork that logs no metric of its own sees no later point of the line it left", () => {
  const base = logMetric(start(), "loss", 0);
  logMetric(logMetric(base, "loss", 1), "loss", 2);
  let fork = base;
  for (let i = 0; i < 5; i++) fork = logParam(fork, `p${i}`, i);
  assert.deepEqual([...series(fork, "loss")!.values], [0]);
  assert.equal(latest(fork, "loss")?.value, 0);
  const later = logMetric(logParam(fork, "q", 1), "loss", 3);
  assert.deepEqual([...series(later, "loss")!.values], [0, 3]);
  assert.equal(latest(later, "loss")?.step, 1);
  assertSameRun(replay(events(later)), later);
});

test("forks of forks, 1,000 deep, read like one line", () => {
  const env = { now: () => 0, randomId: () => "one" };
  let run = startRun({ experiment: "deep", env });
  let straight = startRun({ experiment: "deep", env });
  for (let i = 0; i < 1000; i++) {
    const grow = (from: RunType) => logMetric(logParam(from, `p${i}`, i), "loss", i);
    setTag(run, "side", "another line"); // so that the next call forks
    run = grow(run);
    straight = grow(straight);
  }
  assertSameRun(run, straight);
  assertSameRun(replay(events(run), { env }), run);
  assert.equal(param(run, "p0"), 0);
});

test("many runs of one prefix share it: a thousand forks of a long run cost little", () => {
  let run = start();
  for (let i = 0; i < 20_000; i++) run = logMetric(run, "loss", i);
  const forks = Array.from({ length: 1000 }, (_, i) => logMetric(run, "loss", i));
  assert.ok(
    forks.every((fork, i) => latest(fork, "loss")?.value === i && fork.length === run.length + 1),
  );
});

test("`events()` since an earlier run gives what is new, and refuses a run of another line", () => {
  const base = logMetric(start(), "loss", 0);
  const after = logMetric(base, "loss", 1);
  const fork = logMetric(base, "loss", 2);
  assert.deepEqual([...events(fork, { since: base })], [...events(fork)].slice(3));
  assert.deepEqual([...events(after, { since: after })], []);
  for (const since of [after, start(), logMetric(fork, "loss", 3)]) {
    assert.throws(() => events(fork, { since }), RangeError);
  }
  for (const since of [-1, 1.5, 99, NaN, "1", null]) {
    assert.throws(() => events(fork, { since } as never), RangeError);
  }
  assert.throws(() => events(fork, { sinse: 1 } as never), /did you mean "since"/);
});

test("every verb refuses what is no run", () => {
  const verbs = Object.entries(stemma).filter(([name]) =>
    /^(log|set|define|end|save)[A-Z]/.test(name)
  );
  assert.ok(verbs.length > 15);
  const others = [null, undefined, 1, "run", {}, [], Object.create(Run.prototype)];
  for (const [name, verb] of verbs) {
    if (name === "saveRun") continue;
    for (const other of others) {
      assert.throws(() => call(verb, other), TypeError, name);
    }
  }
});

test("every verb refuses an ended run", () => {
  const run = stemma.endRun(start());
  assert.equal(run.status, "FINISHED");
  for (const [name, verb] of Object.entries(stemma)) {
    if (!/^(log|set|define|end|save)[A-Z]/.test(name) || name === "saveRun") continue;
    assert.throws(
      () => call(verb, run),
      (error) => error instanceof RunStateError && error.code === "RUN_ENDED",
      name,
    );
  }
});

/** Calls a verb with arguments that would do on a run that goes on. */
function call(verb: unknown, run: unknown): unknown {
  const { name } = verb as { name: string };
  const asset = stemma.textAsset("a.txt", "a");
  const given: Record<string, unknown[]> = {
    logParam: ["a", 1],
    logParams: [{ a: 1 }],
    logMetric: ["a", 1],
    logMetrics: [{ a: 1 }],
    logArtifact: [asset],
    logModel: [{}],
    saveModelVersion: [{}, { name: "m" }],
    logDataset: [{}, { label: "d" }],
    logOptimizer: [{ name: "adam" }],
    logInput: [asset],
    logOutput: [asset],
    logEnvironment: [{ runtime: { name: "x" } }],
    logSource: [{}],
    logCommand: [{ arguments: [] }],
    defineContext: ["c"],
    defineMetric: ["a", { fold: "min" }],
    setTag: ["a", "b"],
    setTags: [{ a: "b" }],
    setDescription: ["text"],
    endRun: [],
  };
  assert.ok(given[name], `${name} has arguments in this test`);
  return (verb as (...args: unknown[]) => unknown)(run, ...given[name]);
}

test("an injected environment makes runs repeat to the byte", () => {
  assert.equal(digest(scriptedRun()), digest(scriptedRun()));
  assert.notEqual(digest(scriptedRun()), digest(scriptedRun(scriptedEnv(0))));
});

test("`replay()` of every verb's events gives an equal run", () => {
  assertSameRun(replay(events(scriptedRun())), scriptedRun());
});

test("a clock that gives no time is refused, and -0 is 0", () => {
  for (const time of [NaN, Infinity, 1e300, new Date(), "5", 5n, undefined]) {
    const env = { now: () => time as number, randomId: () => "one" };
    assert.throws(() => startRun({ experiment: "digits", env }), RangeError);
    let broken = false;
    const later = { now: () => broken ? time as number : 0, randomId: () => "one" };
    const run = startRun({ experiment: "digits", env: later });
    broken = true;
    assert.throws(() => logMetric(run, "loss", 1), RangeError);
    assert.throws(() => logParam(run, "a", 1), RangeError);
  }
  const run = startRun({ experiment: "digits", env: { now: () => -0, randomId: () => "one" } });
  assertSameRun(replay(JSON.parse(JSON.stringify([...events(run)]))), run);
});
