/** Files on disk, on Deno, Bun and Node.
 *
 * @module
 */
export { fileAsset, type FileAssetOptions, fileAssets } from "./assets/file_asset.ts";
export type { LinkRule } from "./assets/file_asset_walk.ts";
export type { FileAsset, ReadableAsset } from "./assets/readable_asset.ts";
export type { ReadOptions } from "./bundle/run_from_files.ts";
export type { SourceReadOptions } from "./sources/read_saved_run.ts";
export { type FollowOptions, followRun } from "./journal/follow_run.ts";
export type {
  Journal,
  JournalCheckpoints,
  JournalOptions,
  JournalReport,
} from "./journal/journal.ts";
export { openJournal } from "./journal/open_journal.ts";
// A run that was read is shown, also where nothing else of the library is loaded.
export { showRun } from "./notebook/show_run.ts";
export type { LogRepair } from "./run/log_repair.ts";
export { type FsSink, fsSink, type FsSinkOptions } from "./sinks/fs_sink.ts";
export { readRun } from "./sources/read_run.ts";
export { recoverRun } from "./sources/recover_run.ts";
export { fsSource } from "./sources/fs_source.ts";
export type { SealKey, SealSigner } from "./seal/signer.ts";
