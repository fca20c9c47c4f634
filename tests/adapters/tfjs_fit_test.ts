import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import test from "node:test";
import { endRun, metrics, models, type Run, saveModelVersion, series, startRun } from "stemma";
import { describeTfjsModel, fitCallback, type FitCallbackOptions } from "stemma/tfjs";

tf.enableProdMode();

const xs = tf.linspace(0, 1, 12).reshape([12, 1]);
const ys = xs.mul(2);

function line(): tf.Sequential {
  const model = tf.sequential({
    name: "line",
    layers: [tf.layers.dense({ name: "only", units: 1, inputShape: [1] })],
  });
  model.compile({ optimizer: tf.train.sgd(0.1), loss: "meanSquaredError", metrics: ["mae"] });
  return model;
}

const started = () => startRun({ experiment: "line" });

/** Trains 3 epochs of 4 batches. */
async function fitted(options?: FitCallbackOptions, run: Run = started()) {
  const callback = fitCallback(run, options);
  const history = await line().fit(xs, ys, {
    epochs: 3,
    batchSize: 2,
    validationSplit: 1 / 3,
    callbacks: callback,
    verbose: 0,
  });
  return { callback, history: history.history as Record<string, number[]> };
}

const steps = (run: Run, key: string, context: string) => [
  ...series(run, key, { context })?.steps ?? [],
];
const values = (run: Run, key: string, context: string) => [
  ...series(run, key, { context })?.values ?? [],
];

test("fitCallback() logs epochs and batches in their contexts", async () => {
  const { callback: { run, error, failures }, history } = await fitted();
  assert.equal(error, undefined);
  assert.equal(failures, 0);
  assert.deepEqual(metrics(run).map(({ key, context, length }) => `${context} ${key} ${length}`), [
    "training batch_loss 12",
    "training batch_mae 12",
    "training loss 3",
    "training mae 3",
    "validation loss 3",
    "validation mae 3",
  ]);
  assert.deepEqual(values(run, "loss", "training"), history.loss);
  assert.deepEqual(values(run, "mae", "validation"), history.val_mae);
  assert.deepEqual(steps(run, "loss", "validation"), [0, 1, 2]);
  assert.deepEqual(steps(run, "batch_loss", "training"), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
});

test("fitCallback() logs fewer batches, or none, when told so", async () => {
  const some = (await fitted({ every: 5 })).callback;
  assert.deepEqual(steps(some.run, "batch_loss", "training"), [0, 5, 10]);
  const none = (await fitted({ every: "epoch" })).callback;
  assert.deepEqual(steps(none.run, "batch_loss", "training"), []);
  assert.deepEqual(steps(none.run, "loss", "training"), [0, 1, 2]);
});

test("fitCallback() logs into contexts of the user's own", async () => {
  const { callback: { run } } = await fitted({ context: "warm-up", validationContext: "held-out" });
  assert.equal(values(run, "loss", "warm-up").length, 3);
  assert.equal(values(run, "loss", "held-out").length, 3);
});

test("fitCallback() goes on counting batches in a second fit", async () => {
  const { callback: first } = await fitted();
  const { callback: second } = await fitted(undefined, first.run);
  const twice = steps(second.run, "batch_loss", "training");
  assert.deepEqual(twice, Array.from({ length: 24 }, (_, i) => i));

  const model = line();
  const sparse = fitCallback(started(), { every: 5 });
  for (const _ of [1, 2]) {
    await model.fit(xs, ys, { epochs: 1, batchSize: 2, callbacks: sparse, verbose: 0 });
  }
  assert.deepEqual(steps(sparse.run, "batch_loss", "training"), [0, 5, 10]);
});

test("fitCallback() hands every epoch to afterEpoch and keeps the run it returns", async () => {
  const model = line();
  const callback = fitCallback(started(), {
    afterEpoch: (run, step, logs) => {
      assert.ok(logs.loss >= 0);
      return saveModelVersion(run, describeTfjsModel(model), {
        name: "line",
        context: "training",
        step,
      });
    },
  });
  await model.fit(xs, ys, { epochs: 3, callbacks: callback, verbose: 0 });
  assert.equal(callback.error, undefined);
  const versions = models(callback.run);
  assert.deepEqual(versions.map(({ version }) => version), ["v0", "v1", "v2"]);
  assert.equal(new Set(versions.map(({ sha256 }) => sha256)).size, 3);
});

test("fitCallback() waits for an asynchronous afterEpoch", async () => {
  const order: string[] = [];
  await fitted({
    afterEpoch: async (run, epoch) => {
      order.push(`begin ${epoch}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
      order.push(`end ${epoch}`);
      return run;
    },
  });
  assert.deepEqual(order, ["begin 0", "end 0", "begin 1", "end 1", "begin 2", "end 2"]);
});

test("fitCallback() never throws into training, and keeps the first failure", async () => {
  const ended = endRun(started());
  const { callback, history } = await fitted(undefined, ended);
  assert.equal(history.loss.length, 3, "training went on");
  assert.equal((callback.error as Error).name, "RunStateError");
  assert.equal(callback.failures, 12 + 3 + 3);
  assert.equal(callback.run, ended);
});

test("fitCallback() keeps what was logged where afterEpoch fails or forgets the run", async () => {
  for (
    const afterEpoch of [
      () => {
        throw undefined;
      },
      () => Promise.reject(new Error("no disk")),
      () => undefined as never,
    ]
  ) {
    const { callback } = await fitted({ afterEpoch });
    assert.ok(callback.error instanceof Error);
    assert.equal(callback.failures, 3);
    assert.deepEqual(steps(callback.run, "loss", "validation"), [0, 1, 2]);
  }
});

test("fitCallback() takes a run that others went on with", () => {
  const callback = fitCallback(started());
  const other = endRun(callback.run);
  callback.run = other;
  assert.equal(callback.run, other);
});

test("fitCallback() leaves the run it was given as it was", async () => {
  const run = started();
  await fitted(undefined, run);
  assert.equal(run.length, 1);
  assert.deepEqual(metrics(run), []);
});

test("fitCallback() refuses unknown options and strides", () => {
  assert.throws(() => fitCallback(started(), { stride: 2 } as never), /unknown option "stride"/);
  for (const every of [0, -1, 1.5, NaN, "step"]) {
    assert.throws(() => fitCallback(started(), { every: every as never }), RangeError);
  }
});
