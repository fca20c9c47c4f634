import type { OptimizerDescription } from "../../mod.ts";
import { _attributesOf } from "./tfjs_attributes.ts";
import type { TfjsOptimizer } from "./tfjs_types.ts";

/** Describes an optimizer of tfjs: its name, its learning rate and its other settings as they are
 * now.
 *
 * @param optimizer such as `tf.train.adam()`, or `model.optimizer` after `compile()`
 * @throws {TypeError} where it is no optimizer
 * @example
 * ```ts
 * import { describeTfjsOptimizer } from "stemma/tfjs";
 * import * as tf from "@tensorflow/tfjs";
 * import assert from "node:assert/strict";
 *
 * assert.deepEqual(describeTfjsOptimizer(tf.train.momentum(0.1, 0.9)), {
 *   name: "Momentum",
 *   learningRate: 0.1,
 *   momentum: 0.9,
 *   useNesterov: false,
 * });
 * ```
 */
export function describeTfjsOptimizer(optimizer: TfjsOptimizer): OptimizerDescription {
  if (
    typeof optimizer?.getConfig !== "function" || typeof optimizer.getClassName !== "function"
  ) {
    throw new TypeError(
      "Cannot describe an optimizer: it must be one of tf.train, or a compiled model's optimizer",
    );
  }
  return Object.freeze({
    name: optimizer.getClassName(),
    ..._attributesOf(optimizer.getConfig(), ["name"]),
  });
}
