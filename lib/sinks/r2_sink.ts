import { checkOptions, nameOf } from "../base/options.ts";
import { checkKeyPrefix } from "../stores/object_key.ts";
import { type R2BucketLike, r2Store } from "../stores/r2_store.ts";
import { type ObjectSink, objectSink } from "./object_sink.ts";

/** Options of {@link r2Sink}. */
export interface R2SinkOptions {
  /** The folder in the bucket that everything lies in.
   *
   * @default {""} */
  readonly prefix?: string;
}

/** Makes a sink that puts files into a bucket of Cloudflare R2 by its binding, inside a Worker: no
 * keys, no signatures.
 *
 * It keeps the rules of `s3Sink()`. R2 checks the SHA-256 of files that are sent whole; parts of files
 * of more than 5 MiB are checked here alone, and such a file takes its condition from a look before it
 * is completed, between which and the completion another writer may come.
 *
 * @param bucket the binding: `env.RUNS` where the Worker's configuration calls it so
 * @throws {TypeError} where `bucket` is no binding of a bucket, or for an unknown option
 * @see Cloudflare R2, "Workers API reference"
 * @example In a Worker
 * ```ts
 * import { saveRun, startRun } from "stemma";
 * import { type R2BucketLike, r2Sink } from "stemma/s3";
 * import assert from "node:assert/strict";
 * const worker = {
 *   async fetch(_: Request, env: { RUNS: R2BucketLike }): Promise<Response> {
 *     const run = startRun({ experiment: "edge" });
 *     const { failed } = await saveRun(run, r2Sink(env.RUNS, { prefix: "lab" }));
 *     return new Response(failed.length === 0 ? "saved" : String(failed[0].error));
 *   },
 * };
 * assert.equal(typeof worker.fetch, "function");
 * ```
 */
export function r2Sink(bucket: R2BucketLike, options: R2SinkOptions = {}): ObjectSink {
  checkOptions("r2Sink()", options, ["prefix"]);
  checkR2Bucket("r2Sink()", bucket, "put");
  return objectSink(r2Store(bucket, checkKeyPrefix("r2Sink()", options.prefix)));
}

function checkR2Bucket(caller: string, bucket: unknown, method: string): void {
  if (typeof (bucket as Record<string, unknown> | null)?.[method] === "function") return;
  throw new TypeError(
    `Cannot call ${caller}: bucket must be the binding of an R2 bucket, got ${nameOf(bucket)}`,
  );
}
