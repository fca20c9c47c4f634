import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import test from "node:test";
import { logModel, logOptimizer, type ModelDescription, models, startRun } from "stemma";
import { describeTfjsDataset, describeTfjsModel, describeTfjsOptimizer } from "stemma/tfjs";

tf.enableProdMode();

function convolution(seed = 1): tf.Sequential {
  const kernelInitializer = tf.initializers.glorotUniform({ seed });
  return tf.sequential({
    name: "digits",
    layers: [
      tf.layers.conv2d({
        name: "edges",
        inputShape: [8, 8, 1],
        filters: 2,
        kernelSize: 3,
        strides: [2, 1],
        activation: "relu",
        kernelInitializer,
      }),
      tf.layers.batchNormalization({ name: "norm" }),
      tf.layers.flatten({ name: "flat" }),
      tf.layers.dropout({ name: "drop", rate: 0.25 }),
      tf.layers.dense({ name: "classes", units: 3, activation: "softmax", kernelInitializer }),
    ],
  });
}

test("describeTfjsModel() tells a model's kind, size and framework", () => {
  const model = convolution();
  model.compile({ optimizer: "sgd", loss: "categoricalCrossentropy", metrics: ["accuracy"] });
  const { layers: _, weights, ...description } = describeTfjsModel(model);
  assert.deepEqual(description, {
    name: "digits",
    kind: "Sequential",
    framework: `tfjs ${tf.version["tfjs-layers"]}`,
    parameters: 20 + 8 + 111,
    trainableParameters: 20 + 4 + 111,
    memory: 4 * 139,
    dtype: "float32",
    attributes: { loss: "categoricalCrossentropy", metrics: '["accuracy"]' },
  });
  assert.equal(weights?.name, "digits.safetensors");
  assert.equal(weights.mediaType, "application/x-safetensors");
});

test("describeTfjsModel() tells each layer's shapes, size and settings", () => {
  const { layers } = describeTfjsModel(convolution());
  assert.deepEqual(
    layers?.map(({ name, kind, inputShape, outputShape, parameters, dtype }) => ({
      name,
      kind,
      inputShape,
      outputShape,
      parameters,
      dtype,
    })),
    [
      layer("edges", "Conv2D", [8, 8, 1], [3, 6, 2], 20, "float32"),
      layer("norm", "BatchNormalization", [3, 6, 2], [3, 6, 2], 8, "float32"),
      layer("flat", "Flatten", [3, 6, 2], [36], 0),
      layer("drop", "Dropout", [36], [36], 0),
      layer("classes", "Dense", [36], [3], 111, "float32"),
    ],
  );
  const { kernelSize, strides, activation, filters, kernelInitializer } = layers![0].attributes!;
  assert.deepEqual(
    { kernelSize, strides, activation, filters, kernelInitializer },
    {
      kernelSize: "[3,3]",
      strides: "[2,1]",
      activation: "relu",
      filters: 2,
      kernelInitializer: "VarianceScaling",
    },
  );
  assert.equal(layers![3].attributes!.rate, 0.25);
  assert.equal(layers![4].attributes!.units, 3);
  assert.ok(!("biasRegularizer" in layers![4].attributes!), "what is not set is absent");
});

function layer(
  name: string,
  kind: string,
  input: number[],
  output: number[],
  parameters: number,
  dtype?: string,
) {
  return {
    name,
    kind,
    inputShape: [null, ...input],
    outputShape: [null, ...output],
    parameters,
    dtype,
  };
}

test("describeTfjsModel() tells of frozen layers that they are not trainable", () => {
  const model = convolution();
  model.layers[0].trainable = false;
  const { parameters, trainableParameters, layers } = describeTfjsModel(model);
  assert.deepEqual({ parameters, trainableParameters }, {
    parameters: 139,
    trainableParameters: 115,
  });
  assert.deepEqual(layers?.map(({ trainable }) => trainable), [false, true, true, true, true]);
});

test("describeTfjsModel() describes a functional model, with several inputs of a layer", () => {
  const [a, b] = ["a", "b"].map((name) => tf.input({ name, shape: [2] }));
  const shared = tf.layers.dense({ name: "shared", units: 2 });
  const joined = tf.layers.concatenate({ name: "join" })
    .apply([shared.apply(a), shared.apply(b)] as tf.SymbolicTensor[]) as tf.SymbolicTensor;
  const { kind, parameters, layers } = describeTfjsModel(
    tf.model({ name: "twins", inputs: [a, b], outputs: joined }),
  );
  assert.equal(kind, tf.model({ inputs: a, outputs: a }).getClassName());
  assert.equal(parameters, 6, "a shared layer counts once");
  const join = layers!.find(({ name }) => name === "join")!;
  assert.equal(join.inputShape, undefined);
  assert.equal(join.attributes!.inputShapes, "[[null,2],[null,2]]");
  assert.deepEqual(join.outputShape, [null, 4]);
});

test("describeTfjsModel() describes a model without layers", () => {
  const { parameters, dtype, layers, weights } = describeTfjsModel(tf.sequential());
  assert.deepEqual({ parameters, dtype, layers }, { parameters: 0, dtype: undefined, layers: [] });
  assert.ok(weights!.size! > 0, "its topology is all that it has");
});

test("describeTfjsModel() reads no weights when told not to", () => {
  assert.equal(describeTfjsModel(convolution(), { weights: false }).weights, undefined);
});

