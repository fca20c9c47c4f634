import type { HttpClientOptions } from "../http/client.ts";
import { s3Request } from "./s3_ask.ts";
import type { S3Bucket, S3Options } from "./s3_options.ts";
import { createS3Place, type S3Place } from "./s3_place.ts";
import { createS3Signer } from "./s3_sign.ts";

/** How a client asks a bucket: every try is signed anew, for signatures age. */
export function signedHttp(bucket: S3Bucket, options: S3Options): HttpClientOptions {
  const { keys, region, env } = bucket;
  const signer = createS3Signer(keys, region);
  return {
    fetch: options.fetch,
    retry: options.retry,
    env,
    secrets: [keys.secretAccessKey, keys.sessionToken ?? ""],
    headers: ({ method, url, headers = {} }) =>
      signer.header({ method, url, headers }, headers["x-amz-content-sha256"], env.now()),
  };
}

/** A bucket that is asked with the keys at hand. */
export function signedPlace(caller: string, bucket: S3Bucket, options: S3Options): S3Place {
  return createS3Place(caller, signedHttp(bucket, options), (ask, { payload }) => {
    const { method, query, headers } = s3Request(ask);
    const url = bucket.urlOf(ask.path);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    return { method, url, headers: { ...headers, "x-amz-content-sha256": payload } };
  });
}
