import { type Env, systemEnv } from "../base/env.ts";
import { checkOptions, nameOf } from "../base/options.ts";
import { addressOf, checkAddress } from "../http/address.ts";
import type { RetryOptions } from "../http/retry.ts";
import { checkKeyPrefix, objectKey } from "./object_key.ts";
import type { S3Keys } from "./s3_sign.ts";

/** Where a bucket is, and who asks. */
export interface S3Options {
  /** The bucket's name. */
  readonly bucket: string;
  /** The folder in the bucket that everything lies in.
   *
   * @default {""} */
  readonly prefix?: string;
  /** The store's address, such as `https://<account>.r2.cloudflarestorage.com`.
   *
   * @default {AWS's own for the region} */
  readonly endpoint?: string | URL;
  /** The region that signatures name.
   *
   * @default {"us-east-1"} */
  readonly region?: string;
  /** The id of the key. */
  readonly accessKeyId: string;
  /** The key; no message, report or record shows it. */
  readonly secretAccessKey: string;
  /** The token that belongs to a temporary key. */
  readonly sessionToken?: string;
  /** Whether the bucket stands in the path of addresses, not in their host.
   *
   * @default {true where an endpoint is given, or the bucket's name has a dot} */
  readonly pathStyle?: boolean;
  /** What makes the requests.
   *
   * @default {globalThis.fetch} */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
  /** How often and how patiently a request is made again. */
  readonly retry?: RetryOptions;
  /** The clock of the signatures.
   *
   * @default {systemEnv} */
  readonly env?: Env;
}

/** The names of all options. */
const NAMES = [
  "bucket",
  "prefix",
  "endpoint",
  "region",
  "accessKeyId",
  "secretAccessKey",
  "sessionToken",
  "pathStyle",
  "fetch",
  "retry",
  "env",
];

/** A bucket whose options were checked. */
export interface S3Bucket {
  readonly keys: S3Keys;
  readonly region: string;
  readonly prefix: string;
  readonly env: Env;
  /** The address of the bucket itself. */
  readonly url: URL;
  /** The address of a file.
   *
   * @throws {SinkError} `SINK_PATH` where its key is too long */
  urlOf(path: string): URL;
}

/** Checks the options.
 *
 * @param further the names of the caller's own
 * @throws {TypeError} for one that is missing, unknown or malformed; no message shows a key
 */
export function checkS3Options(
  caller: string,
  options: S3Options,
  further: readonly string[] = [],
): S3Bucket {
  checkOptions(caller, options ?? {}, [...NAMES, ...further]);
  const { bucket, region = "us-east-1", accessKeyId, secretAccessKey, sessionToken } = options ??
    {} as S3Options;
  if (typeof bucket !== "string" || !/^[A-Za-z0-9][A-Za-z0-9._-]{0,254}$/.test(bucket)) {
    throw new TypeError(
      `Cannot call ${caller}: bucket must be the name of a bucket, got ${nameOf(bucket)}`,
    );
  }
  if (typeof region !== "string" || !/^[A-Za-z0-9-]{1,64}$/.test(region)) {
    throw new TypeError(`Cannot call ${caller}: region must be a name, got ${nameOf(region)}`);
  }
  for (const [name, value] of Object.entries({ accessKeyId, secretAccessKey })) {
    if (typeof value === "string" && value !== "") continue;
    throw new TypeError(`Cannot call ${caller}: ${name} must be a string that is not empty`);
  }
  if (sessionToken !== undefined && typeof sessionToken !== "string") {
    throw new TypeError(`Cannot call ${caller}: sessionToken must be a string`);
  }
  const prefix = checkKeyPrefix(caller, options.prefix);
  const url = bucketUrl(caller, options, region);
  return {
    keys: { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) },
    region,
    prefix,
    env: options.env ?? systemEnv,
    url,
    urlOf: (path) => addressOf(url, objectKey(prefix, path)),
  };
}

function bucketUrl(caller: string, options: S3Options, region: string): URL {
  const { bucket, endpoint } = options;
  const { pathStyle = endpoint !== undefined || bucket.includes(".") } = options;
  const url = checkAddress(caller, endpoint ?? `https://s3.${region}.amazonaws.com`);
  if (url.search !== "") {
    throw new TypeError(`Cannot call ${caller}: the endpoint must be without a query`);
  }
  if (typeof pathStyle !== "boolean") {
    throw new TypeError(
      `Cannot call ${caller}: pathStyle must be true or false, got ${nameOf(pathStyle)}`,
    );
  }
  if (pathStyle) return addressOf(url, bucket);
  const own = new URL(url);
  own.host = `${bucket}.${url.host}`;
  return own;
}
