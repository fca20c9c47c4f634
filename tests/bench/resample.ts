import { LTTB } from "downsample";
import { logMetric, resample, type ResampleMethod, type Run, series } from "stemma";
import { milliseconds } from "./measure.ts";
import type { Job, Row, Side } from "./row.ts";
import { chance, columnRun, normal } from "./sample_runs.ts";

const POINTS = 2000;
const BUCKETS = POINTS / 4;

const countOf = ({ smoke }: Job) => smoke ? 10_000 : 1_000_000;
const repeatsOf = ({ smoke }: Job) => smoke ? { warm: 0, repeats: 1 } : { warm: 5, repeats: 15 };

/** A noisy curve. */
function curve(count: number): Float64Array {
  const noise = normal(chance(6));
  return Float64Array.from({ length: count }, (_, i) => Math.sin(i / 5e4) + 0.2 * noise());
}

/** The obvious JavaScript: M4 over flat arrays. */
function plainM4(values: Float64Array): number {
  const kept: number[] = [];
  for (let bucket = 0; bucket < BUCKETS; bucket++) {
    const from = Math.floor(bucket * values.length / BUCKETS);
    const to = Math.floor((bucket + 1) * values.length / BUCKETS);
    let least = from;
    let greatest = from;
    for (let i = from; i < to; i++) {
      if (values[i] < values[least]) least = i;
      if (values[i] > values[greatest]) greatest = i;
    }
    kept.push(...new Set([from, Math.min(least, greatest), Math.max(least, greatest), to - 1]));
  }
  return kept.length;
}

const ask = (method: ResampleMethod) => (run: Run): number =>
  resample(run, "loss", { points: POINTS, method })!.steps.length;

function first(
  method: ResampleMethod,
  read: boolean,
  rivals: readonly Side[],
  bar: string,
): Row {
  return {
    id: `resample/${method}${read ? "-read" : ""}`,
    work: `resample 1 M points to 2,000, ${method}, asked for the first time, ` +
      (read ? "points read before" : "points just logged"),
    unit: "ms",
    better: "less",
    bar,
    sides: [
      {
        name: "resample",
        measure(job) {
          const values = curve(countOf(job));
          return milliseconds(repeatsOf(job), ask(method), () => {
            const run = columnRun(values);
            if (read) { for (let i = 0; i < 2; i++) series(run, "loss"); }
            return run;
          });
        },
      },
      ...rivals,
    ],
  };
}

function again(method: ResampleMethod): Row {
  return {
    id: `resample/${method}-again`,
    work: `${method} once more, after 1,000 more points`,
    unit: "ms",
    better: "less",
    sides: [{
      name: "resample",
      measure(job) {
        let run = columnRun(curve(countOf(job)));
        return milliseconds(repeatsOf(job), ask(method), () => {
          for (let i = 0; i < 1000; i++) run = logMetric(run, "loss", 0.5, { timestamp: i });
          return run;
        });
      },
    }],
  };
}

/** Points that stand for a large series in a plot. */
export const resampleRows: readonly Row[] = [
  first("m4", false, [{
    name: "loops",
    measure(job) {
      const values = curve(countOf(job));
      return milliseconds(repeatsOf(job), () => plainM4(values));
    },
  }], "<= 0.6"),
  first("m4", true, [], "<= 0.6"),
  again("m4"),
  first("lttb", false, [{
    name: "downsample",
    measure(job) {
      const values = curve(countOf(job));
      const points = Array.from(values, (y, x): [number, number] => [x, y]);
      const { warm, repeats } = repeatsOf(job);
      const fewer = { warm: Math.min(warm, 1), repeats: Math.min(repeats, 5) };
      return milliseconds(fewer, () => LTTB(points, POINTS).length as number);
    },
  }], "<= 1.3"),
  first("lttb", true, [], "<= 1.3"),
  again("lttb"),
];
