import process from "node:process";
import { largePhases, type Phases } from "./large_phases.ts";
import type { Job, Row, Side } from "./row.ts";

const MILLION = 1_000_000;

/** 100 M points take minutes and gigabytes: only where they are asked for. */
const SIZES = process.env.STEMMA_LARGE === "1" ? [1, 10, 100] : [1, 10];

/** One run of each size serves all rows of a process. */
const done = new Map<number, Promise<Phases>>();

function phasesOf(points: number): Promise<Phases> {
  let phases = done.get(points);
  if (phases === undefined) done.set(points, phases = largePhases(points));
  return phases;
}

function side(millions: number, take: (phases: Phases) => number): Side {
  return {
    name: `${millions} M`,
    async measure({ smoke }: Job) {
      const phases = await phasesOf(smoke ? millions * 1000 : millions * MILLION);
      process.stderr.write(`${millions} M points: ${JSON.stringify(phases)}\n`);
      return [take(phases)];
    },
  };
}

function row(id: string, work: string, unit: string, take: (phases: Phases) => number): Row {
  return {
    id: `large-run/${id}`,
    work,
    unit,
    better: "less",
    sides: SIZES.map((millions) => side(millions, take)),
    bar: id === "peak"
      ? "100 M under 6,144 MiB"
      : "time a point from 1 M to 100 M within 1.3 (STEMMA_LARGE=1)",
  };
}

/** A large run from its first point to the run read back, all in one process; what each phase took
 * is printed beside the table. */
export const largeRunRows: readonly Row[] = [
  row(
    "time",
    "log, summarise, resample, digest, save, read back",
    "ns/point",
    ({ total }) => total,
  ),
  row("peak", "peak memory of the process that did so", "MiB", ({ peak }) => peak),
];
