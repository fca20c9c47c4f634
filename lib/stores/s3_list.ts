import { SinkError } from "../base/errors.ts";
import { nameOf } from "../base/options.ts";
import type { SourceEntry } from "../base/source.ts";
import type { HttpClient } from "../http/client.ts";
import { explainS3 } from "./s3_error.ts";
import type { S3Bucket } from "./s3_options.ts";
import { xmlTexts } from "./xml_text.ts";

/** The SHA-256 of no bytes. */
export const NO_BYTES = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/** The files of a bucket whose paths begin so: one request for each 1,000.
 *
 * @see Amazon S3 API Reference, ListObjectsV2
 */
export async function* listS3Objects(
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
