import type { Source } from "../base/source.ts";
import { createHttpClient } from "../http/client.ts";
import { listS3Objects, NO_BYTES } from "../stores/s3_list.ts";
import { checkS3Options, type S3Options } from "../stores/s3_options.ts";
import { createS3Signer } from "../stores/s3_sign.ts";
import { signedHttp } from "../stores/signed_place.ts";
import { explainingFetch } from "./explaining_fetch.ts";
import { guardSource } from "./guard_source.ts";
import { httpSource } from "./http_source.ts";

/** Makes a source of the files in a bucket of S3, or of a store that speaks it: what `s3Sink()` puts
 * there, with the same options.
 *
 * Every request is signed. A body that breaks off goes on where it did, as long as the object is the
 * same.
 *
 * Cost: one request a file, one for each 1,000 files that are listed; memory for a piece.
 *
 * @throws {TypeError} for an option that is missing, unknown or malformed; no message shows a key
 * @throws {RangeError} for a number out of its range
 * @see Amazon S3 API Reference, GetObject, ListObjectsV2
 * @example Read a run from a bucket
 * ```ts
 * import { s3Source } from "stemma/s3";
 * import assert from "node:assert/strict";
 * const source = s3Source({
 *   bucket: "runs",
 *   prefix: "digits/r1",
 *   accessKeyId: "AKIAIOSFODNN7EXAMPLE",
 *   secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
 *   fetch: () => Promise.resolve(new Response("loss,step\n")), // in place of the network
 * });
 * const stream = await source.get("metrics/loss.csv");
 * assert.equal(await new Response(stream).text(), "loss,step\n");
 * ```
 */
export function s3Source(options: S3Options): Source {
  const bucket = checkS3Options("s3Source()", options);
  const { keys, region, env } = bucket;
  const client = createHttpClient("s3Source()", signedHttp(bucket, options));
  const signer = createS3Signer(keys, region);
  const base = bucket.urlOf("");
  const files = httpSource(base, {
    headers: ({ url }) => {
      const request = { method: "GET", url: new URL(url), headers: {} };
      return signer.header(request, NO_BYTES, env.now());
    },
    fetch: explainingFetch(base, options.fetch),
    retry: options.retry,
    env,
  });
  const { list } = guardSource({
    open: () => Promise.resolve(undefined),
    list: (prefix, signal) => listS3Objects(bucket, client, prefix, signal),
  });
  return { get: files.get, list };
}
