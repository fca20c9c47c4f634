import { listGcsObjects } from "../stores/gcs_list.ts";
import { checkGcsOptions, type GcsOptions } from "../stores/gcs_options.ts";
import { gcsStore } from "../stores/gcs_store.ts";
import { type ObjectSink, objectSink } from "./object_sink.ts";

/** Makes a sink that puts files into a bucket of Google Cloud Storage, over its JSON API.
 *
 * It keeps the rules of `s3Sink()`: every file goes with its checksum (CRC-32C) and under a condition,
 * so what lies there already is not sent again, and what another writer changed in the meantime is
 * told (`SINK_CONFLICT`). Files of more than 5 MiB go in parts, one after the other.
 *
 * Cost: one request a small file, one for each part.
 *
 * @throws {TypeError} for an option that is missing, unknown or malformed; no message shows a token
 * @throws {RangeError} for a number out of its range
 * @see Cloud Storage JSON API, Objects
 * @example
 * ```ts
 * import { saveRun, startRun } from "stemma";
 * import { gcsSink } from "stemma/s3";
 * import assert from "node:assert/strict";
 * const names: (string | null)[] = [];
 * const sink = gcsSink({
 *   bucket: "runs",
 *   token: () => "a fresh access token",
 *   fetch: (url, { method }) => { // in place of the network
 *     if (method !== "POST") return Promise.resolve(new Response(null, { status: 404 }));
 *     names.push(new URL(url).searchParams.get("name"));
 *     return Promise.resolve(Response.json({ size: "1", generation: "1" }));
 *   },
 * });
 * await saveRun(startRun({ experiment: "digits", runId: "r1" }), sink);
 * assert.equal(names.at(-1), "digits/r1/manifest.json");
 * ```
 */
export function gcsSink(options: GcsOptions): ObjectSink {
  const bucket = checkGcsOptions("gcsSink()", options);
  const list = (prefix: string) => listGcsObjects("gcsSink()", bucket, prefix);
  return objectSink(gcsStore("gcsSink()", bucket), list);
}
