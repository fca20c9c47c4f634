import process from "node:process";
import { logMetric, type Run, startRun } from "stemma";
import { consume } from "./measure.ts";
import type { Job, Row } from "./row.ts";

/** What the process holds after the garbage is gone, in bytes. */
function held(): number {
  const host = globalThis as unknown as { gc?: () => void; Bun?: { gc(force: boolean): void } };
  for (let i = 0; i < 3; i++) host.gc?.() ?? host.Bun?.gc(true);
  const { heapUsed, external } = process.memoryUsage();
  // V8 keeps array buffers outside of its heap; JavaScriptCore counts them as a part of it.
  return host.Bun === undefined ? heapUsed + external : heapUsed;
}

function bytesAPoint<Kept>(
  { smoke }: Job,
  fill: (count: number) => Kept,
  size: (kept: Kept) => number,
) {
  const count = smoke ? 20_000 : 2_000_000;
  const before = held();
  const kept = fill(count);
  const bytes = held() - before;
  consume(size(kept));
  return [bytes / count];
}

function ours(count: number): Run {
  let run = startRun({ experiment: "bench" });
  for (let i = 0; i < count; i++) {
    run = logMetric(run, "loss", Math.sqrt(i), { step: i, timestamp: 1.7e12 + i });
  }
  return run;
}

function objects(count: number): object[] {
  const points: object[] = [];
  for (let i = 0; i < count; i++) {
    points.push({ key: "loss", value: Math.sqrt(i), step: i, timestamp: 1.7e12 + i });
  }
  return points;
}

/** What a point takes in memory. */
export const memoryRows: readonly Row[] = [{
  id: "memory",
  work: "memory of 2 M points",
  unit: "bytes/point",
  better: "less",
  bar: "<= 32",
  sides: [
    { name: "stemma", measure: (job) => bytesAPoint(job, ours, (run) => run.length) },
    {
      name: "array of objects",
      measure: (job) => bytesAPoint(job, objects, (list) => list.length),
    },
  ],
}];
