import { logMetric, type Run, summarize } from "stemma";
import { milliseconds } from "./measure.ts";
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

const SHAPES: Readonly<Record<string, (count: number) => Float64Array>> = {
  uniform(count) {
    const next = chance(3);
    return Float64Array.from({ length: count }, () => next());
  },
  lognormal(count) {
    const noise = normal(chance(4));
    return Float64Array.from({ length: count }, () => Math.exp(noise()));
  },
  sorted: (count) => SHAPES.uniform(count).sort(),
};

const median = (run: Run) => summarize(run).reduce((sum, one) => sum + one.quantiles[0.5]!, 0);
const countOf = ({ smoke }: Job) => smoke ? 10_000 : 1_000_000;
const repeatsOf = ({ smoke }: Job) => smoke ? { warm: 0, repeats: 1 } : { warm: 3, repeats: 7 };

function row(shape: string): Row {
  return {
    id: `summarize/${shape}`,
    work: `summary of 1 M points, ${shape}`,
    unit: "ms",
    better: "less",
    sides: [
      {
        name: "summarize",
        measure(job) {
          const values = SHAPES[shape](countOf(job));
          return milliseconds(repeatsOf(job), median, () => columnRun(values));
        },
      },
      {
        name: "sort",
        measure(job) {
          const values = SHAPES[shape](countOf(job));
          return milliseconds(repeatsOf(job), () => plainSummary(values));
        },
      },
    ],
  };
}

const again: Row = {
  id: "summarize/again",
  work: "summary after one more point, 1 M points, uniform",
  unit: "ms",
  better: "less",
  sides: [{
    name: "summarize",
    measure(job) {
      let run = columnRun(SHAPES.uniform(countOf(job)));
      median(run);
      return milliseconds(repeatsOf(job), median, () => run = logMetric(run, "loss", 0.5));
    },
  }],
};

const many: Row = {
  id: "summarize/many",
  work: "summaries of 5,000 series of 200 points",
  unit: "ms",
  better: "less",
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
        const columns = Array.from(
          { length: job.smoke ? 50 : 5000 },
          () => SHAPES.uniform(200),
        );
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
  again,
  many,
];
