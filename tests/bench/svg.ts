import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
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
import { scriptedRun } from "../scripted_run.ts";
import { milliseconds } from "./measure.ts";
import { absent } from "./peer.ts";
import type { Job, Row, Side } from "./row.ts";
import { chance, freshRun } from "./sample_runs.ts";

const START = 1_700_000_000_000;
const few = ({ smoke }: Job) => smoke ? { warm: 0, repeats: 1 } : { warm: 2, repeats: 5 };

/** What a run of many metrics and model versions is made of. */
interface Sizes {
  readonly metrics: number;
  readonly versions: number;
  readonly events: number;
}

/** A long run: 300 metrics in three contexts, 250 model versions, 100 k events. */
export function longRun({ smoke }: Job): Run {
  return sizedRun({ metrics: 300, versions: smoke ? 10 : 250, events: smoke ? 2_000 : 100_000 });
}

function middleRun(): Run {
  return sizedRun({ metrics: 30, versions: 20, events: 5_000 });
}

function sizedRun({ metrics, versions, events }: Sizes): Run {
  const next = chance(6);
  let run = logParams(freshRun(), { "learning rate": 0.01, "batch size": 64, layers: 5 });
  const contexts = ["training", "validation", "testing"];
  const bytes = bytesAsset("weights.bin", new Uint8Array(1000));
  let saved = 0;
  for (let step = 0; run.length < events; step++) {
    for (let i = 0; i < metrics && run.length < events; i++) {
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

/** How many graphs a warm process of the native program draws after the first. */
const FURTHER = 10;

/** Ours against the native program on the same DOT: with its start, and for a further graph of a
 * process that has drawn one already. */
function layout(id: string, work: string, make: (job: Job) => Run): Row {
  const dotOf = (job: Job) => provToDot(toProv(make(job)));
  const sides: Side[] = [
    ours("dotToSvg", async (job) => {
      const dot = dotOf(job);
      return await milliseconds(few(job), async () => (await dotToSvg(dot)).length);
    }),
    ours("native dot, with its start", (job) => native(job, dotOf(job), 1)),
    ours("native dot, a further graph", async (job) => {
      const dot = dotOf(job);
      const one = Math.min(...await native(job, dot, 1));
      const many = await native(job, dot, 1 + FURTHER);
      return many.map((ms) => (ms - one) / FURTHER);
    }),
  ];
  return {
    id: `svg/${id}`,
    work,
    unit: "ms",
    better: "less",
    sides,
    bar: "<= native dot, with its start",
  };
}

async function native(job: Job, dot: string, times: number): Promise<number[]> {
  if (spawnSync("dot", ["-V"]).status !== 0) return absent("Graphviz");
  mkdirSync(".cache", { recursive: true });
  const folder = mkdtempSync(join(".cache", "dot-"));
  try {
    const path = join(folder, "graph.dot");
    writeFileSync(path, dot);
    const files = Array.from({ length: times }, () => path);
    return await milliseconds(few(job), () => {
      const { stdout, status } = spawnSync("dot", ["-Tsvg", ...files], { maxBuffer: 2 ** 28 });
      if (status !== 0) throw new Error(`dot ended with status ${status}`);
      return stdout.length;
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

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
  layout("layout", "of that DOT to SVG", longRun),
  layout("layout-middle", "DOT to SVG of a run with 30 metrics, 20 versions", middleRun),
  layout("layout-small", "DOT to SVG of a run with one of everything", () => scriptedRun()),
];
