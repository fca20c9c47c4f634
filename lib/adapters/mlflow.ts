/** Shows runs in MLflow.
 *
 * @module
 */
export { mlrunsFiles, type MlrunsOptions } from "./mlruns.ts";
