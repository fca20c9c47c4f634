/** Destinations of one's own: what every place that takes a growing run has in common.
 *
 * @module
 */
export { artifactFiles } from "./bundle/artifact_files.ts";
export { createSha256, type Sha256 } from "./core/sha256.ts";
export { createDestination } from "./destinations/create_destination.ts";
export type {
  Delivery,
  Destination,
  DestinationAdapter,
  OpenedRun,
  PushOptions,
  PushProgress,
  PushReport,
} from "./destinations/destination.ts";
export { jsonNumber } from "./destinations/json_number.ts";
export { createNames, type NameRules, type Names } from "./destinations/names.ts";
export {
  createHttpClient,
  type HttpAnswer,
  type HttpClient,
  type HttpClientOptions,
  type HttpRequest,
} from "./http/client.ts";
export { digestAt } from "./seal/digest.ts";
export { type GuardedSink, guardSink, type SinkAdapter } from "./sinks/guard_sink.ts";
export { checkSinkPath } from "./sinks/sink_path.ts";
export type { Hash, PieceMemory, VerifiedFile } from "./sinks/verified_file.ts";
export { addressOf, checkAddress } from "./http/address.ts";
export type { RetryOptions } from "./http/retry.ts";
