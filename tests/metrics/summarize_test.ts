import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { logMetric, type Run, series, startRun, summarize, type Summary } from "stemma";
import { foldSummary } from "../../lib/metrics/fold_metric.ts";
import { oracle } from "../oracle.ts";

const env = { now: () => 1_700_000_000_000, randomId: () => "one" };
const python = process.env.STEMMA_PYTHON ?? "python3";
const hasNumpy = spawnSync(python, ["-c", "import numpy"]).status === 0;

/** Numbers that repeat on every machine. */
function seeded(seed: number): () => number {
  return () => (seed = (seed * 48271) % 2147483647) / 2147483647;
}

const KINDS: Record<string, (random: () => number, i: number) => number> = {
  uniform: (random) => random() * 2 - 1,
  loss: (random, i) => 1 / (i + 1) + random() / 1e3,
  "large offset": (random) => 1e9 + random(),
  "with gaps": (random, i) =>
    i % 7 === 0 ? NaN : i % 11 === 0 ? Infinity : i % 13 === 0 ? -Infinity : random(),
  steps: (_, i) => i % 5,
};
const LENGTHS = [1, 2, 31, 32, 33, 1023, 1024, 1025, 8191, 8193, 20_000];

function columnsRun(): Run {
  let run = startRun({ experiment: "digits", env });
  for (const [kind, make] of Object.entries(KINDS)) {
    for (const length of LENGTHS) {
      const random = seeded(length);
      for (let i = 0; i < length; i++) run = logMetric(run, `${kind} ${length}`, make(random, i));
    }
  }
  return run;
}

const SCRIPT = `
import sys, json, numpy as np
data, at, rows = np.frombuffer(sys.stdin.buffer.read(), "<f8"), 0, []
for n in json.loads(sys.argv[1]):
    x = data[at:at + n]; at += n
    ok = np.isfinite(x); f = x[ok]
    if f.size == 0:
        rows.append([0, int(np.isnan(x).sum())])
        continue
    rows.append([f.size, int(np.isnan(x).sum()), f.min(), f.max(),
        int(np.where(ok, x, np.inf).argmin()), int(np.where(ok, x, -np.inf).argmax()),
        f.mean(), f.std(), *np.quantile(f, [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99])])
print(json.dumps([[float(v) for v in row] for row in rows]))
`;

test("`summarize()` agrees with numpy", oracle("Python numpy", hasNumpy), () => {
  const run = columnsRun();
  const summaries = summarize(run);
  const columns = summaries.map(({ key }) => series(run, key)!.values);
  const input = new Float64Array(columns.reduce((sum, column) => sum + column.length, 0));
  let at = 0;
  for (const column of columns) {
    input.set(column, at);
    at += column.length;
  }
  const lengths = JSON.stringify(columns.map((column) => column.length));
  const { stdout, stderr } = spawnSync(python, ["-c", SCRIPT, lengths], {
    input: new Uint8Array(input.buffer),
    encoding: "utf8",
    maxBuffer: 2 ** 26,
  });
  assert.notEqual(stdout, "", stderr);
  const rows = JSON.parse(stdout) as number[][];
  summaries.forEach((s, i) => {
    const [finite, nan, min, max, argmin, argmax, mean, std, ...quantiles] = rows[i];
    const exact = [
      s.finite,
      s.nan,
      s.min,
      s.max,
      s.argmin,
      s.argmax,
      ...Object.values(s.quantiles),
    ];
    if (finite === 0) assert.deepEqual([s.finite, s.nan], [0, nan]);
    else {
      assert.deepEqual(exact, [finite, nan, min, max, argmin, argmax, ...quantiles], s.key);
      assert.ok(Math.abs(s.mean - mean) <= 1e-12 * Math.abs(mean) + 1e-15, `${s.key}: mean`);
      // numpy rounds squares of deviations from a mean that is rounded itself.
      assert.ok(Math.abs(s.std - std) <= 1e-7 * std + 1e-12, `${s.key}: ${s.std}, ${std}`);
    }
  });
});

test("`summarize()` does not depend on forks, nor on when it was asked", () => {
  const random = seeded(7);
  const values = Array.from({ length: 5000 }, random);
  let straight = startRun({ experiment: "digits", env });
  let forked = straight;
  for (const [i, value] of values.entries()) {
    if (i % 700 === 699) logMetric(forked, "loss", -1e9);
    if (i % 900 === 0) summarize(forked);
    straight = logMetric(straight, "loss", value);
    forked = logMetric(forked, "loss", value);
  }
  assert.deepStrictEqual(summarize(forked), summarize(straight));
});

test("`summarize()` sees a run only up to its length, whatever was logged later", () => {
  const runs = [startRun({ experiment: "digits", env })];
  const random = seeded(3);
  for (let i = 0; i < 2100; i++) runs.push(logMetric(runs[i], "loss", random()));
  summarize(runs.at(-1)!);
  for (const length of [1, 32, 33, 1024, 1025, 2047, 2048, 2049]) {
    const [summary] = summarize(runs[length]);
    const values = [...series(runs[length], "loss")!.values];
    assert.equal(summary.count, length);
    assert.equal(summary.min, Math.min(...values));
    assert.equal(summary.last, values[length - 1]);
    assert.equal(summary.argmax, values.indexOf(Math.max(...values)));
  }
});

test("`summarize()` of a series without a finite value says so", () => {
  let run = startRun({ experiment: "digits", env });
  for (const value of [NaN, Infinity, -Infinity]) {
    run = logMetric(run, "odd", value, { context: "c", unit: "s" });
  }
  const [{ quantiles, ...rest }] = summarize(run);
  assert.deepStrictEqual(rest, {
    key: "odd",
    context: "c",
    unit: "s",
    count: 3,
    finite: 0,
    nan: 1,
    min: NaN,
    max: NaN,
    mean: NaN,
    std: NaN,
    first: NaN,
    last: -Infinity,
    argmin: -1,
    argmax: -1,
  });
  assert.ok(Object.values(quantiles).every(Number.isNaN));
  assert.deepEqual(summarize(startRun({ experiment: "digits", env })), []);
});

test("`summarize()` names quantiles by their probability and freezes what it gives", () => {
  let run = startRun({ experiment: "digits", env });
  for (let i = 0; i <= 100; i++) run = logMetric(run, "a", i);
  const [summary] = summarize(run);
  assert.deepEqual(summary.quantiles, {
    "0.01": 1,
    "0.05": 5,
    "0.25": 25,
    "0.5": 50,
    "0.75": 75,
    "0.95": 95,
    "0.99": 99,
  });
  assert.ok(Object.isFrozen(summary) && Object.isFrozen(summary.quantiles));
  const folds = (["last", "min", "max", "mean", "sum"] as const).map((fold) =>
    foldSummary(summary as Summary, fold)
  );
  assert.deepEqual(folds, [100, 0, 100, 50, 5050]);
});
