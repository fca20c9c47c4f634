import * as tf from "@tensorflow/tfjs";
import assert from "node:assert/strict";
import test from "node:test";
import { isStemmaError } from "stemma";
import { describeTfjsModel, loadTfjsWeights, readTfjsModel } from "stemma/tfjs";

tf.enableProdMode();

function mixed(seed: number, units = 3): tf.LayersModel {
  const kernelInitializer = tf.initializers.glorotUniform({ seed });
  return tf.sequential({
    name: "mixed",
    layers: [
      tf.layers.dense({ name: "first", inputShape: [2], units: 4, kernelInitializer }),
      tf.layers.batchNormalization({ name: "norm" }),
      tf.layers.dense({ name: "last", units, kernelInitializer }),
    ],
  });
}

const bytesOf = (model: tf.LayersModel) => describeTfjsModel(model).weights!.bytes!();
const digestOf = (model: tf.LayersModel) => describeTfjsModel(model).weights!.sha256;

/** A file as it should not be: the header is given, the data are the right ones. */
function fileWith(header: unknown, data = new Uint8Array(8), claimed?: bigint): Uint8Array {
  const text = new TextEncoder().encode(
    typeof header === "string" ? header : JSON.stringify(header),
  );
  const file = new Uint8Array(8 + text.length + data.length);
  new DataView(file.buffer).setBigUint64(0, claimed ?? BigInt(text.length), true);
  file.set(text, 8);
  file.set(data, 8 + text.length);
  return file;
}

test("describeTfjsModel() writes safetensors that say what they are", () => {
  const file = bytesOf(mixed(1));
  const length = Number(new DataView(file.buffer).getBigUint64(0, true));
  assert.equal(length % 8, 0, "the data are aligned");
  const header = JSON.parse(new TextDecoder().decode(file.subarray(8, 8 + length)));
  assert.deepEqual(Object.keys(header), [
    "__metadata__",
    "first/bias",
    "first/kernel",
    "last/bias",
    "last/kernel",
    "norm/beta",
    "norm/gamma",
    "norm/moving_mean",
    "norm/moving_variance",
  ]);
  assert.deepEqual(header["first/kernel"], { dtype: "F32", shape: [2, 4], data_offsets: [16, 48] });
  assert.equal(header.__metadata__.generatedBy, `tfjs-layers ${tf.version["tfjs-layers"]}`);
  assert.equal(file.length, 8 + length + 4 * (12 + 16 + 15));
});

test("describeTfjsModel() gives the same bytes for the same weights, others for others", () => {
  assert.equal(digestOf(mixed(1)), digestOf(mixed(1)));
  assert.notEqual(digestOf(mixed(1)), digestOf(mixed(2)));
});

/** As `mixed(1)`, with first weights that no initializer makes. */
function odd(): tf.LayersModel {
  const model = mixed(1);
  const kernel = tf.tensor2d([-0, NaN, Infinity, -Infinity, 1e-45, 1, 2, 3], [2, 4]);
  model.layers[0].setWeights([kernel, tf.ones([4])]);
  return model;
}

test("loadTfjsWeights() brings weights back to the bit", () => {
  const saved = bytesOf(odd());
  const model = mixed(1);
  assert.notEqual(digestOf(model), digestOf(odd()));
  const tensors = tf.memory().numTensors;
  loadTfjsWeights(model, saved, tf);
  assert.equal(tf.memory().numTensors, tensors, "no tensor is left behind");
  assert.equal(digestOf(model), digestOf(odd()));
});

test("loadTfjsWeights() reads a file at an odd address", () => {
  const saved = bytesOf(odd());
  const shifted = new Uint8Array(saved.length + 3).subarray(3);
  shifted.set(saved);
  const model = mixed(1);
  loadTfjsWeights(model, shifted, tf);
  assert.equal(digestOf(model), digestOf(odd()));
});

test("loadTfjsWeights() sets nothing where one weight does not fit", () => {
  const cases: [tf.LayersModel, RegExp][] = [
    [mixed(2, 5), /"last\/kernel" is float32 \[4,3\], the model expects float32 \[4,5\]/],
    [
      tf.sequential({ layers: [tf.layers.dense({ name: "first", inputShape: [2], units: 4 })] }),
      /has no weight "(?:last|norm)\/\w+"/,
    ],
    [
      tf.sequential({
        layers: [
          ...mixed(2).layers,
          tf.layers.dense({ name: "surplus", units: 1 }),
        ],
      }),
      /"surplus\/kernel" is not among them/,
    ],
  ];
  for (const [model, message] of cases) {
    const before = digestOf(model);
    assert.throws(() => loadTfjsWeights(model, bytesOf(mixed(1)), tf), {
      name: "TypeError",
      message,
    });
    assert.equal(digestOf(model), before);
  }
});

