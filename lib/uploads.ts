/** Artifacts that go into a sink in the background while a run grows.
 *
 * @module
 */
export type { Destination, PushProgress, PushReport } from "./destinations/destination.ts";
export { progressLine } from "./destinations/progress_line.ts";
export type { Spool } from "./destinations/spool.ts";
export type { Waiting } from "./destinations/upload_queue.ts";
export {
  type UploadProgress,
  type UploadPushOptions,
  type Uploads,
  uploads,
  type UploadsOptions,
} from "./destinations/uploads.ts";
