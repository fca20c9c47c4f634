import { bytesAsset, type DatasetDescription } from "../../mod.ts";
import { _writeSafetensors } from "./safetensors.ts";
import { _checkOptions } from "./tfjs_attributes.ts";
import { _readTensor } from "./tfjs_tensor.ts";
import type { TfjsDataset, TfjsTensor, TfjsTensors } from "./tfjs_types.ts";

/** What the tensors cannot tell; it wins over what they tell. */
export interface TfjsDatasetFacts extends DatasetDescription {
  /** Whether to take the SHA-256 of the tensors' content. @default {false} */
  readonly digest?: boolean;
}

const FACTS = [
  "name samples batches batchSize workers shuffle seed shape labelShape dtype classes split",
  "license uri sha256 files attributes digest",
].join(" ").split(" ");

/** Describes what `model.fit` or `model.fitDataset` is fed with.
 *
 * Tensors tell samples, shapes and dtype; with `batchSize` also the batches. A `tf.data.Dataset`
 * tells how many elements it has, which `fitDataset` takes as batches, unless it is lazy or endless;
 * it is never iterated. What is not known is absent.
 *
 * `sha256` is that of the safetensors file with the tensors `xs` and `ys` (several: `xs.0`,
 * `xs.name`), so anyone who has the data can compute it again. Cost: O(1); with `digest`, O(bytes).
 *
 * @param data `{ xs, ys }` as given to `fit`, or a `tf.data.Dataset`
 * @param facts what else is known
 * @throws {TypeError} where `data` is neither, or a fact is unknown
 * @throws {RangeError} where `batchSize` is no whole number above 0
 * @example
 * ```ts
 * import { describeTfjsDataset } from "stemma/tfjs";
 * import * as tf from "@tensorflow/tfjs";
 * import assert from "node:assert/strict";
 *
 * const data = { xs: tf.zeros([100, 28, 28]), ys: tf.zeros([100, 10]) };
 * assert.deepEqual(describeTfjsDataset(data, { name: "digits", batchSize: 32 }), {
 *   samples: 100,
 *   shape: [28, 28],
 *   labelShape: [10],
 *   dtype: "float32",
 *   batches: 4,
 *   name: "digits",
 *   batchSize: 32,
 * });
 * ```
 */
export function describeTfjsDataset(
  data: { readonly xs: TfjsTensors; readonly ys?: TfjsTensors } | TfjsDataset,
  facts: TfjsDatasetFacts = {},
): DatasetDescription {
  _checkOptions("describeTfjsDataset", facts, FACTS);
  const { digest = false, ...known } = facts;
  const { batchSize } = known;
  if (batchSize !== undefined && !(Number.isSafeInteger(batchSize) && batchSize > 0)) {
    throw new RangeError(`Cannot describe a dataset: batchSize must be > 0, got ${batchSize}`);
  }
  if (isLazy(data)) {
    if (digest) {
      throw new TypeError("Cannot describe a dataset: the digest of a tf.data.Dataset is unknown");
    }
    const batches = Number.isSafeInteger(data.size) ? { batches: data.size! } : {};
    return Object.freeze({ ...batches, ...known });
  }
  const xs = tensorsOf("xs", data?.xs);
  const ys = data.ys === undefined ? [] : tensorsOf("ys", data.ys);
  const samples = xs[0].tensor.shape[0];
  const attributes = { ...severalShapes(xs), ...severalShapes(ys), ...known.attributes };
  return Object.freeze({
    samples,
    ...(xs.length === 1 ? { shape: xs[0].tensor.shape.slice(1) } : {}),
    ...(ys.length === 1 ? { labelShape: ys[0].tensor.shape.slice(1) } : {}),
    dtype: [...new Set(xs.map(({ tensor }) => tensor.dtype))].join(", "),
    ...(batchSize === undefined
      ? {}
      : { batches: Math.ceil((known.samples ?? samples) / batchSize) }),
    ...(digest ? { sha256: digestOf([...xs, ...ys]) } : {}),
    ...known,
    ...(Object.keys(attributes).length > 0 ? { attributes } : {}),
  });
}

interface Named {
  readonly name: string;
  readonly tensor: TfjsTensor;
}

function isLazy(data: object): data is TfjsDataset {
  return typeof (data as Partial<TfjsDataset>)?.iterator === "function";
}

function isTensor(value: unknown): value is TfjsTensor {
  const { shape, dataSync } = (value ?? {}) as Partial<TfjsTensor>;
  return Array.isArray(shape) && typeof dataSync === "function";
}

function tensorsOf(role: "xs" | "ys", tensors: TfjsTensors): Named[] {
  if (isTensor(tensors)) return [checkSamples({ name: role, tensor: tensors })];
  const named = Object.entries(tensors ?? {}).map(([key, tensor]) => ({
    name: `${role}.${key}`,
    tensor,
  }));
  if (named.length === 0 || !named.every(({ tensor }) => isTensor(tensor))) {
    throw new TypeError(
      `Cannot describe a dataset: ${role} must be a tensor, or a list or record of tensors`,
    );
  }
  return named.map(checkSamples);
}

function checkSamples(named: Named): Named {
  if (named.tensor.shape.length > 0) return named;
  throw new TypeError(`Cannot describe a dataset: ${named.name} is a scalar and has no samples`);
}

function severalShapes(tensors: readonly Named[]): Record<string, string> {
  if (tensors.length === 1) return {};
  return Object.fromEntries(
    tensors.map(({ name, tensor }) => [`${name}.shape`, JSON.stringify(tensor.shape.slice(1))]),
  );
}

function digestOf(tensors: readonly Named[]): string {
  const file = _writeSafetensors(tensors.map(({ name, tensor }) => _readTensor(name, tensor)));
  return bytesAsset("data.safetensors", file).sha256;
}
