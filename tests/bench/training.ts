import { mkdirSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { logMetrics, type Run, startRun } from "stemma";
import { openJournal } from "stemma/fs";
import { generateSealKey } from "stemma/seal";
import type { Job, Row, Side } from "./row.ts";

/** What one batch reports. */
type Report = (loss: number, accuracy: number) => void;

/** Trains the demo's network for an epoch on the demo's digits, a fifth of them in smoke mode; gives
 * the milliseconds that it took. */
async function demoTraining({ smoke }: Job): Promise<(report: Report) => Promise<number>> {
  // Few rows train: no other one is to wait for tfjs.
  const tf = await import("@tensorflow/tfjs");
  const { loadDigits } = await import("../../examples/mnist_data.ts");
  tf.enableProdMode();
  const { training: { xs, ys } } = loadDigits({ training: smoke ? 1000 : 5000 }, 42);
  const kernelInitializer = () => tf.initializers.heNormal({ seed: 42 });
  const model = tf.sequential({
    layers: [
      tf.layers.flatten({ inputShape: [14, 14, 1] }),
      tf.layers.dense({ units: 32, activation: "relu", kernelInitializer: kernelInitializer() }),
      tf.layers.dense({ units: 10, activation: "softmax", kernelInitializer: kernelInitializer() }),
    ],
  });
  const optimizer = tf.train.adam(0.02);
  model.compile({ optimizer, loss: "categoricalCrossentropy", metrics: ["accuracy"] });
  return async (report) => {
    const start = performance.now();
    await model.fit(xs, ys, {
      epochs: 1,
      batchSize: 100,
      shuffle: false,
      callbacks: { onBatchEnd: (_, logs) => report(logs!.loss, logs!.acc) },
      verbose: 0,
    });
    return performance.now() - start;
  };
}

/** Six metrics of a batch. */
function logBatch(run: Run, loss: number, acc: number): Run {
  const time = performance.now();
  const values = { loss, acc, time, perplexity: Math.exp(loss), error: 1 - acc, rate: 0.02 };
  return logMetrics(run, values, { context: "training" });
}

/** Counts what is done for the record, each by its median: the calls in the training by their time, a
 * sync after each epoch, about half a second, and the checkpoints by the processor's, all threads. */
const counted: Side = {
  name: "calls, syncs and checkpoints",
  async measure(job) {
    const train = await demoTraining(job);
    mkdirSync(".cache", { recursive: true });
    const folder = await mkdtemp(join(".cache", "training-"));
    try {
      let run = startRun({ experiment: "bench" });
      const { privateKey: key } = await generateSealKey();
      const checkpoints = { key, every: { ms: 5000 } };
      const journal = await openJournal(folder, run, { every: "sync", checkpoints });
      const calls: number[] = [];
      const syncs: number[] = [];
      let time = 0;
      for (let epoch = 0; epoch < (job.smoke ? 1 : 20); epoch++) {
        time += await train((loss, accuracy) => {
          const begin = performance.now();
          journal.push(run = logBatch(run, loss, accuracy));
          calls.push(performance.now() - begin);
        });
        syncs.push(await processorTime(() => journal.sync()));
      }
      const { signed } = journal.report().checkpoints!;
      // The last checkpoint, which closing signs, costs what the others did.
      const signing = (signed + 1) * await processorTime(() => journal.close());
      const cost = calls.length * median(calls) + syncs.length * median(syncs) + signing;
      return [100 * cost / time];
    } finally {
      await rm(folder, { recursive: true });
    }
  },
};

async function processorTime(work: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function median(numbers: readonly number[]): number {
  return Float64Array.from(numbers).sort()[numbers.length >> 1];
}

/** What the record costs a real training. */
export const trainingRows: readonly Row[] = [
  {
    id: "training/journal",
    work: "train the demo's network with 6 metrics a batch, journal, a checkpoint every 5 s",
    unit: "% of the time",
    better: "less",
    bar: "< 0.5",
    sides: [counted],
  },
];
