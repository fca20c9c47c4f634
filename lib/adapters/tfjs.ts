/** Describes models, optimizers and datasets of TensorFlow.js, and logs what `model.fit` reports.
 *
 * The adapter imports no tfjs: it takes what it is given by its shape, so it serves every package
 * and backend of tfjs whose tensors can be read synchronously (cpu, wasm, webgl, node).
 *
 * @module
 */
export { describeTfjsDataset, type TfjsDatasetFacts } from "./tfjs_dataset.ts";
export { describeTfjsModel } from "./tfjs_model.ts";
export { describeTfjsOptimizer } from "./tfjs_optimizer.ts";
export {
  type FitCallback,
  fitCallback,
  type FitCallbackOptions,
  type FitLogs,
} from "./tfjs_fit.ts";
export { loadTfjsWeights, readTfjsModel, type TfjsModelArtifacts } from "./tfjs_weights.ts";
export type {
  Tfjs,
  TfjsDataset,
  TfjsFormat,
  TfjsLayer,
  TfjsModel,
  TfjsOptimizer,
  TfjsTensor,
  TfjsTensors,
  TfjsWeight,
} from "./tfjs_types.ts";
