import { AssetError } from "../../mod.ts";
import { _readSafetensors, type _Tensor, _writeSafetensors } from "./safetensors.ts";
import { _formatOf, _numbersOf, _readTensor } from "./tfjs_tensor.ts";
import type { Tfjs, TfjsFormat, TfjsModel, TfjsWeight } from "./tfjs_types.ts";

/** A saved model as `tf.io.fromMemory` takes it, tfjs's `ModelArtifacts`. */
export interface TfjsModelArtifacts {
  /** What tfjs calls a model made of layers. */
  readonly format: "layers-model";
  /** The version of tfjs that wrote the topology, such as `tfjs-layers 4.22.0`. */
  readonly generatedBy: string;
  /** What converted the model from another framework: nothing. */
  readonly convertedBy: null;
  /** The layers and how they are joined. */
  readonly modelTopology: object;
  /** The weights in the order in which `weightData` holds them. */
  readonly weightSpecs: { name: string; shape: number[]; dtype: TfjsFormat }[];
  /** The numbers of all weights, one after the other, little-endian. */
  readonly weightData: ArrayBuffer;
}

/** Writes the weights of a model and its topology as one safetensors file. */
export function _weightsFile(model: TfjsModel): Uint8Array<ArrayBuffer> {
  const tensors = [...namesOf(model)].map(([name, weight]) => _readTensor(name, weight.read()));
  const topology = model.toJSON(null, false) as Record<string, unknown>;
  return _writeSafetensors(tensors, {
    format: "tfjs",
    generatedBy: String(topology.keras_version ?? "tfjs"),
    topology: JSON.stringify(topology),
  });
}

/** Puts saved weights back into a model of the same layers: all of them, or none.
 *
 * Names, formats and shapes are checked before the first weight is set. Cost: O(parameters).
 *
 * @param model a built model whose weights have the names that the file names
 * @param bytes the file that {@link describeTfjsModel} gave as `weights`
 * @param tf tfjs itself, which makes the tensors
 * @throws {TypeError} where the file fits another model: the message names the first difference
 * @throws {AssetError} `ASSET_UNREADABLE` where the bytes are no whole safetensors file
 * @example
 * ```ts
 * import { describeTfjsModel, loadTfjsWeights } from "stemma/tfjs";
 * import * as tf from "@tensorflow/tfjs";
 * import assert from "node:assert/strict";
 *
 * const layer = tf.layers.dense({ name: "only", units: 1, inputShape: [3] });
 * const model = tf.sequential({ layers: [layer] });
 * const saved = describeTfjsModel(model).weights!;
 * model.setWeights([tf.zeros([3, 1]), tf.zeros([1])]);
 *
 * loadTfjsWeights(model, saved.bytes!(), tf);
 * assert.equal(describeTfjsModel(model).weights!.sha256, saved.sha256);
 * ```
 */
export function loadTfjsWeights(model: TfjsModel, bytes: Uint8Array, tf: Tfjs): void {
  const saved = new Map(_readSafetensors(bytes).tensors.map((tensor) => [tensor.name, tensor]));
  const targets = namesOf(model);
  const surplus = [...saved.keys()].find((name) => !targets.has(name));
  if (surplus !== undefined) {
    throw new TypeError(`Cannot load weights: model "${model.name}" has no weight "${surplus}"`);
  }
  for (const [name, weight] of targets) checkFit(name, weight, saved.get(name));
  const tensors = [...targets].map(([name, weight]) => {
    const tensor = saved.get(name)!;
    return { weight, value: tf.tensor(_numbersOf(tensor), [...tensor.shape], _formatOf(tensor)) };
  });
  try {
    for (const { weight, value } of tensors) weight.write(value);
  } finally {
    for (const { value } of tensors) value.dispose();
  }
}

/** Reads a saved model, layers and weights, in the form that tfjs itself loads.
 *
 * Cost: O(parameters), one copy.
 *
 * @param bytes the file that {@link describeTfjsModel} gave as `weights`
 * @throws {AssetError} `ASSET_UNREADABLE` where the bytes are no whole safetensors file, or one
 * without a topology
 * @example
 * ```ts
 * import { describeTfjsModel, readTfjsModel } from "stemma/tfjs";
 * import * as tf from "@tensorflow/tfjs";
 * import assert from "node:assert/strict";
 *
 * const layer = tf.layers.dense({ units: 2, inputShape: [3] });
 * const saved = describeTfjsModel(tf.sequential({ layers: [layer] })).weights!;
 *
 * const model = await tf.loadLayersModel(tf.io.fromMemory(readTfjsModel(saved.bytes!())));
 * assert.equal(describeTfjsModel(model).weights!.sha256, saved.sha256);
 * ```
 */
export function readTfjsModel(bytes: Uint8Array): TfjsModelArtifacts {
  const { metadata, tensors } = _readSafetensors(bytes);
  const weightData = new Uint8Array(tensors.reduce((sum, { data }) => sum + data.length, 0));
  let at = 0;
  for (const { data } of tensors) {
    weightData.set(data, at);
    at += data.length;
  }
  return {
    format: "layers-model",
    generatedBy: metadata.get("generatedBy") ?? "unknown",
    convertedBy: null,
    modelTopology: parseTopology(metadata.get("topology")),
    weightSpecs: tensors.map((tensor) => ({
      name: tensor.name,
      shape: [...tensor.shape],
      dtype: _formatOf(tensor),
    })),
    weightData: weightData.buffer,
  };
}

/** A model's weights by the name that tfjs saves them under; a name given twice becomes unique. */
function namesOf(model: TfjsModel): Map<string, TfjsWeight> {
  const names = new Map<string, TfjsWeight>();
  for (const weight of model.weights) {
    names.set(names.has(weight.originalName) ? weight.name : weight.originalName, weight);
  }
  return names;
}

function checkFit(name: string, weight: TfjsWeight, saved: _Tensor | undefined): void {
  if (saved === undefined) throw new TypeError(`Cannot load weights: "${name}" is not among them`);
  const given = `${_formatOf(saved)} [${saved.shape}]`;
  const { dtype, shape } = weight.read();
  const wanted = `${dtype} [${shape}]`;
  if (given !== wanted) {
    throw new TypeError(`Cannot load weights: "${name}" is ${given}, the model expects ${wanted}`);
  }
}

function parseTopology(text: string | undefined): object {
  try {
    const topology = JSON.parse(text ?? "null");
    if (typeof topology === "object" && topology !== null) return topology;
  } catch {
    // Told below: a text that is no JSON is as good as none.
  }
  throw new AssetError(
    "ASSET_UNREADABLE",
    "Cannot read a model: its safetensors file holds no topology",
    { topology: text?.slice(0, 100) },
  );
}
