import { SinkError } from "../base/errors.ts";
import { nameOf } from "../base/options.ts";
import type { Source, SourceEntry } from "../base/source.ts";
import { createHttpClient, type HttpClient } from "../http/client.ts";
import { explainS3 } from "../stores/s3_error.ts";
import { checkS3Options, type S3Bucket, type S3Options } from "../stores/s3_options.ts";
import { createS3Signer } from "../stores/s3_sign.ts";
import { signedHttp } from "../stores/signed_place.ts";
import { xmlTexts } from "../stores/xml_text.ts";
import { explainingFetch } from "./explaining_fetch.ts";
import { guardSource } from "./guard_source.ts";
import { httpSource } from "./http_source.ts";

/** The SHA-256 of no bytes. */
const NO_BYTES = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

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
    list: (prefix, signal) => listObjects(bucket, client, prefix, signal),
  });
  return { get: files.get, list };
}

async function* listObjects(
  { url, prefix: folder }: S3Bucket,
  client: HttpClient,
  prefix: string,
  signal?: AbortSignal,
): AsyncGenerator<SourceEntry> {
  let token: string | undefined;
  do {
    const page = new URL(url);
    page.searchParams.set("list-type", "2");
    page.searchParams.set("prefix", folder + prefix);
    if (token !== undefined) page.searchParams.set("continuation-token", token);
    const headers = { "x-amz-content-sha256": NO_BYTES };
    const request = { path: prefix, doing: "list", method: "GET", url: page, headers, signal };
    const xml = await client.request(request).then((answer) => answer.text(), (error) => {
      throw explainS3(error, "list");
    });
    if (!xml.includes("<ListBucketResult")) {
      const message = `Cannot list ${nameOf(prefix)}: the answer is no listing of S3`;
      throw new SinkError("SINK_ANSWER", message, { path: prefix });
    }
    for (const entry of xml.split("<Contents>").slice(1)) {
      const [key = ""] = xmlTexts(entry, "Key");
      const size = Number(xmlTexts(entry, "Size")[0] ?? NaN);
      // Consoles keep a folder as an object whose key ends so.
      if (!key.startsWith(folder + prefix) || key.endsWith("/") || !(size >= 0)) continue;
      yield { path: key.slice(folder.length), size };
    }
    const next = xmlTexts(xml, "NextContinuationToken")[0];
    token = next === token ? undefined : next;
  } while (token !== undefined);
}
