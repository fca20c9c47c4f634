/** A number format that tfjs and safetensors share, as tfjs names it. */
export type TfjsFormat = "float32" | "int32" | "bool";

/** What the adapter uses of a `tf.Tensor`. */
export interface TfjsTensor {
  /** The length of each dimension, the outermost first; empty for a scalar. */
  readonly shape: readonly number[];
  /** The number format, such as `float32`. */
  readonly dtype: string;
  /** The numbers, row by row, fetched from the device at once; a tensor of texts gives texts. */
  dataSync(): ArrayBufferView | string[];
  /** Frees the memory of the tensor, which cannot be read afterwards. */
  dispose(): void;
}

/** What the adapter uses of a weight of a layer, tfjs's `LayerVariable`. */
export interface TfjsWeight {
  /** The name as the layer gave it; `name` may carry a suffix that makes it unique. */
  readonly originalName: string;
  /** The name, unique among the weights of this process. */
  readonly name: string;
  /** The length of each dimension; `null` counts as 1. */
  readonly shape: readonly (number | null)[];
  /** The number format; a description takes `float32`, `int32` and `bool`. */
  readonly dtype: string;
  /** The weight's present value, which stays the layer's: it is not disposed of. */
  read(): TfjsTensor;
  /** Sets the value; shape and format must be those of the old one. */
  write(value: TfjsTensor): unknown;
}

/** What the adapter uses of a `tf.layers.Layer`. */
export interface TfjsLayer {
  /** The layer's name in its model. */
  readonly name: string;
  /** Whether training changes its weights. */
  readonly trainable: boolean;
  /** All its weights, trainable or not. */
  readonly weights: readonly TfjsWeight[];
  /** The number format that a layer without weights works in. */
  readonly dtype?: string;
  /** Its places in graphs; the shapes of the first one are described. */
  readonly inboundNodes?: readonly {
    readonly inputShapes: unknown;
    readonly outputShapes: unknown;
  }[];
  /** The class as it is saved, such as `Dense`, also where a bundler has renamed it. */
  getClassName(): string;
  /** Its settings by name, one level of which becomes attributes. */
  getConfig(): object;
}

/** What the adapter uses of a `tf.LayersModel`, the class of `tf.sequential()` and `tf.model()`. */
export interface TfjsModel {
  /** The model's name; that of the weights' file is made from it. */
  readonly name: string;
  /** The layers in the order of the model. */
  readonly layers: readonly TfjsLayer[];
  /** All weights, in the order in which they are saved. */
  readonly weights: readonly TfjsWeight[];
  /** Those of the weights that training changes. */
  readonly trainableWeights: readonly TfjsWeight[];
  /** What `compile()` was told to minimize; absent before it. */
  readonly loss?: unknown;
  /** What `compile()` was told to measure; absent before it. */
  readonly metrics?: unknown;
  /** The class as it is saved, such as `Sequential` or `Model`. */
  getClassName(): string;
  /** The topology: the layers, how they are joined, and the version of tfjs; an object where
   * `returnString` is false. */
  toJSON(unused?: unknown, returnString?: boolean): unknown;
}

/** What the adapter uses of a `tf.Optimizer`. */
export interface TfjsOptimizer {
  /** The class as it is saved, such as `Adam`. */
  getClassName(): string;
  /** The learning rate and the other settings, as they are now. */
  getConfig(): object;
}

/** What the adapter uses of a `tf.data.Dataset`; it is never iterated. */
export interface TfjsDataset {
  /** How many elements it has; `null` where it cannot tell, Infinity where it repeats. */
  readonly size: number | null;
  /** Tells a dataset from tensors; it is never called. */
  iterator(): Promise<unknown>;
}

/** One tensor, or several by position or by name, as `model.fit` takes them. */
export type TfjsTensors = TfjsTensor | readonly TfjsTensor[] | Readonly<Record<string, TfjsTensor>>;

/** What the adapter uses of tfjs itself, `import * as tf from "@tensorflow/tfjs"`. */
export interface Tfjs {
  /** Makes a tensor from numbers, row by row; the adapter disposes of it. */
  tensor(
    values: Float32Array | Int32Array | Uint8Array,
    shape: number[],
    dtype: TfjsFormat,
  ): TfjsTensor;
}
