import { bytesAsset, type LayerDescription, type ModelDescription } from "../../mod.ts";
import { _attributesOf, _checkOptions } from "./tfjs_attributes.ts";
import { _bytesOf } from "./tfjs_tensor.ts";
import { _weightsFile } from "./tfjs_weights.ts";
import type { TfjsLayer, TfjsModel, TfjsWeight } from "./tfjs_types.ts";

/** Describes a layers model of tfjs: its size, its layers, and its weights as they are now.
 *
 * The weights are one safetensors file with the model's topology in its header: same weights, same
 * bytes; Python reads it too, and {@link loadTfjsWeights} and {@link readTfjsModel} bring it back.
 *
 * Cost: O(parameters), synchronous; the weights are held twice while their digest is taken, then
 * once, by the asset. Nothing of the model is kept or changed.
 *
 * @param model such as `tf.sequential()`, `tf.model()` or `await tf.loadLayersModel()`
 * @param options.weights whether to read the weights. @default {true}
 * @throws {TypeError} where it is no layers model, or a weight is neither float32, int32 nor bool
 * @example
 * ```ts
 * import { describeTfjsModel } from "stemma/tfjs";
 * import * as tf from "@tensorflow/tfjs";
 * import assert from "node:assert/strict";
 *
 * const model = tf.sequential({
 *   name: "line",
 *   layers: [tf.layers.dense({ name: "only", units: 1, inputShape: [3] })],
 * });
 * const { kind, parameters, memory, layers } = describeTfjsModel(model);
 * assert.deepEqual({ kind, parameters, memory }, { kind: "Sequential", parameters: 4, memory: 16 });
 * assert.deepEqual(layers?.[0].outputShape, [null, 1]);
 * ```
 */
export function describeTfjsModel(
  model: TfjsModel,
  options: { weights?: boolean } = {},
): ModelDescription {
  _checkOptions("describeTfjsModel", options, ["weights"]);
  if (typeof model?.toJSON !== "function" || !Array.isArray(model.layers)) {
    throw new TypeError(
      "Cannot describe a model: it must be a tf.LayersModel, such as tf.sequential() makes",
    );
  }
  return Object.freeze({
    name: model.name,
    kind: model.getClassName(),
    ...frameworkOf(model),
    ...sizeOf(model),
    layers: model.layers.map(describeLayer),
    ...(options.weights ?? true
      ? { weights: bytesAsset(`${model.name}.safetensors`, _weightsFile(model)) }
      : {}),
    attributes: _attributesOf({ loss: model.loss, metrics: model.metrics }),
  });
}

function frameworkOf(model: TfjsModel): { framework?: string } {
  const { keras_version: version } = model.toJSON(null, false) as Record<string, unknown>;
  return typeof version === "string"
    ? { framework: version.replace(/^tfjs-layers /, "tfjs ") }
    : {};
}

function sizeOf(model: TfjsModel): ModelDescription {
  return {
    parameters: count(model.weights),
    trainableParameters: count(model.trainableWeights),
    memory: model.weights.reduce(
      (bytes, weight) => bytes + count([weight]) * _bytesOf(weight.dtype),
      0,
    ),
    dtype: dtypesOf(model.weights),
  };
}

function describeLayer(layer: TfjsLayer): LayerDescription {
  const first = layer.inboundNodes?.[0];
  const dtype = dtypesOf(layer.weights) ?? layer.dtype;
  return {
    name: layer.name,
    kind: layer.getClassName(),
    ...shapeOf("inputShape", first?.inputShapes),
    ...shapeOf("outputShape", first?.outputShapes),
    ...(dtype === undefined ? {} : { dtype }),
    parameters: count(layer.weights),
    trainable: layer.trainable,
    attributes: {
      ...severalShapes("inputShapes", first?.inputShapes),
      ...severalShapes("outputShapes", first?.outputShapes),
      ..._attributesOf(layer.getConfig(), ["name", "trainable", "dtype", "batchInputShape"]),
    },
  };
}

function shapeOf(key: "inputShape" | "outputShape", shapes: unknown): LayerDescription | object {
  return Array.isArray(shapes) && shapes.length === 1 ? { [key]: [...shapes[0]] } : {};
}

/** A description has room for one shape; a layer that joins or splits has several. */
function severalShapes(key: string, shapes: unknown): Record<string, string> {
  return Array.isArray(shapes) && shapes.length > 1 ? { [key]: JSON.stringify(shapes) } : {};
}

function count(weights: readonly TfjsWeight[]): number {
  return weights.reduce(
    (sum, { shape }) => sum + shape.reduce<number>((size, n) => size * (n ?? 1), 1),
    0,
  );
}

function dtypesOf(weights: readonly TfjsWeight[]): string | undefined {
  return [...new Set(weights.map(({ dtype }) => dtype))].sort().join(", ") || undefined;
}
