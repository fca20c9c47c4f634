import { mkdtemp, rm } from "node:fs/promises";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { digest, memorySink, type Run, runFiles, saveRun, type Sink, zipSink } from "stemma";
import { fsSink } from "stemma/fs";
import { milliseconds } from "./measure.ts";
import type { Job, Row, Side } from "./row.ts";
import { loopRun } from "./sample_runs.ts";

const pointsOf = ({ smoke }: Job) => smoke ? 5_000 : 1_000_000;

function side(
  name: string,
  save: (run: Run) => Promise<number>,
  repeats: number,
): Side {
  return {
    name,
    measure(job) {
      const run = loopRun(pointsOf(job));
      // The log's own tree is another row's work; a saving finds it grown.
      digest(run);
      return milliseconds(
        job.smoke ? { warm: 0, repeats: 1 } : { warm: 1, repeats },
        () => save(run),
      );
    },
  };
}

async function saveInto(run: Run, sink: Sink): Promise<number> {
  const { written, failed } = await saveRun(run, sink);
  if (failed.length > 0) throw failed[0].error;
  return written.length;
}

/** The files' bytes and nothing else: no sink, no check of what it takes. */
function filesAlone(run: Run): Promise<number> {
  return Promise.resolve(runFiles(run).reduce((sum, file) => sum + file.bytes().length, 0));
}

const alone = side("the files made, twice, and put nowhere", filesAlone, 5);

function row(id: string, work: string, save: (run: Run) => Promise<number>, repeats = 5): Row {
  return {
    id: `save/${id}`,
    work,
    unit: "ms",
    better: "less",
    sides: [side("saveRun", save, repeats), alone],
  };
}

/** A run of 1 M points into sinks: log, PROV-JSON, DOT, CSV and manifest, some 46 MB. */
export const saveRows: readonly Row[] = [
  row("memory", "a run of 1 M points into memory", (run) => saveInto(run, memorySink())),
  row("zip", "that run into a zip, level 6", (run) => saveInto(run, zipSink()), 2),
  row("fs", "that run onto the disk, synced", async (run) => {
    mkdirSync(".cache", { recursive: true });
    const folder = await mkdtemp(join(".cache", "save-"));
    try {
      return await saveInto(run, fsSink(folder));
    } finally {
      await rm(folder, { recursive: true });
    }
  }),
];
