/** Checkpoints of models that are trained, in any sink.
 *
 * @module
 */
export type { BestRule } from "./checkpoints/add_checkpoint.ts";
export type { Catalog, CheckpointFacts, CheckpointFileFacts } from "./checkpoints/catalog.ts";
export {
  type CheckpointMoment,
  type Checkpoints,
  checkpoints,
  type CheckpointsOptions,
  type CheckpointsReport,
} from "./checkpoints/checkpoints.ts";
export type { CheckpointEvery } from "./checkpoints/due.ts";
export {
  type Checkpoint,
  latestCheckpoint,
  type LatestCheckpointOptions,
} from "./checkpoints/latest_checkpoint.ts";
export type { CheckpointModel } from "./checkpoints/model_files.ts";
