/** What only the host can tell: where a run runs, which code it runs, how it was started.
 *
 * Plain data to log. It loads on every runtime; what a runtime does not know, or was not permitted
 * to tell, is absent.
 *
 * ```ts
 * import { captureCommand, captureEnvironment, captureSource } from "stemma/host";
 * import assert from "node:assert/strict";
 *
 * const environment = await captureEnvironment({ variables: ["CUDA_VISIBLE_DEVICES"] });
 * const source = await captureSource({ root: "." });
 * const command = captureCommand();
 * assert.ok(environment.runtime.name !== "" && source && command.arguments.length > 0);
 * ```
 *
 * @module
 */
export { captureCommand } from "./assets/capture_command.ts";
export {
  captureEnvironment,
  type CaptureEnvironmentOptions,
} from "./assets/capture_environment.ts";
export { captureSource, type CaptureSourceOptions } from "./assets/capture_source.ts";
export type {
  Asset,
  CommandDescription,
  EnvironmentDescription,
  PackageDescription,
  SourceDescription,
} from "./run/descriptions.ts";
