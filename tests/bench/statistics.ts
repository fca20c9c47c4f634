import { createHash } from "node:crypto";
import { series, summarize } from "stemma";
import { sha256 } from "../../lib/core/sha256.ts";
import { trainingRun } from "./curves.ts";
import { nanoseconds, perSecond } from "./measure.ts";
import type { Job, Row } from "./row.ts";

const repeatsOf = ({ smoke }: Job) => ({ warm: smoke ? 0 : 2, repeats: smoke ? 1 : 7 });
const pointsOf = ({ smoke }: Job) => smoke ? 5_000 : 1_000_000;

/** The summary as the obvious JavaScript makes it: a filter, loops, one sort. */
function plainSummary(values: Float64Array): number {
  const finite = values.filter(Number.isFinite).sort();
  let sum = 0;
  for (const value of finite) sum += value;
  const mean = sum / finite.length;
  let squares = 0;
  for (const value of finite) squares += (value - mean) ** 2;
  const at = (p: number) => finite[Math.floor(p * (finite.length - 1))];
  return finite[0] + finite[finite.length - 1] + Math.sqrt(squares / finite.length) + at(0.5) +
    at(0.01) + at(0.05) + at(0.25) + at(0.75) + at(0.95) + at(0.99);
}

/** Statistics and hashing. */
export const statisticsRows: readonly Row[] = [{
  id: "summarize",
  work: "summarize five series of 200 k points, moments at hand",
  unit: "ms",
  better: "less",
  sides: [
    {
      name: "stemma",
      measure: (job) => {
        const run = trainingRun(pointsOf(job));
        return nanoseconds(1e6, repeatsOf(job), () => summarize(run).length);
      },
    },
    {
      name: "filter, loops, sort",
      measure: (job) => {
        const run = trainingRun(pointsOf(job));
        const keys = ["loss", "accuracy", "norm", "rate", "throughput"];
        const columns = keys.map((key) => series(run, key, { context: "training" })!.values);
        const all = () => columns.reduce((sum, values) => sum + plainSummary(values), 0);
        return nanoseconds(1e6, repeatsOf(job), all);
      },
    },
  ],
}, {
  id: "sha256",
  work: "SHA-256 of 16 MiB where no host may be touched",
  unit: "MB/s",
  better: "more",
  sides: [
    {
      name: "stemma's kernel",
      measure: (job) => {
        const bytes = new Uint8Array(job.smoke ? 2 ** 16 : 2 ** 24);
        return perSecond(bytes.length, 1e6, repeatsOf(job), () => sha256(bytes)[0]);
      },
    },
    {
      name: "node:crypto, on its host",
      measure: (job) => {
        const bytes = new Uint8Array(job.smoke ? 2 ** 16 : 2 ** 24);
        const hash = () => createHash("sha256").update(bytes).digest()[0];
        return perSecond(bytes.length, 1e6, repeatsOf(job), hash);
      },
    },
  ],
}];
