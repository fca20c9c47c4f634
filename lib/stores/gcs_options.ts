import { type Env, systemEnv } from "../base/env.ts";
import { checkOptions, nameOf } from "../base/options.ts";
import { checkAddress } from "../http/address.ts";
import type { HttpClientOptions } from "../http/client.ts";
import type { RetryOptions } from "../http/retry.ts";
import { checkKeyPrefix } from "./object_key.ts";

/** Where a bucket of Google Cloud Storage is, and who asks. */
export interface GcsOptions {
  /** The bucket's name. */
  readonly bucket: string;
  /** The folder in the bucket that everything lies in.
   *
   * @default {""} */
  readonly prefix?: string;
  /** An OAuth access token, or a function that gives one, asked for every request: tokens expire.
   * Without one, requests are anonymous. */
  readonly token?: string | (() => string | Promise<string>);
  /** The store's address.
   *
   * @default {"https://storage.googleapis.com"} */
  readonly endpoint?: string | URL;
  /** What makes the requests.
   *
   * @default {globalThis.fetch} */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
  /** How often and how patiently a request is made again. */
  readonly retry?: RetryOptions;
  /** The clock for a store that names a date to come back at.
   *
   * @default {systemEnv} */
  readonly env?: Env;
}

/** A bucket whose options were checked. */
export interface GcsBucket {
  readonly bucket: string;
  readonly prefix: string;
  /** The store's address, without a `/` at its end. */
  readonly endpoint: string;
  /** How its clients ask; the token stands in no error. */
  readonly http: HttpClientOptions;
}

/** Checks the options.
 *
 * @throws {TypeError} for one that is missing, unknown or malformed; no message shows a token
 */
export function checkGcsOptions(caller: string, options: GcsOptions): GcsBucket {
  const names = ["bucket", "prefix", "token", "endpoint", "fetch", "retry", "env"];
  checkOptions(caller, options ?? {}, names);
  const { bucket, token, env = systemEnv, fetch, retry } = options ?? {} as GcsOptions;
  if (typeof bucket !== "string" || !/^[a-z0-9][a-z0-9._-]{1,221}$/.test(bucket)) {
    throw new TypeError(
      `Cannot call ${caller}: bucket must be the name of a bucket, got ${nameOf(bucket)}`,
    );
  }
  if (!["undefined", "string", "function"].includes(typeof token)) {
    throw new TypeError(`Cannot call ${caller}: token must be a string or a function`);
  }
  const url = checkAddress(caller, options.endpoint ?? "https://storage.googleapis.com");
  // What an answer may repeat: the tokens of late.
  const secrets: string[] = [];
  return {
    bucket,
    prefix: checkKeyPrefix(caller, options.prefix),
    endpoint: url.href.replace(/[/?]+$/, ""),
    http: {
      fetch,
      retry,
      env,
      secrets,
      async headers(): Promise<Record<string, string>> {
        const held = typeof token === "function" ? await token() : token;
        if (held === undefined) return {};
        if (!secrets.includes(held)) secrets.push(held);
        if (secrets.length > 4) secrets.shift();
        return { authorization: `Bearer ${held}` };
      },
    },
  };
}
