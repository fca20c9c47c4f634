import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { digest, logMetric, resample, type Run, saveRun, summarize } from "stemma";
import { fsSink, readRun } from "stemma/fs";
import { now } from "./measure.ts";
import { freshRun } from "./sample_runs.ts";

/** What a large run cost: nanoseconds a point for each phase, and the process's peak in MiB. */
export interface Phases {
  readonly log: number;
  readonly summarize: number;
  readonly resample: number;
  readonly digest: number;
  readonly save: number;
  readonly read: number;
  readonly total: number;
  readonly peak: number;
}

const KEYS = ["loss", "accuracy", "learning rate", "gradient norm", "throughput"];
const START = 1_700_000_000_000;

/** Logs so many points in 5 series, looks at them, saves them to a folder and reads them back. */
export async function largePhases(points: number): Promise<Phases> {
  const folder = await mkdtemp(join(tmpdir(), "stemma-bench-"));
  const marks = [now()];
  const mark = () => void marks.push(now());
  try {
    const run = logged(points);
    mark();
    if (summarize(run).length !== KEYS.length) throw new Error("A series is missing");
    mark();
    for (const key of KEYS) resample(run, key, { context: "training", points: 2000 });
    mark();
    const root = digest(run);
    mark();
    const { failed } = await saveRun(run, fsSink(folder), { formats: ["prov-json"] });
    if (failed.length > 0) throw failed[0].error;
    mark();
    const read = await readRun(join(folder, run.experiment, run.runId));
    mark();
    if (read.length !== run.length || digest(read) !== root) throw new Error("Read another run");
  } finally {
    await rm(folder, { recursive: true });
  }
  const [log, summary, plot, hash, save, read] = marks.slice(1)
    .map((end, i) => (end - marks[i]) * 1e6 / points);
  return {
    log,
    summarize: summary,
    resample: plot,
    digest: hash,
    save,
    read,
    total: log + summary + plot + hash + save + read,
    peak: process.resourceUsage().maxRSS / 1024,
  };
}

/** Noise that no coding shortens, at times some 8 ms apart. */
function logged(points: number): Run {
  let run = freshRun();
  let state = 1;
  let timestamp = START;
  for (let i = 0; i < points; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    if (i % 5 === 0) timestamp += 35 + (state >>> 30);
    run = logMetric(run, KEYS[i % 5], Math.sqrt(state) / (i % 5 + 1), {
      context: "training",
      step: (i - i % 5) / 5,
      timestamp,
    });
  }
  return run;
}
