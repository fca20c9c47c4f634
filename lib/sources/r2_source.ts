import { checkOptions, nameOf } from "../base/options.ts";
import type { Source, SourceEntry } from "../base/source.ts";
import { checkKeyPrefix, objectKey } from "../stores/object_key.ts";
import type { R2BucketLike } from "../stores/r2_store.ts";
import { type ByteRange, guardSource } from "./guard_source.ts";

/** Makes a source of the files in a bucket of Cloudflare R2 by its binding, inside a Worker: what
 * `r2Sink()` puts there.
 *
 * @param bucket the binding
 * @throws {TypeError} where `bucket` is no binding of a bucket, or for an unknown option
 * @see Cloudflare R2, "Workers API reference"
 * @example In a Worker
 * ```ts
 * import { runFromSource } from "stemma";
 * import { type R2BucketLike, r2Source } from "stemma/s3";
 * import assert from "node:assert/strict";
 * const worker = {
 *   async fetch(_: Request, env: { RUNS: R2BucketLike }): Promise<Response> {
 *     const run = await runFromSource(r2Source(env.RUNS, { prefix: "lab/edge/r1" }));
 *     return new Response(run.runId);
 *   },
 * };
 * assert.equal(typeof worker.fetch, "function");
 * ```
 */
export function r2Source(bucket: R2BucketLike, options: { readonly prefix?: string } = {}): Source {
  checkOptions("r2Source()", options, ["prefix"]);
  if (typeof bucket?.get !== "function") {
    throw new TypeError(
      `Cannot call r2Source(): bucket must be the binding of an R2 bucket, got ${nameOf(bucket)}`,
    );
  }
  const folder = checkKeyPrefix("r2Source()", options.prefix);
  return guardSource({
    open: (path, range) => openObject(bucket, objectKey(folder, path), range),
    list: (prefix) => listObjects(bucket, folder, prefix),
  });
}

async function openObject(
  bucket: R2BucketLike,
  key: string,
  { start, end }: ByteRange,
): Promise<ReadableStream<Uint8Array> | undefined> {
  // R2 refuses a range that begins behind the end.
  if (start > 0 || end < Infinity) {
    const held = await bucket.head(key);
    if (held === null) return undefined;
    if (start >= held.size) return new Blob([]).stream();
  }
  const length = end < Infinity ? { length: end - start } : {};
  const range = start > 0 || end < Infinity ? { range: { offset: start, ...length } } : {};
  const object = await bucket.get(key, range);
  return object === null ? undefined : object.body ?? new Blob([]).stream();
}

async function* listObjects(
  bucket: R2BucketLike,
  folder: string,
  prefix: string,
): AsyncGenerator<SourceEntry> {
  let cursor: string | undefined;
  do {
    const page = await bucket.list({ prefix: folder + prefix, cursor });
    for (const { key, size } of page.objects) {
      if (!key.endsWith("/")) yield { path: key.slice(folder.length), size };
    }
    cursor = page.truncated ? page.cursor : undefined;
  } while (cursor !== undefined);
}
