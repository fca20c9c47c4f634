/** What the adapter uses of a `tf.Tensor`. */
export interface TfjsTensor {
  readonly shape: readonly number[];
  readonly dtype: string;
  dataSync(): ArrayBufferView | string[];
  dispose(): void;
}

/** What the adapter uses of a weight of a layer, tfjs's `LayerVariable`. */
export interface TfjsWeight {
  /** The name as the layer gave it; `name` may carry a suffix that makes it unique. */
  readonly originalName: string;
  readonly name: string;
  readonly shape: readonly (number | null)[];
  readonly dtype: string;
  read(): TfjsTensor;
  write(value: TfjsTensor): unknown;
}

/** What the adapter uses of a `tf.layers.Layer`. */
export interface TfjsLayer {
  readonly name: string;
  readonly trainable: boolean;
  readonly weights: readonly TfjsWeight[];
  readonly dtype?: string;
  readonly inboundNodes?: readonly {
    readonly inputShapes: unknown;
    readonly outputShapes: unknown;
  }[];
  getClassName(): string;
  getConfig(): object;
}

/** What the adapter uses of a `tf.LayersModel`, the class of `tf.sequential()` and `tf.model()`. */
export interface TfjsModel {
  readonly name: string;
  readonly layers: readonly TfjsLayer[];
  readonly weights: readonly TfjsWeight[];
  readonly trainableWeights: readonly TfjsWeight[];
  readonly loss?: unknown;
  readonly metrics?: unknown;
  getClassName(): string;
  toJSON(unused?: unknown, returnString?: boolean): unknown;
}

/** What the adapter uses of a `tf.Optimizer`. */
export interface TfjsOptimizer {
  getClassName(): string;
  getConfig(): object;
}

/** What the adapter uses of a `tf.data.Dataset`; it is never iterated. */
export interface TfjsDataset {
  /** How many elements it has; `null` where it cannot tell, Infinity where it repeats. */
  readonly size: number | null;
  iterator(): Promise<unknown>;
}

/** One tensor, or several by position or by name, as `model.fit` takes them. */
export type TfjsTensors = TfjsTensor | readonly TfjsTensor[] | Readonly<Record<string, TfjsTensor>>;

/** What the adapter uses of tfjs itself, `import * as tf from "@tensorflow/tfjs"`. */
export interface Tfjs {
  tensor(
    values: Float32Array | Int32Array | Uint8Array,
    shape: number[],
    dtype: "float32" | "int32" | "bool",
  ): TfjsTensor;
}
