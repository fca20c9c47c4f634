import { List } from "immutable";
import { logMetric, logMetrics } from "stemma";
import { milliseconds } from "./measure.ts";
import type { Job, Row, Side } from "./row.ts";
import { freshRun } from "./sample_runs.ts";

/** A point as the obvious JavaScript keeps it. */
interface Point {
  key: string;
  value: number;
  step: number;
  timestamp: number;
  context: string;
}

/** Logs steps × keys points of its own and returns how many there are. */
type Pass = (keys: readonly string[], steps: number) => number;

const START = 1_700_000_000_000;
const EIGHT = ["loss", "accuracy", "precision", "recall", "f1", "auc", "rate", "norm"];

/** Values are looked up, so that making them costs next to nothing and no two sides differ. */
const VALUES = Float64Array.from({ length: 1024 }, (_, i) => Math.exp(-i / 300) + (i % 7) / 100);

const ours: Pass = (keys, steps) => {
  let run = freshRun();
  let i = 0;
  for (let step = 0; step < steps; step++) {
    for (const key of keys) {
      run = logMetric(run, key, VALUES[i & 1023], {
        context: "training",
        step,
        timestamp: START + i,
      });
      i++;
    }
  }
  return run.length;
};

const push: Pass = (keys, steps) => {
  const points: Point[] = [];
  let i = 0;
  for (let step = 0; step < steps; step++) {
    for (const key of keys) {
      points.push({
        key,
        value: VALUES[i & 1023],
        step,
        timestamp: START + i,
        context: "training",
      });
      i++;
    }
  }
  return points.length + points[points.length >> 1].value;
};

const persistent: Pass = (keys, steps) => {
  let points: List<Point> = List();
  let i = 0;
  for (let step = 0; step < steps; step++) {
    for (const key of keys) {
      points = points.push({
        key,
        value: VALUES[i & 1023],
        step,
        timestamp: START + i,
        context: "training",
      });
      i++;
    }
  }
  return points.size + points.get(points.size >> 1)!.value;
};

const oursNow: Pass = (keys, steps) => {
  let run = freshRun();
  let i = 0;
  for (let step = 0; step < steps; step++) {
    for (const key of keys) {
      run = logMetric(run, key, VALUES[i & 1023], { context: "training", step });
      i++;
    }
  }
  return run.length;
};

const pushNow: Pass = (keys, steps) => {
  const points: Point[] = [];
  let i = 0;
  for (let step = 0; step < steps; step++) {
    for (const key of keys) {
      points.push({
        key,
        value: VALUES[i & 1023],
        step,
        timestamp: Date.now(),
        context: "training",
      });
      i++;
    }
  }
  return points.length + points[points.length >> 1].value;
};

const oursEight: Pass = (_keys, steps) => {
  let run = freshRun();
  for (let step = 0; step < steps; step++) {
    const value = VALUES[step & 1023];
    run = logMetrics(run, {
      loss: value,
      accuracy: value + 1,
      precision: value + 2,
      recall: value + 3,
      f1: value + 4,
      auc: value + 5,
      rate: value + 6,
      norm: value + 7,
    }, { context: "training", step, timestamp: START + step });
  }
  return run.length;
};

function keysOf(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `metric ${i}`);
}

/** A side that logs `points` points a pass, each pass from nothing. */
function side(name: string, pass: Pass, keys: readonly string[], points: number): Side {
  return {
    name,
    async measure({ smoke }: Job) {
      const steps = Math.ceil((smoke ? Math.min(points, 10_000) : points) / keys.length);
      // Warmed up by some 3 M points, then measured over 12 M, in logs of whatever size.
      const times = Math.ceil(3_000_000 / points);
      const samples = await milliseconds(
        smoke ? { warm: 1, repeats: 2 } : { warm: times, repeats: times * 4 },
        () => pass(keys, steps),
      );
      return samples.map((ms) => ms * 1e6 / (steps * keys.length));
    },
  };
}

function row(
  id: string,
  work: string,
  keys: readonly string[],
  points: number,
  passes: readonly [name: string, pass: Pass][],
  bar: string,
): Row {
  return {
    id: `log-metric/${id}`,
    work,
    unit: "ns/point",
    better: "less",
    sides: passes.map(([name, pass]) => side(name, pass, keys, points)),
    bar,
  };
}

const PLAIN: readonly [string, Pass][] = [["logMetric", ours], ["push", push], [
  "immutable List",
  persistent,
]];
const NOW: readonly [string, Pass][] = [["logMetric", oursNow], ["push Date.now()", pushNow]];
const MANY: readonly [string, Pass][] = [["logMetrics", oursEight], ["push", push], [
  "logMetric",
  ours,
]];
const BAR = "<= 0.5 of push on Deno and Node, <= 0.7 on Bun";

/** One `logMetric` against one `array.push` of the same point. */
export const logMetricRows: readonly Row[] = [
  row("steady", "logMetric, 5 series, 100 k points a log", keysOf(5), 100_000, PLAIN, BAR),
  row("growing", "logMetric, 5 series, log grows to 2 M", keysOf(5), 2_000_000, PLAIN, BAR),
  row(
    "wide-steady",
    "logMetric, 5,000 series, 100 k points a log",
    keysOf(5000),
    100_000,
    PLAIN,
    BAR,
  ),
  row(
    "wide-growing",
    "logMetric, 5,000 series, log grows to 2 M",
    keysOf(5000),
    2_000_000,
    PLAIN,
    BAR,
  ),
  row(
    "now-steady",
    "logMetric without timestamp, 5 series, 100 k points a log",
    keysOf(5),
    100_000,
    NOW,
    BAR,
  ),
  row(
    "now-growing",
    "logMetric without timestamp, 5 series, log grows to 2 M",
    keysOf(5),
    2_000_000,
    NOW,
    BAR,
  ),
  row(
    "eight-steady",
    "logMetrics of 8, 100 k points a log",
    EIGHT,
    100_000,
    MANY,
    `${BAR}; <= logMetric`,
  ),
  row(
    "eight-growing",
    "logMetrics of 8, log grows to 2 M",
    EIGHT,
    2_000_000,
    MANY,
    `${BAR}; <= logMetric`,
  ),
];
