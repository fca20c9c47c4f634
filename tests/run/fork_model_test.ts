import fc from "fast-check";
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  artifacts,
  digest,
  events,
  latest,
  logArtifact,
  logInput,
  logMetric,
  logMetrics,
  logParam,
  metrics,
  param,
  params,
  replay,
  type Run,
  series,
  setTag,
  startRun,
  tags,
  textAsset,
} from "stemma";
import { _parts } from "../../lib/run/run.ts";
import { tickingEnv } from "./same_run.ts";

/** A run, and what it must hold as the obvious lists. */
interface Pair {
  readonly run: Run;
  readonly points: readonly { key: string; step: number; value: number; timestamp: number }[];
  readonly params: readonly (readonly [string, number])[];
  readonly tags: Readonly<Record<string, string>>;
  readonly versions: readonly string[];
}

const KEYS = ["a", "b", "c"];
const start = () => startRun({ experiment: "digits", env: tickingEnv() });

function first(): Pair {
  return { run: start(), points: [], params: [], tags: {}, versions: [] };
}

type Step = (pair: Pair, number: number, value: number) => Pair;

const lastStep = ({ points }: Pair, key: string) =>
  points.findLast((point) => point.key === key)?.step ?? -1;

const STEPS: readonly Step[] = [
  (pair, number, value) => {
    const key = KEYS[number % 3];
    const step = number % 2 === 0 ? number : lastStep(pair, key) + 1;
    const options = number % 2 === 0 ? { step, timestamp: number } : { timestamp: number };
    const points = [...pair.points, { key, step, value, timestamp: number }];
    return { ...pair, run: logMetric(pair.run, key, value, options), points };
  },
  (pair, number, value) => {
    const added = KEYS.map((key) => ({ key, step: number, value, timestamp: number / 4 }));
    const values = { a: value, b: value, c: value };
    const run = logMetrics(pair.run, values, { step: number, timestamp: number / 4 });
    return { ...pair, run, points: [...pair.points, ...added] };
  },
  (pair, number) => {
    const key = `p${number}`;
    if (pair.params.some(([known]) => known === key)) return pair;
    return {
      ...pair,
      run: logParam(pair.run, key, number),
      params: [...pair.params, [key, number]],
    };
  },
  (pair, number) => {
    let free = 0;
    while (pair.params.some(([key]) => key === `input.${free}`)) free++;
    const params = [...pair.params, [`input.${free}`, number] as const];
    return { ...pair, run: logInput(pair.run, number), params };
  },
  (pair, number) => {
    const name = `input.${number % 5}`;
    if (pair.params.some(([known]) => known === name)) return pair;
    return {
      ...pair,
      run: logParam(pair.run, name, number),
      params: [...pair.params, [name, number]],
    };
  },
  (pair, number) => {
    const [key, value] = [`t${number % 4}`, String(number)];
    return { ...pair, run: setTag(pair.run, key, value), tags: { ...pair.tags, [key]: value } };
  },
  (pair, number) => {
    const name = `f${number % 2}.txt`;
    const version = pair.versions.filter((known) => known.startsWith(name)).length;
    const run = logArtifact(pair.run, textAsset(name, String(number)));
    return { ...pair, run, versions: [...pair.versions, `${name} v${version}`] };
  },
];

function assertPair({ run, points, params: pairs, tags: texts, versions }: Pair): void {
  for (const key of KEYS) {
    const expected = points.filter((point) => point.key === key);
    const found = series(run, key);
    assert.deepStrictEqual([...found?.steps ?? []], expected.map(({ step }) => step));
    assert.deepStrictEqual([...found?.values ?? []], expected.map(({ value }) => value));
    assert.deepStrictEqual([...found?.timestamps ?? []], expected.map((point) => point.timestamp));
    const { step, value } = expected.at(-1) ?? {};
    assert.deepStrictEqual([latest(run, key)?.step, latest(run, key)?.value], [step, value]);
  }
  const counted = metrics(run).map(({ key, length }) => [key, length]);
  const keys = [...new Set(points.map(({ key }) => key))];
  const lengthOf = (key: string) => points.filter((point) => point.key === key).length;
  assert.deepEqual(counted, keys.map((key) => [key, lengthOf(key)]));
  assert.deepEqual(params(run).map(({ key, value }) => [key, value]), pairs);
  for (const [key, value] of pairs) assert.equal(param(run, key), value);
  assert.deepEqual(tags(run), texts);
  assert.deepEqual(artifacts(run).map(({ name, version }) => `${name} ${version}`), versions);
  const paths = artifacts(run).map(({ path }) => path);
  assert.equal(new Set(paths).size, paths.length);
  const listed = [...events(run)];
  const values = listed.flatMap((event) => event.type === "metric" ? [event.value] : []);
  assert.deepStrictEqual(values, points.map(({ value }) => value));
  assert.equal(digest(replay(listed)), digest(run));
}

test("any calls on any older runs give what lists of objects would hold", () => {
  const step = fc.tuple(fc.nat(STEPS.length - 1), fc.nat(), fc.nat(60), fc.double());
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60, size: "max" }), (steps) => {
      const pairs = [first()];
      for (const [kind, pick, number, value] of steps) {
        // Half of the calls go on from the newest run, the others fork off one of the last.
        const back = pick % 2 === 0 ? 0 : Math.floor(pick / 2) % Math.min(4, pairs.length);
        pairs.push(STEPS[kind](pairs[pairs.length - 1 - back], number, value));
      }
      for (const pair of pairs.slice(-8)) assertPair(pair);
    }),
    { numRuns: 60 },
  );
});

/** A line of forks, each with one call on an older run than its newest. */
function forked(depth: number, from: Pair): Pair {
  let pair = from;
  for (let i = 0; i < depth; i++) {
    STEPS[5](pair, 0, 0);
    for (let k = 0; k < STEPS.length; k++) if ((i + k) % 3 === 0) pair = STEPS[k](pair, i, i / 7);
  }
  return pair;
}

test("forks of forks hold what lists of objects would hold, also where look-ups are gathered", () => {
  let pair = forked(60, first());
  assertPair(pair);
  for (let i = 0; i < 30; i++) pair = STEPS[i % STEPS.length](pair, 100 + i, i);
  assertPair(pair);
  assertPair(forked(20, pair));
});

test("a line of a thousand forks goes through its lines no more often than it has records", () => {
  let run = start();
  for (let i = 0; i < 1000; i++) {
    setTag(run, "left", "behind");
    run = logParam(run, `level ${i}`, i);
  }
  for (let i = 0; i < 3000; i++) run = logParam(run, `own ${i}`, i);
  for (let i = 0; i < 1000; i++) assert.equal(param(run, `level ${i}`), i);
  for (let i = 0; i < 300; i++) run = logArtifact(run, textAsset(`${i}.txt`, "text"));
  const { log } = _parts(run);
  assert.equal(log.depth, 1000);
  assert.ok(log.walked <= log.recordsBefore + log.depth + 1, `${log.walked} steps`);
});

test("`logInput()` without a name tries each name once, whatever was logged before", () => {
  let run = logParam(start(), "input.3", 0);
  const asked: string[] = [];
  const { log } = _parts(run);
  const get = log.subjects.get.bind(log.subjects);
  log.subjects.get = (subject) => (asked.push(subject), get(subject));
  for (let i = 0; i < 500; i++) run = logInput(run, i);
  assert.deepEqual(params(run).slice(0, 5).map(({ key }) => key), [
    "input.3",
    "input.0",
    "input.1",
    "input.2",
    "input.4",
  ]);
  assert.ok(asked.length < 500 * 5, `${asked.length} look-ups`);
});
