import { spawnSync } from "node:child_process";
import {
  bytesAsset,
  logMetric,
  logParams,
  provToDot,
  type Run,
  saveModelVersion,
  toProv,
} from "stemma";
import { dotToSvg, renderSvg } from "stemma/svg";
import { milliseconds } from "./measure.ts";
import type { Job, Row, Side } from "./row.ts";
import { chance, freshRun } from "./sample_runs.ts";

const START = 1_700_000_000_000;
const few = ({ smoke }: Job) => smoke ? { warm: 0, repeats: 1 } : { warm: 2, repeats: 5 };

/** A long run: 300 metrics in three contexts, 250 model versions, 100 k events. */
export function longRun({ smoke }: Job): Run {
  const next = chance(6);
  let run = logParams(freshRun(), { "learning rate": 0.01, "batch size": 64, layers: 5 });
  const events = smoke ? 2_000 : 100_000;
  const versions = smoke ? 10 : 250;
  const contexts = ["training", "validation", "testing"];
  const bytes = bytesAsset("weights.bin", new Uint8Array(1000));
  let saved = 0;
  for (let step = 0; run.length < events; step++) {
    for (let i = 0; i < 300 && run.length < events; i++) {
      const context = contexts[i % 3];
      const timestamp = START + step * 1000 + i;
      run = logMetric(run, `metric ${i}`, next(), { context, step, timestamp });
    }
    while (saved < versions * run.length / events && run.length < events) {
      const timestamp = START + step * 1000 + 500;
      const options = { name: "network", context: "training", step, timestamp };
      run = saveModelVersion(run, bytes, options);
      saved++;
    }
  }
  return run;
}

const ours = (name: string, measure: Side["measure"]): Side => ({ name, measure });

const rowOf = (id: string, work: string, sides: Side[], bar?: string): Row => ({
  id: `svg/${id}`,
  work: `${work}; 300 metrics, 250 model versions, 100 k events`,
  unit: "ms",
  better: "less",
  sides,
  bar,
});

/** The picture of a long run, whole and by its parts. */
export const svgRows: readonly Row[] = [
  rowOf("first", "run to SVG, the first in a process", [
    ours("renderSvg", async (job) => {
      const run = longRun(job);
      return await milliseconds({ warm: 0, repeats: 1 }, async () => (await renderSvg(run)).length);
    }),
  ], "< 1000"),
  rowOf("later", "run to SVG, a later one", [
    ours("renderSvg", async (job) => {
      const make = () => longRun(job);
      return await milliseconds(few(job), async (run) => (await renderSvg(run)).length, make);
    }),
  ], "< 1000"),
  rowOf("to-prov", "of that run to document", [
    ours(
      "toProv",
      (job) => milliseconds(few(job), (run) => toProv(run).records.length, () => longRun(job)),
    ),
  ]),
  rowOf("to-dot", "of that document to DOT", [
    ours("provToDot", (job) => {
      const doc = toProv(longRun(job));
      return milliseconds(few(job), () => provToDot(doc).length);
    }),
  ]),
  rowOf("layout", "of that DOT to SVG", [
    ours("dotToSvg", async (job) => {
      const dot = provToDot(toProv(longRun(job)));
      return await milliseconds(few(job), async () => (await dotToSvg(dot)).length);
    }),
    ours("native dot, with its start", async (job) => {
      if (spawnSync("dot", ["-V"]).status !== 0) return [];
      const input = provToDot(toProv(longRun(job)));
      return await milliseconds(few(job), () => {
        const { stdout, status } = spawnSync("dot", ["-Tsvg"], { input });
        if (status !== 0) throw new Error(`dot ended with status ${status}`);
        return stdout.length;
      });
    }),
  ]),
];
