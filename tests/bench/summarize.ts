import * as statistics from "simple-statistics";
import { logMetric, type Run, summarize } from "stemma";
import { milliseconds } from "./measure.ts";
import { pythonSamples } from "./peer.ts";
import type { Job, Row } from "./row.ts";
import { chance, columnRun, freshRun, normal } from "./sample_runs.ts";

const PROBABILITIES = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99];

/** The obvious JavaScript: one pass for the extremes, one for mean and deviation, then a sort. */
function plainSummary(all: Float64Array): number {
  const values = all.filter(Number.isFinite).sort();
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  const std = Math.sqrt(squares / values.length);
  let argmin = 0;
  let argmax = 0;
  for (let i = 1; i < all.length; i++) {
    if (all[i] < all[argmin]) argmin = i;
    if (all[i] > all[argmax]) argmax = i;
  }
  let total = mean + std + argmin + argmax;
  for (const probability of PROBABILITIES) {
    const at = probability * (values.length - 1);
    const below = Math.floor(at);
    const above = Math.min(below + 1, values.length - 1);
    total += values[below] + (values[above] - values[below]) * (at - below);
  }
  return total;
}

/** The same by the library that is asked for most: sorted once, then each number by its function. */
function simpleSummary(all: Float64Array): number {
  const values = Array.from(all.filter(Number.isFinite).sort());
  const quantiles = PROBABILITIES.map((p) => statistics.quantileSorted(values, p));
  const [min, max] = [statistics.minSorted(values), statistics.maxSorted(values)];
  return statistics.mean(values) + statistics.standardDeviation(values) + quantiles[3] +
    all.indexOf(min) + all.indexOf(max);
}

/** Both the numbers and how Python makes ones like them; `r` is a random generator there. */
const SHAPES: Readonly<Record<string, readonly [(count: number) => Float64Array, string]>> = {
  uniform: [(count) => noise(count, (x) => x), "r.random(n)"],
  "sine with NaN": [
    (count) => noise(count, (x, i) => x < 0.02 ? NaN : Math.sin(i)),
    "np.where(r.random(n) < 0.02, np.nan, np.sin(np.arange(n)))",
  ],
  sorted: [(count) => noise(count, (x) => x).sort(), "np.sort(r.random(n))"],
  "all equal": [(count) => new Float64Array(count).fill(0.1), "np.full(n, 0.1)"],
  lognormal: [
    (count) => Float64Array.from({ length: count }, exponent(normal(chance(4)))),
    "r.lognormal(size=n)",
  ],
  "integers 0…9": [
    (count) => noise(count, (x) => Math.floor(10 * x)),
    "np.floor(10 * r.random(n))",
  ],
  "5 % NaN and infinite": [
    (count) => noise(count, (x) => x < 0.03 ? NaN : x < 0.05 ? Infinity : x),
    "(lambda u: np.where(u < 0.03, np.nan, np.where(u < 0.05, np.inf, u)))(r.random(n))",
  ],
};

const BARS: Readonly<Record<string, string>> = {
  uniform: "numpy >= 6 times ours",
  "sine with NaN": "numpy >= 6 times ours",
  lognormal: "numpy >= 6 times ours",
  sorted: "numpy >= 3 times ours",
};

const NUMPY = `
import sys, json, time, numpy as np
n, repeats = int(sys.argv[1]), int(sys.argv[2])
r = np.random.default_rng(3)
x = eval(sys.argv[3])
out = []
for _ in range(repeats):
    start = time.perf_counter()
    ok = np.isfinite(x); f = x[ok]
    f.min(), f.max(), f.mean(), f.std(), np.quantile(f, [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99])
    np.where(ok, x, np.inf).argmin(), np.where(ok, x, -np.inf).argmax()
    out.append((time.perf_counter() - start) * 1000)
print(json.dumps(out))
`;

function noise(count: number, of: (x: number, i: number) => number): Float64Array {
  const next = chance(3);
  return Float64Array.from({ length: count }, (_, i) => of(next(), i));
}

const exponent = (next: () => number) => () => Math.exp(next());
const uniform = SHAPES.uniform[0];
const median = (run: Run) => summarize(run).reduce((sum, one) => sum + one.quantiles[0.5]!, 0);
const countOf = ({ smoke }: Job) => smoke ? 10_000 : 1_000_000;
const repeatsOf = ({ smoke }: Job) => smoke ? { warm: 0, repeats: 1 } : { warm: 3, repeats: 7 };

