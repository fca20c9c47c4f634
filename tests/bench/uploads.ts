import { setTimeout as sleep } from "node:timers/promises";
import { bytesAsset, logArtifact, logMetric, type Run, saveRun, type Sink } from "stemma";
import { uploads } from "stemma/uploads";
import { consume, milliseconds, now } from "./measure.ts";
import type { Job, Row, Side } from "./row.ts";
import { freshRun } from "./sample_runs.ts";

/** How long a far place takes to answer, in milliseconds. */
const LATENCY = 5;
const CONCURRENCY = 8;

const farSink: Sink = {
  async put(file) {
    consume(file.bytes().length);
    await sleep(LATENCY);
  },
};

const filesOf = ({ smoke }: Job) => smoke ? 20 : 400;

function runWith(count: number): Run {
  let run = freshRun();
  for (let i = 0; i < count; i++) {
    run = logArtifact(run, bytesAsset(`${i}.bin`, new Uint8Array(10_000).fill(i)));
  }
  return run;
}

/** Puts the files of a run by hand, so many at a time. */
async function byHand(files: readonly { bytes(): Uint8Array }[], lanes: number): Promise<number> {
  let next = 0;
  const lane = async () => {
    while (next < files.length) await farSink.put(files[next++] as Parameters<Sink["put"]>[0]);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return next;
}

function far(name: string, act: (run: Run, count: number) => Promise<number>): Side {
  return {
    name,
    measure(job) {
      const run = runWith(filesOf(job));
      const repeats = job.smoke ? { warm: 0, repeats: 1 } : { warm: 1, repeats: 3 };
      return milliseconds(repeats, () => act(run, filesOf(job)));
    },
  };
}

const copies = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ bytes: () => new Uint8Array(10_000).fill(i) }));

/** Nanoseconds that a step of training is held up, of a loop that lets nothing else run. */
function loop(name: string, push: (run: Run) => unknown): Side {
  return {
    name,
    async measure({ smoke }) {
      const steps = smoke ? 100 : 20_000;
      const samples: number[] = [];
      for (let repeat = 0; repeat < (smoke ? 1 : 10); repeat++) {
        let run = freshRun();
        const start = now();
        for (let i = 0; i < steps; i++) push(run = logMetric(run, "loss", 1 / (i + 1)));
        samples.push((now() - start) * 1e6 / steps);
        await sleep(0);
      }
      return samples;
    },
  };
}

/** Files on their way to a place that answers late, and what that costs the training. */
export const uploadRows: readonly Row[] = [
  {
    id: "uploads/files",
    work: "400 artifacts of 10 KB to a place that answers after 5 ms, 8 at a time",
    unit: "ms",
    better: "less",
    bar: "<= 1.2 of the bare loop, 8 at a time",
    sides: [
      far("uploads().push", async (run) => (await uploads(farSink).push(run)).written.length),
      far("saveRun", async (run) => (await saveRun(run, farSink)).written.length),
      far("a bare loop, 8 at a time", (_, count) => byHand(copies(count), CONCURRENCY)),
      far("a bare loop, one at a time", (_, count) => byHand(copies(count), 1)),
    ],
  },
  {
    id: "uploads/push",
    work: "a push at every step of training",
    unit: "ns/step",
    better: "less",
    bar: "<= 10,000 ns",
    sides: [
      loop("uploads().push", uploads(farSink).push),
      loop("logMetric alone", () => 0),
    ],
  },
];
