import { createHttpClient } from "../http/client.ts";
import { listS3Objects } from "../stores/s3_list.ts";
import { checkS3Options, type S3Options } from "../stores/s3_options.ts";
import { s3Store } from "../stores/s3_store.ts";
import { signedHttp, signedPlace } from "../stores/signed_place.ts";
import { type ObjectSink, objectSink } from "./object_sink.ts";

/** Makes a sink that puts files into a bucket of S3, or of a store that speaks it: Cloudflare R2,
 * MinIO, Google Cloud Storage with HMAC keys, …
 *
 * Every request is signed, every file goes with its SHA-256, which the store checks, and under a
 * condition: a file that the store holds is not sent again, none is half there, and what another
 * writer changed in the meantime is not overwritten but told (`SINK_CONFLICT`). Files of more than
 * 5 MiB go in parts, side by side; when one fails, none stays. What a process leaves that is killed
 * meanwhile, a rule of the bucket should clear ("abort incomplete multipart uploads"). Stores that
 * ignore conditions keep what came last.
 *
 * Cost: one listing when the saving of a run begins; one request a small file, a second where there
 * was one already, one for each part; at most 32 at a time, and of content under way
 * 10 MiB, which a host's `fetch` holds several times.
 *
 * @throws {TypeError} for an option that is missing, unknown or malformed; no message shows a key
 * @throws {RangeError} for a number out of its range
 * @see Amazon S3 API Reference; AWS Signature Version 4
 * @example Save a run in a bucket
 * ```ts
 * import { saveRun, startRun } from "stemma";
 * import { s3Sink } from "stemma/s3";
 * import assert from "node:assert/strict";
 * const paths: string[] = [];
 * const sink = s3Sink({
 *   bucket: "runs",
 *   endpoint: "https://s3.example.org",
 *   accessKeyId: "AKIAIOSFODNN7EXAMPLE",
 *   secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
 *   fetch: (url, { method }) => { // in place of the network
 *     if (method === "PUT") paths.push(new URL(url).pathname);
 *     const status = method === "PUT" ? 200 : 404;
 *     return Promise.resolve(new Response(null, { status, headers: { etag: '"1"' } }));
 *   },
 * });
 * await saveRun(startRun({ experiment: "digits", runId: "r1" }), sink);
 * assert.equal(paths.at(-1), "/runs/digits/r1/manifest.json");
 * ```
 */
export function s3Sink(options: S3Options): ObjectSink {
  const bucket = checkS3Options("s3Sink()", options);
  const { retry } = options;
  const http = { ...signedHttp(bucket, options), retry: { ...retry, attempts: 1 } };
  const client = createHttpClient("s3Sink()", http);
  const list = (prefix: string) => listS3Objects(bucket, client, prefix);
  return objectSink(s3Store(signedPlace("s3Sink()", bucket, options)), list);
}
