/** Object stores: S3 and whatever speaks it.
 *
 * @module
 */
export type { ObjectSink } from "./sinks/object_sink.ts";
export { s3Sink } from "./sinks/s3_sink.ts";
export type { S3Options } from "./stores/s3_options.ts";
export { s3Source } from "./sources/s3_source.ts";
export {
  type PresignedRequest,
  type PresignOptions,
  type PresignRequest,
  presignS3,
} from "./sinks/presign_s3.ts";
export { type Presign, presignedSink, type PresignedSinkOptions } from "./sinks/presigned_sink.ts";
export { gcsSink } from "./sinks/gcs_sink.ts";
export type { GcsOptions } from "./stores/gcs_options.ts";
export { gcsSource } from "./sources/gcs_source.ts";
export { r2Sink, type R2SinkOptions } from "./sinks/r2_sink.ts";
export { r2Source } from "./sources/r2_source.ts";
export type { R2BucketLike, R2ObjectLike, R2PartLike, R2UploadLike } from "./stores/r2_store.ts";
