import type { Source } from "../base/source.ts";
import { addressOf } from "../http/address.ts";
import { listGcsObjects } from "../stores/gcs_list.ts";
import { checkGcsOptions, type GcsOptions } from "../stores/gcs_options.ts";
import { explainingFetch } from "./explaining_fetch.ts";
import { guardSource } from "./guard_source.ts";
import { httpSource } from "./http_source.ts";

/** Makes a source of the files in a bucket of Google Cloud Storage: what `gcsSink()` puts there, with
 * the same options.
 *
 * Cost: one request a file, one for each 1,000 files that are listed; memory for a piece.
 *
 * @throws {TypeError} for an option that is missing, unknown or malformed; no message shows a token
 * @throws {RangeError} for a number out of its range
 * @see Cloud Storage XML API, "Download an object"; JSON API, "Objects: list"
 * @example
 * ```ts
 * import { gcsSource } from "stemma/s3";
 * import assert from "node:assert/strict";
 * const source = gcsSource({
 *   bucket: "runs",
 *   prefix: "digits/r1",
 *   fetch: () => Promise.resolve(new Response("loss,step\n")), // in place of the network
 * });
 * const stream = await source.get("metrics/loss.csv");
 * assert.equal(await new Response(stream).text(), "loss,step\n");
 * ```
 */
export function gcsSource(options: GcsOptions): Source {
  const bucket = checkGcsOptions("gcsSource()", options);
  const { http, endpoint, prefix } = bucket;
  const base = addressOf(new URL(endpoint), `${bucket.bucket}/${prefix}`);
  const { get } = httpSource(base, {
    headers: async () => new Headers(await http.headers!({} as never)),
    fetch: explainingFetch(base, http.fetch),
    retry: http.retry,
    env: http.env,
  });
  const { list } = guardSource({
    open: () => Promise.resolve(undefined),
    list: (prefix, signal) => listGcsObjects("gcsSource()", bucket, prefix, signal),
  });
  return { get, list };
}