test("readTfjsModel() gives a model that tfjs loads and that predicts the same", async () => {
  const model = mixed(1);
  const loaded = await tf.loadLayersModel(tf.io.fromMemory(readTfjsModel(bytesOf(model))));
  assert.equal(digestOf(loaded), digestOf(model));
  const x = tf.tensor2d([[0.5, -1], [2, 3]]);
  const numbers = (of: tf.LayersModel) => [...(of.predict(x) as tf.Tensor).dataSync()];
  assert.deepEqual(numbers(loaded), numbers(model));
});

test("readTfjsModel() refuses weights without a topology", () => {
  const tensor = { w: { dtype: "F32", shape: [2], data_offsets: [0, 8] } };
  const topologies = [undefined, "", "{", "7", "null"];
  for (const topology of topologies) {
    const metadata = topology === undefined ? {} : { __metadata__: { topology } };
    assert.throws(() => readTfjsModel(fileWith({ ...metadata, ...tensor })), {
      code: "ASSET_UNREADABLE",
      message: /holds no topology/,
    });
  }
});

const whole = { dtype: "F32", shape: [2], data_offsets: [0, 8] };
const hostile: [string, Uint8Array, RegExp][] = [
  ["nothing", new Uint8Array(), /0 bytes are too few/],
  ["a header that claims 2^63 bytes", fileWith({}, undefined, 2n ** 63n), /claims a header of 9/],
  ["a header longer than the file", fileWith({}, undefined, 11n), /claims a header of 11 bytes/],
  ["a header that is no JSON", fileWith("{'w'"), /no JSON/],
  ["a header that is no UTF-8", fileWith({}, new Uint8Array([255, 255]), 4n), /no JSON/],
  ["a header that is a list", fileWith([]), /no JSON object/],
  ["a header that is null", fileWith(null), /no JSON object/],
  ["an entry that is no object", fileWith({ w: 1 }), /"w" is no object/],
  ["metadata that is no text", fileWith({ __metadata__: { a: 1 } }), /"a" is no text/],
  ["an unknown dtype", fileWith({ w: { ...whole, dtype: "F99" } }), /dtype "F99"/],
  [
    "a dtype of the prototype",
    fileWith({ w: { ...whole, dtype: "toString" } }),
    /dtype "toString"/,
  ],
  ["no shape", fileWith({ w: { ...whole, shape: undefined } }), /needs a shape/],
  ["a negative shape", fileWith({ w: { ...whole, shape: [-2, -1] } }), /needs a shape/],
  ["a fraction", fileWith({ w: { ...whole, data_offsets: [0, 8.5] } }), /needs a shape/],
  ["one offset", fileWith({ w: { ...whole, data_offsets: [0] } }), /needs a shape/],
  [
    "offsets beyond the end",
    fileWith({ w: { ...whole, data_offsets: [8, 16] } }),
    /claims bytes 8/,
  ],
  ["offsets that run back", fileWith({ w: { ...whole, data_offsets: [8, 0] } }), /claims bytes 8/],
  ["a shape of 2^53 numbers", fileWith({ w: { ...whole, shape: [2 ** 52, 2] } }), /claims bytes 0/],
  ["too few data", fileWith({ w: whole }, new Uint8Array(7)), /claims bytes 0 to 8 of 7/],
  ["data that nobody claims", fileWith({ w: whole }, new Uint8Array(9)), /end at 8 of 9/],
  ["data claimed twice", fileWith({ v: whole, w: whole }), /"w" begins at 0, expected 8/],
  [
    "a hole",
    fileWith({ w: { ...whole, shape: [1], data_offsets: [4, 8] } }),
    /"w" begins at 4, expected 0/,
  ],
  [
    "the same name twice",
    fileWith(
      '{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},' +
        '"w":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}',
    ),
    /"w" begins at 4, expected 0/,
  ],
];
for (const [what, file, message] of hostile) {
  test(`loadTfjsWeights() refuses ${what}`, () => {
    const model = mixed(1);
    const before = digestOf(model);
    for (const read of [() => loadTfjsWeights(model, file, tf), () => readTfjsModel(file)]) {
      assert.throws(read, (error: unknown) => {
        assert.ok(isStemmaError(error) && error.code === "ASSET_UNREADABLE");
        assert.match(error.message, message);
        return true;
      });
    }
    assert.equal(digestOf(model), before);
  });
}

test("loadTfjsWeights() refuses every truncation, and what is no bytes", () => {
  const model = mixed(1);
  const file = bytesOf(model);
  for (let length = 0; length < file.length; length += 7) {
    assert.throws(() => loadTfjsWeights(model, file.subarray(0, length), tf), {
      code: "ASSET_UNREADABLE",
    });
  }
  assert.throws(() => loadTfjsWeights(model, "file" as never, tf), TypeError);
});

test("loadTfjsWeights() pollutes no prototype", () => {
  const file = fileWith(
    '{"__proto__":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"__metadata__":' +
      '{"__proto__":"x","topology":"{\\"__proto__\\":{\\"polluted\\":1}}"}}',
  );
  assert.throws(() => loadTfjsWeights(mixed(1), file, tf), /no weight "__proto__"/);
  assert.equal(readTfjsModel(file).weightSpecs[0].name, "__proto__");
  assert.equal(({} as { polluted?: number }).polluted, undefined);
});