function numpy(python: string, times = 1): Row["sides"][number] {
  return {
    name: "numpy",
    measure: (job) =>
      pythonSamples(
        ["numpy"],
        NUMPY,
        String(countOf(job) * (job.smoke ? 1 : times)),
        String(repeatsOf(job).repeats),
        python,
      ),
  };
}

function row(shape: string): Row {
  const [make, python] = SHAPES[shape];
  return {
    id: `summarize/${shape.replaceAll(" ", "-")}`,
    work: `summary of 1 M points, ${shape}`,
    unit: "ms",
    better: "less",
    ...(BARS[shape] !== undefined && { bar: BARS[shape] }),
    sides: [
      {
        name: "summarize",
        measure(job) {
          const values = make(countOf(job));
          return milliseconds(repeatsOf(job), median, () => columnRun(values));
        },
      },
      {
        name: "sort",
        measure(job) {
          const values = make(countOf(job));
          return milliseconds(repeatsOf(job), () => plainSummary(values));
        },
      },
      numpy(python),
      ...(shape !== "uniform" ? [] : [{
        name: "simple-statistics",
        measure(job: Job) {
          const values = make(countOf(job));
          return milliseconds(repeatsOf(job), () => simpleSummary(values));
        },
      }]),
    ],
  };
}

const long: Row = {
  id: "summarize/long",
  work: "summary of 10 M points, uniform",
  unit: "ms",
  better: "less",
  sides: [
    {
      name: "summarize",
      measure(job) {
        const values = uniform(countOf(job) * (job.smoke ? 1 : 10));
        const run = columnRun(values);
        return milliseconds({ warm: 0, repeats: 1 }, median, () => run);
      },
    },
    numpy("r.random(n)", 10),
  ],
};

function again(points: number): Row {
  return {
    id: `summarize/again-${points}`,
    work: `summary after ${
      points === 1 ? "one more point" : "1,000 more points"
    }, 1 M points, uniform`,
    unit: "ms",
    better: "less",
    ...(points === 1 && { bar: "<= 0.2 ms" }),
    sides: [{
      name: "summarize",
      measure(job) {
        const next = chance(6);
        let run = columnRun(uniform(countOf(job)));
        median(run);
        return milliseconds(repeatsOf(job), median, () => {
          for (let i = 0; i < points; i++) run = logMetric(run, "loss", next());
          return run;
        });
      },
    }],
  };
}

const one: Row = {
  id: "summarize/one",
  work: "summary of one series of 100 points",
  unit: "µs",
  better: "less",
  sides: [
    {
      name: "summarize",
      async measure(job) {
        const run = columnRun(uniform(100));
        const thousand = () => {
          let sum = 0;
          for (let i = 0; i < 1000; i++) sum += median(run);
          return sum;
        };
        return await milliseconds(repeatsOf(job), thousand);
      },
    },
    {
      name: "sort",
      async measure(job) {
        const values = uniform(100);
        const thousand = () => {
          let sum = 0;
          for (let i = 0; i < 1000; i++) sum += plainSummary(values);
          return sum;
        };
        return await milliseconds(repeatsOf(job), thousand);
      },
    },
  ],
};

const many: Row = {
  id: "summarize/many",
  work: "summaries of 5,000 series of 200 points",
  unit: "ms",
  better: "less",
  bar: "<= 25 ms",
  sides: [
    {
      name: "summarize",
      measure(job) {
        const next = chance(5);
        const keys = Array.from({ length: job.smoke ? 50 : 5000 }, (_, i) => `metric ${i}`);
        return milliseconds(repeatsOf(job), median, () => {
          let run = freshRun();
          for (let step = 0; step < 200; step++) {
            for (const key of keys) run = logMetric(run, key, next(), { step, timestamp: step });
          }
          return run;
        });
      },
    },
    {
      name: "sort",
      measure(job) {
        const columns = Array.from({ length: job.smoke ? 50 : 5000 }, () => uniform(200));
        return milliseconds(
          repeatsOf(job),
          () => columns.reduce((sum, values) => sum + plainSummary(values), 0),
        );
      },
    },
  ],
};

/** Summaries of whole series. */
export const summarizeRows: readonly Row[] = [
  ...Object.keys(SHAPES).map(row),
  long,
  again(1),
  again(1000),
  many,
  one,
];
