import { logMetrics, metrics, type Run, series, showRun } from "stemma";
import { milliseconds } from "./measure.ts";
import type { Job, Row, Side } from "./row.ts";
import { loopRun } from "./sample_runs.ts";

const countOf = ({ smoke }: Job) => smoke ? 10_000 : 1_000_000;
const repeatsOf = ({ smoke }: Job) => smoke ? { warm: 0, repeats: 1 } : { warm: 3, repeats: 9 };

/** The points of a batch: so many more steps of the five metrics. */
const BATCH = 100;

const draw = (run: Run): number => showRun(run)["text/html"].length;

/** The obvious JavaScript: a line through every point. */
function drawAll(run: Run): number {
  return metrics(run).reduce((length, { key, context }) => {
    const { steps, values } = series(run, key, { context })!;
    const span = [Infinity, -Infinity];
    for (const value of values) {
      span[0] = Math.min(span[0], value);
      span[1] = Math.max(span[1], value);
    }
    const points = Array.from(values, (value, i) => {
      const x = steps[i] / values.length * 120;
      return `${x.toFixed(1)},${(24 - (value - span[0]) / (span[1] - span[0]) * 24).toFixed(1)}`;
    });
    return length + `<svg><polyline points="${points.join(" ")}"/></svg>`.length;
  }, 0);
}

function grow(run: Run): Run {
  for (let i = 0; i < BATCH; i++) {
    const values = {
      loss: 0.5,
      accuracy: 0.5,
      "learning rate": 0,
      "gradient norm": 1,
      throughput: 3200,
    };
    run = logMetrics(run, values, { context: "training", timestamp: i });
  }
  return run;
}

const first = (name: string, work: (run: Run) => number): Side => ({
  name,
  measure: (job) => milliseconds(repeatsOf(job), work, () => loopRun(countOf(job))),
});

const again = (name: string, work: (run: Run) => number): Side => ({
  name,
  measure(job) {
    let run = loopRun(countOf(job));
    return milliseconds(repeatsOf(job), work, () => run = grow(run));
  },
});

/** A run as a cell of a notebook shows it. */
export const notebookRows: readonly Row[] = [
  {
    id: "notebook/first",
    work: "a run of 1 M points, five series, as a table with curves: the first picture",
    unit: "ms",
    better: "less",
    bar: "<= 16",
    sides: [first("showRun", draw), first("every point", drawAll)],
  },
  {
    id: "notebook/again",
    work: "the next picture, after 500 more points",
    unit: "ms",
    better: "less",
    bar: "<= 16",
    sides: [again("showRun", draw), again("every point", drawAll)],
  },
];
