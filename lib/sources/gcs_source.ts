import { SinkError } from "../base/errors.ts";
import { nameOf } from "../base/options.ts";
import type { Source, SourceEntry } from "../base/source.ts";
import { addressOf } from "../http/address.ts";
import { checkGcsOptions, type GcsBucket, type GcsOptions } from "../stores/gcs_options.ts";
import { createGcsPlace } from "../stores/gcs_place.ts";
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
    list: (prefix, signal) => listObjects(bucket, prefix, signal),
  });
  return { get, list };
}

async function* listObjects(
  bucket: GcsBucket,
  prefix: string,
  signal?: AbortSignal,
): AsyncGenerator<SourceEntry> {
  const place = createGcsPlace("gcsSource()", bucket);
  let token: string | undefined;
  do {
    const url = place.address("storage", "");
    url.searchParams.set("prefix", bucket.prefix + prefix);
    url.searchParams.set("fields", "nextPageToken,items(name,size)");
    if (token !== undefined) url.searchParams.set("pageToken", token);
    const answer = await place.ask({ path: prefix, doing: "list", method: "GET", url, signal });
    const page = answer.json() as { items?: unknown; nextPageToken?: unknown } | null;
    const items: { name?: unknown; size?: unknown }[] = Array.isArray(page?.items ?? [])
      ? (page?.items ?? []) as []
      : notAListing(prefix);
    for (const item of items) {
      const { name, size } = item ?? {};
      // Consoles keep a folder as an object whose name ends so.
      if (typeof name !== "string" || name.endsWith("/") || !(Number(size) >= 0)) continue;
      if (!name.startsWith(bucket.prefix + prefix)) continue;
      yield { path: name.slice(bucket.prefix.length), size: Number(size) };
    }
    const next = page?.nextPageToken;
    token = typeof next === "string" && next !== "" && next !== token ? next : undefined;
  } while (token !== undefined);
}

function notAListing(prefix: string): never {
  const message = `Cannot list ${nameOf(prefix)}: the answer is no listing of objects`;
  throw new SinkError("SINK_ANSWER", message, { path: prefix });
}