test("describeTfjsModel() gives what the log takes", () => {
  const description: ModelDescription = describeTfjsModel(convolution());
  const run = logModel(startRun({ experiment: "digits" }), description, {
    info: true,
    layers: true,
    asArtifact: true,
  });
  assert.equal(models(run)[0].sha256, description.weights!.sha256);
});

test("describeTfjsModel() leaks no tensor", () => {
  const model = convolution();
  const before = tf.memory().numTensors;
  describeTfjsModel(model);
  assert.equal(tf.memory().numTensors, before);
});

test("describeTfjsModel() refuses what is no layers model, and unknown options", () => {
  for (const wrong of [undefined, null, 1, {}, tf.zeros([1])]) {
    assert.throws(() => describeTfjsModel(wrong as never), {
      name: "TypeError",
      message: /must be a tf\.LayersModel/,
    });
  }
  assert.throws(() => describeTfjsModel(convolution(), { weight: true } as never), {
    name: "TypeError",
    message: /unknown option "weight", known options are weights/,
  });
});

test("describeTfjsOptimizer() tells the settings as they are now", () => {
  const adam = tf.train.adam(0.01);
  assert.deepEqual(describeTfjsOptimizer(adam), {
    name: "Adam",
    learningRate: 0.01,
    beta1: 0.9,
    beta2: 0.999,
    epsilon: tf.backend().epsilon(),
  });
  const sgd = tf.train.sgd(0.5);
  sgd.setLearningRate(0.25);
  assert.deepEqual(describeTfjsOptimizer(sgd), { name: "SGD", learningRate: 0.25 });
  const run = startRun({ experiment: "digits" });
  assert.equal(logOptimizer(run, describeTfjsOptimizer(adam)).length, run.length + 1);
  assert.throws(() => describeTfjsOptimizer("adam" as never), TypeError);
});

test("describeTfjsDataset() tells what tensors tell, and lets given facts win", () => {
  const data = { xs: tf.zeros([10, 4, 4], "int32"), ys: tf.zeros([10, 2]) };
  assert.deepEqual(describeTfjsDataset(data, { batchSize: 4, samples: 9, split: "train" }), {
    samples: 9,
    batches: 3,
    batchSize: 4,
    shape: [4, 4],
    labelShape: [2],
    dtype: "int32",
    split: "train",
  });
  assert.deepEqual(describeTfjsDataset({ xs: tf.zeros([3]) }), {
    samples: 3,
    shape: [],
    dtype: "float32",
  });
});

test("describeTfjsDataset() tells the shapes of several inputs", () => {
  const xs = { left: tf.zeros([5, 2]), right: tf.zeros([5, 3], "int32") };
  assert.deepEqual(describeTfjsDataset({ xs, ys: [tf.zeros([5]), tf.zeros([5, 1])] }), {
    samples: 5,
    dtype: "float32, int32",
    attributes: {
      "xs.left.shape": "[2]",
      "xs.right.shape": "[3]",
      "ys.0.shape": "[]",
      "ys.1.shape": "[1]",
    },
  });
});

test("describeTfjsDataset() digests the content, shape and format of tensors", () => {
  const digest = (xs: tf.Tensor) => describeTfjsDataset({ xs }, { digest: true }).sha256;
  const numbers = [1, 2, 3, 4];
  assert.equal(digest(tf.tensor(numbers, [2, 2])), digest(tf.tensor(numbers, [2, 2])));
  assert.notEqual(digest(tf.tensor(numbers, [2, 2])), digest(tf.tensor(numbers, [4])));
  assert.notEqual(digest(tf.tensor(numbers)), digest(tf.tensor(numbers, [4], "int32")));
  // sha256 of the file that Python's safetensors.numpy.save({"xs": numpy.array([1, 2], "<f4")}) gives
  assert.equal(
    digest(tf.tensor1d([1, 2])),
    "1403582423654386af245f86603e543fca80e3e05128f2d7aa32a1221fb1254e",
  );
});

test("describeTfjsDataset() tells the size of a tf.data.Dataset and never iterates it", () => {
  let asked = 0;
  const endless = tf.data.generator(function* () {
    asked += 1;
    while (true) yield 1;
  });
  assert.deepEqual(describeTfjsDataset(endless, { name: "endless" }), { name: "endless" });
  const array = tf.data.array([1, 2, 3, 4, 5]);
  assert.deepEqual(describeTfjsDataset(array.batch(2), { batchSize: 2 }), {
    batches: 3,
    batchSize: 2,
  });
  assert.deepEqual(describeTfjsDataset(array.repeat()), {});
  assert.equal(asked, 0);
});

test("describeTfjsDataset() refuses what is no dataset, and facts that nobody knows", () => {
  const xs = tf.zeros([2]);
  for (const wrong of [undefined, {}, { xs: [] }, { xs: "xs" }, { xs: tf.scalar(1) }]) {
    assert.throws(() => describeTfjsDataset(wrong as never), TypeError);
  }
  for (const batchSize of [0, 1.5, NaN]) {
    assert.throws(() => describeTfjsDataset({ xs }, { batchSize }), RangeError);
  }
  assert.throws(() => describeTfjsDataset({ xs }, { size: 2 } as never), /unknown option "size"/);
  assert.throws(() => describeTfjsDataset(tf.data.array([1]), { digest: true }), TypeError);
});
