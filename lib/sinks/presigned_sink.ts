import { SinkError } from "../base/errors.ts";
import { checkOptions, messageOf, nameOf } from "../base/options.ts";
import { createTryLimit } from "../http/try_limit.ts";
import { type RetryOptions, retryPolicy } from "../http/retry.ts";
import { s3Request } from "../stores/s3_ask.ts";
import { createS3Place, type S3Address, type S3Errand } from "../stores/s3_place.ts";
import { s3Store } from "../stores/s3_store.ts";
import { type ObjectSink, objectSink } from "./object_sink.ts";
import type { PresignedRequest, PresignRequest } from "./presign_s3.ts";

/** Asks whoever holds the keys for an address. */
export type Presign = (
  request: PresignRequest,
  options: { readonly signal?: AbortSignal },
) => PresignedRequest | Promise<PresignedRequest>;

/** Options of {@link presignedSink}. */
export interface PresignedSinkOptions {
  /** What makes the requests.
   *
   * @default {globalThis.fetch} */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
  /** How often and how patiently a request is made again. */
  readonly retry?: RetryOptions;
}

/** Makes a sink that puts files into an S3 bucket by addresses that a server signs: code in a page or
 * at the edge never holds a key. It does all that `s3Sink()` does, in the same way.
 *
 * @param sign called for every request; the other half is `presignS3()`, on the server
 * @throws {TypeError} where `sign` is no function, or for an unknown option
 * @throws {RangeError} for a number out of its range
 * @example
 * ```ts
 * import { saveRun, startRun } from "stemma";
 * import { presignedSink } from "stemma/s3";
 * import assert from "node:assert/strict";
 * const sink = presignedSink(async (request) => {
 *   const answer = await fetch("/sign", { method: "POST", body: JSON.stringify(request) });
 *   return await answer.json();
 * });
 * const report = await saveRun(startRun({ experiment: "digits" }), sink);
 * assert.match(report.failed[0].error.message, /could not be signed/); // there is no server here
 * ```
 */
export function presignedSink(sign: Presign, options: PresignedSinkOptions = {}): ObjectSink {
  checkOptions("presignedSink()", options, ["fetch", "retry"]);
  if (typeof sign !== "function") {
    throw new TypeError(
      `Cannot call presignedSink(): sign must be a function, got ${nameOf(sign)}`,
    );
  }
  const { timeoutMs } = retryPolicy("presignedSink()", options.retry);

  async function addressOf(ask: PresignRequest, errand: S3Errand): Promise<S3Address> {
    const { doing, signal } = errand;
    const limit = createTryLimit(ask.path, timeoutMs, signal, doing);
    try {
      const work = Promise.resolve(sign(ask, { signal: limit.signal }));
      const signed = await limit.race(work);
      const url = URL.parse(String(signed?.url));
      if (url === null) throw new TypeError("the answer holds no absolute address");
      return { method: s3Request(ask).method, url, headers: { ...signed.headers } };
    } catch (error) {
      if (error instanceof SinkError) throw error;
      throw new SinkError(
        "SINK_NETWORK",
        `Cannot ${doing} ${nameOf(ask.path)}: its address could not be signed: ${messageOf(error)}`,
        { path: ask.path },
        { cause: error },
      );
    } finally {
      limit.stop();
    }
  }

  return objectSink(s3Store(createS3Place("presignedSink()", options, addressOf)));
}
