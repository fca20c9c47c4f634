import { SinkError } from "../base/errors.ts";
import { nameOf } from "../base/options.ts";
import type { SourceEntry } from "../base/source.ts";
import type { GcsBucket } from "./gcs_options.ts";
import { createGcsPlace } from "./gcs_place.ts";

/** The files of a bucket whose paths begin so: one request for each 1,000.
 *
 * @see Cloud Storage JSON API, "Objects: list"
 */
export async function* listGcsObjects(
  caller: string,
  bucket: GcsBucket,
  prefix: string,
  signal?: AbortSignal,
): AsyncGenerator<SourceEntry> {
  const place = createGcsPlace(caller, bucket);
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
