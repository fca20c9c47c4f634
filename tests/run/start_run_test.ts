import assert from "node:assert/strict";
import { test } from "node:test";
import {
  contexts,
  defineContext,
  description,
  digest,
  endRun,
  events,
  logMetric,
  logParam,
  replay,
  type Run,
  RunStateError,
  setDescription,
  setTag,
  setTags,
  startRun,
  tags,
} from "stemma";
import { hostileNames } from "../hostile_names.ts";
import { assertSameRun, tickingEnv } from "./same_run.ts";

const env = tickingEnv();
const start = (more: Record<string, unknown> = {}) =>
  startRun({ experiment: "digits", env, ...more } as never);
const firstOf = (run: Run) => [...events(run)][0] as unknown as Record<string, unknown>;

test("`startRun()` takes ids and times from its environment, and time-ordered ids from the host", () => {
  const run = startRun({ experiment: "digits", env: { now: () => 5, randomId: () => "mine" } });
  assert.deepEqual([run.runId, run.name, run.status, run.length], ["mine", "mine", "RUNNING", 1]);
  assert.equal(firstOf(run).timestamp, 5);
  const [one, two] = [startRun({ experiment: "digits" }), startRun({ experiment: "digits" })];
  assert.match(one.runId, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.notEqual(one.runId, two.runId);
});

test("`startRun()` reads a bare host as https and ends the namespace", () => {
  const given: [string | undefined, string][] = [
    [undefined, "urn:stemma:"],
    ["www.example.org", "https://www.example.org/"],
    ["www.example.org/runs", "https://www.example.org/runs/"],
    ["localhost:8080", "https://localhost:8080/"],
    ["https://example.org/a#", "https://example.org/a#"],
    ["http://example.org", "http://example.org/"],
    ["urn:example:", "urn:example:"],
    ["urn:example:runs", "urn:example:runs/"],
    ["https://例え.jp/", "https://例え.jp/"],
  ];
  for (const [namespace, iri] of given) assert.equal(start({ namespace }).namespace, iri);
  const refused = [
    "",
    "x",
    "a b.org",
    "https://",
    "http:",
    "https:///x",
    "example.org/a b",
    "urn:",
    "a<b>:c",
  ];
  for (const namespace of refused) {
    assert.throws(() => start({ namespace }), RangeError, namespace);
  }
  for (const namespace of [null, 5, {}, "\ud800.org"]) {
    assert.throws(() => start({ namespace }), TypeError);
  }
});

test("`startRun()` keeps agent, parent, rank, tags and description", () => {
  const parent = start({ namespace: "example.org", runId: "p" });
  const run = start({
    parent,
    agent: { name: "Ada" },
    rank: 1,
    worldSize: 2,
    tags: { a: "b" },
    description: "text",
  });
  assert.deepEqual(
    [firstOf(run).parent, firstOf(run).agent, firstOf(run).rank, firstOf(run).worldSize],
    [
      { runId: "p", experiment: "digits", namespace: "https://example.org/" },
      { name: "Ada", kind: "person" },
      1,
      2,
    ],
  );
  assert.deepEqual(firstOf(start({ parent: "q", namespace: "x.org" })).parent, {
    runId: "q",
    experiment: "digits",
    namespace: "https://x.org/",
  });
  assert.deepEqual([tags(run), description(run)], [{ a: "b" }, "text"]);
  assertSameRun(replay(events(run)), run);
});

test("`startRun()` refuses what is not its", () => {
  const typed: unknown[] = [
    { experiment: "" },
    { experiment: undefined },
    { experiment: 5 },
    { experiment: "\ud800" },
    { runId: "" },
    { runId: null },
    { name: "" },
    { name: null },
    { description: null },
    { tags: [] },
    { tags: { a: 1 } },
    { tags: { "": "a" } },
    { agent: "Ada" },
    { agent: {} },
    { agent: { name: "Ada", kind: "robot" } },
    { agent: { name: "Ada", id: 5 } },
    { agent: { name: "Ada", mail: "a" } },
    { parent: "" },
    { parent: {} },
    { parent: null },
    { rank: "0" },
    { worldSize: null },
    { env: {} },
    { env: null },
    { env: { now: () => 0, randomId: () => 5 } },
  ];
  for (const options of typed) {
    assert.throws(() => start(options as never), TypeError, JSON.stringify(options));
  }
  for (
    const options of [{ rank: -1 }, { rank: 0.5 }, { rank: 2, worldSize: 2 }, { worldSize: 0 }]
  ) {
    assert.throws(() => start(options), RangeError);
  }
  assert.throws(() => start({ agent: { name: "Ada", id: "no iri" } }), RangeError);
  assert.throws(() => start({ expriment: "a" }), /did you mean "experiment"/);
  for (const options of [undefined, null, "digits", []]) {
    assert.throws(() => startRun(options as never), TypeError);
  }
});

test("`endRun()` tells how the run ended, and its error, whatever was thrown", () => {
  const how = (options?: Record<string, unknown>) => {
    const run = endRun(start(), options as never);
    const last = [...events(run)].at(-1) as unknown as Record<string, unknown>;
    digest(run);
    assertSameRun(replay(events(run)), run);
    return [run.status, last.error];
  };
  assert.deepEqual(how(), ["FINISHED", undefined]);
  assert.deepEqual(how({ status: "KILLED" }), ["KILLED", undefined]);
  assert.deepEqual(how({ error: new RangeError("no") }), ["FAILED", {
    name: "RangeError",
    message: "no",
  }]);
  assert.deepEqual(how({ error: null }), ["FAILED", { message: "null" }]);
  assert.deepEqual(how({ error: "x", status: "FINISHED" }), ["FINISHED", { message: "x" }]);
  assert.deepEqual(how({ error: Object.create(null) })[1], {
    message: "an error that has no text",
  });
  const half = how({ error: new Error("a" + "\u{1f600}".repeat(6000)) })[1] as { message: string };
  assert.ok(half.message.isWellFormed() && half.message.length === 10_000);
  assert.deepEqual(how({ error: "\ud800" })[1], { message: "\ufffd" });
  for (const options of [{ status: "RUNNING" }, { status: null }, { status: 1 }, 5]) {
    assert.throws(() => endRun(start(), options as never), TypeError);
  }
  assert.throws(() => endRun(start(), { timestamp: NaN }), RangeError);
  assert.throws(() => endRun(start(), { eror: 1 } as never), /did you mean "error"/);
});

test("an older state of an ended run goes on in a line of its own", () => {
  const run = start();
  const ended = endRun(run, { status: "KILLED" });
  const other = logMetric(run, "loss", 1);
  assert.deepEqual([run.status, ended.status, other.status], ["RUNNING", "KILLED", "RUNNING"]);
  assert.equal(endRun(other).status, "FINISHED");
  assert.throws(() => endRun(ended), /it ended as KILLED; start a new run/);
});

test("`setTag()`, `setTags()` and `setDescription()` replace, `__proto__` included", () => {
  let run = setTags(start({ tags: { a: "1", b: "1" } }), { b: "2", c: "3" });
  run = setTag(run, "c", "");
  for (const name of hostileNames) run = setTag(run, name, name);
  const found = tags(run);
  assert.deepEqual([found.a, found.b, found.c], ["1", "2", ""]);
  for (const name of hostileNames) {
    assert.equal(Object.getOwnPropertyDescriptor(found, name)?.value, name);
  }
  assert.equal(setTags(run, {}), run);
  assert.equal(description(setDescription(setDescription(run, "a"), "")), "");
  for (const wrong of [null, [], "a", { a: 1 }, { "": "a" }, { a: "\ud800" }]) {
    assert.throws(() => setTags(run, wrong as never), TypeError);
  }
  assert.throws(() => setTag(run, "a", 1 as never), TypeError);
  assert.throws(() => setDescription(run, null as never), TypeError);
  assertSameRun(replay(events(run)), run);
});

test("`contexts()` lists parents before children, whenever they were said", () => {
  let run = logMetric(start(), "loss", 1, { context: "fold 2" });
  run = logParam(run, "a", 1, { context: "fold 1" });
  run = defineContext(run, "fold 1", { parent: "training" });
  run = defineContext(run, "training", { parent: "all" });
  assert.deepEqual(contexts(run), [
    { name: "fold 2" },
    { name: "all" },
    { name: "training", parent: "all" },
    { name: "fold 1", parent: "training" },
  ]);
  for (const name of hostileNames) run = defineContext(run, name, { parent: "all" });
  assert.equal(contexts(run).length, 4 + hostileNames.length);
  assertSameRun(replay(events(run)), run);
});

test("`defineContext()` refuses cycles and a second parent, and repeats nothing", () => {
  let run = defineContext(start(), "b", { parent: "a" });
  run = defineContext(run, "c", { parent: "b" });
  assert.equal(defineContext(run, "b", { parent: "a" }), run);
  assert.equal(defineContext(run, "b"), run);
  const refused: [string, string][] = [["a", "c"], ["a", "a"], ["x", "x"], ["b", "x"]];
  for (const [name, parent] of refused) {
    assert.throws(
      () => defineContext(run, name, { parent }),
      (error) => error instanceof RunStateError && error.code === "RUN_CONTEXT",
    );
    const event = { type: "context", name, parent, timestamp: 0 } as const;
    assert.throws(() => replay([...events(run), event]), /Cannot read event 3/);
  }
  assert.throws(() => defineContext(run, ""), TypeError);
  assert.throws(() => defineContext(run, "d", { parent: "" }), TypeError);
  assert.throws(() => defineContext(run, "d", { parnt: "a" } as never), /did you mean "parent"/);
  assert.deepEqual(contexts(defineContext(defineContext(run, "d"), "d", { parent: "a" })).at(-1), {
    name: "d",
    parent: "a",
  });
});
