import process from "node:process";
import { consume } from "./measure.ts";
import type { Job, Row, Side } from "./row.ts";
import { freshRun } from "./sample_runs.ts";
import { logMetric } from "stemma";

const KEYS = ["loss", "accuracy", "learning rate", "gradient norm", "throughput"];
const START = 1_700_000_000_000;

/** Makes so many points and gives what holds them. */
type Make = (points: number) => { readonly length: number };

const log: Make = (points) => {
  let run = freshRun();
  for (let i = 0; i < points; i++) {
    run = logMetric(run, KEYS[i % 5], Math.sqrt(i), {
      context: "training",
      step: Math.floor(i / 5),
      timestamp: START + i,
    });
  }
  return run;
};

const push: Make = (points) => {
  const list: unknown[] = [];
  for (let i = 0; i < points; i++) {
    list.push({
      key: KEYS[i % 5],
      value: Math.sqrt(i),
      step: Math.floor(i / 5),
      timestamp: START + i,
      context: "training",
    });
  }
  return list;
};

function side(name: string, make: Make): Side {
  return {
    name,
    measure({ smoke }: Job) {
      const points = smoke ? 20_000 : 2_000_000;
      // Code and types of the loop are no part of what a point takes.
      consume(make(1000).length);
      const before = settled();
      const held = make(points);
      const after = settled();
      consume(held.length);
      return [(after - before) / points];
    },
  };
}

/** What lives after the garbage is gone, in bytes: the heap and what lies outside of it. */
export function settled(): number {
  const { gc, Bun } = globalThis as { gc?: () => void; Bun?: { gc(now: boolean): void } };
  if (gc === undefined && Bun === undefined) throw new Error("The collector cannot be called");
  for (let i = 0; i < 5; i++) {
    if (Bun !== undefined) Bun.gc(true);
    else gc!();
  }
  const { heapUsed, external } = process.memoryUsage();
  // Bun counts array buffers in both.
  return Bun === undefined ? heapUsed + external : heapUsed;
}

/** The memory of a point that stays. */
export const memoryRows: readonly Row[] = [{
  id: "memory/point",
  work: "memory a point, 2 M points in 5 series",
  unit: "bytes/point",
  better: "less",
  sides: [side("logMetric", log), side("push", push)],
  bar: "<= 32",
}];
