import { nameOf } from "../base/options.ts";
import { type S3Ask, s3Request } from "../stores/s3_ask.ts";
import { checkS3Options, type S3Options } from "../stores/s3_options.ts";
import { createS3Signer } from "../stores/s3_sign.ts";
import { checkSinkPath } from "./sink_path.ts";

/** What a `presignedSink()` wants to do: plain JSON, which holds nothing secret. */
export type PresignRequest = S3Ask;

/** An address that is open for a while, for this very request: plain JSON. */
export interface PresignedRequest {
  /** The request's method. */
  readonly method: string;
  /** The address; whoever has it may make the request until it expires. */
  readonly url: string;
  /** The headers that are signed: they must go with the request. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Options of {@link presignS3}. */
export interface PresignOptions extends Omit<S3Options, "fetch" | "retry"> {
  /** How long an address is open, in seconds: from 1 to 604,800, a week.
   *
   * @default {900} */
  readonly expires?: number;
}

/** Makes the function that signs on a server what a `presignedSink()` in a browser or at the edge
 * wants to do there: the keys stay on the server.
 *
 * It takes asks for files below the prefix, and nothing else. Who may ask is for the server to say:
 * look at the user and at `request.path` before you sign. A signature covers the content by its
 * SHA-256, the media type and the condition that keeps it from overwriting what others wrote.
 *
 * A page needs a bucket whose CORS rules allow `GET`, `HEAD`, `PUT`, `POST` and `DELETE` with all
 * headers from its origin, and expose `ETag`, `x-amz-meta-sha256` and `x-amz-checksum-sha256`.
 *
 * Cost: no request; one signature.
 *
 * @throws {TypeError} for an option that is missing, unknown or malformed; from the function, for an
 * ask that is malformed
 * @throws {RangeError} where `expires` is out of its range
 * @throws {SinkError} from the function: `SINK_PATH` for a path that no sink takes
 * @see AWS Signature Version 4, "Authenticating requests: using query parameters"
 * @example A server's part and a page's part
 * ```ts
 * import { presignedSink, presignS3 } from "stemma/s3";
 * import assert from "node:assert/strict";
 * // On the server, behind POST /sign:
 * const sign = presignS3({
 *   bucket: "runs",
 *   prefix: "lab",
 *   accessKeyId: "AKIAIOSFODNN7EXAMPLE",
 *   secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
 * });
 * const { url } = await sign({ action: "head", path: "digits/r1/run.log" });
 * assert.match(url, /^https:\/\/runs\.s3\..*\/lab\/digits\/r1\/run\.log\?.*X-Amz-Signature=/);
 * // In the page:
 * const sink = presignedSink(async (request) => {
 *   const answer = await fetch("/sign", { method: "POST", body: JSON.stringify(request) });
 *   return await answer.json();
 * });
 * assert.equal(typeof sink.put, "function");
 * ```
 */
export function presignS3(
  options: PresignOptions,
): (request: PresignRequest) => Promise<PresignedRequest> {
  const bucket = checkS3Options("presignS3()", options, ["expires"]);
  const { expires = 900 } = options;
  if (!Number.isInteger(expires) || expires < 1 || expires > 604_800) {
    throw new RangeError(
      `Cannot call presignS3(): expires must be an integer from 1 to 604800 s, got ${
        nameOf(expires)
      }`,
    );
  }
  const signer = createS3Signer(bucket.keys, bucket.region);
  return async (request) => {
    const ask = checkAsk(request);
    const { method, query, headers } = s3Request(ask);
    const url = bucket.urlOf(ask.path);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    const signed = await signer.query({ method, url, headers }, expires, bucket.env.now());
    return { method, url: signed.href, headers };
  };
}

/** What every field of an ask has to be: asks come from outside. */
const FIELDS: Readonly<Record<string, (value: unknown) => boolean>> = {
  size: (value) => Number.isSafeInteger(value) && (value as number) >= 0,
  mediaType: (value) => typeof value === "string" && value.length <= 255,
  sha256: (value) => typeof value === "string" && /^[0-9a-f]{64}$/.test(value),
  replaces: (value) => value === undefined || isVisible(value),
  uploadId: isVisible,
  number: (value) =>
    Number.isInteger(value) && (value as number) >= 1 && (value as number) <= 10_000,
};

const WANTED: Readonly<Record<S3Ask["action"], readonly string[]>> = {
  put: ["size", "mediaType", "sha256", "replaces"],
  create: ["size", "mediaType", "sha256"],
  part: ["uploadId", "number", "sha256"],
  complete: ["uploadId", "replaces"],
  abort: ["uploadId"],
  head: [],
  delete: [],
};

/** Copies what is known of an ask. */
function checkAsk(request: unknown): S3Ask {
  const given = (request ?? {}) as Record<string, unknown>;
  const action = given.action;
  if (typeof action !== "string" || !Object.hasOwn(WANTED, action)) {
    throw new TypeError(`Cannot sign a request: action is unknown, got ${nameOf(action)}`);
  }
  const ask: Record<string, unknown> = { action, path: checkSinkPath(given.path) };
  for (const name of WANTED[action as S3Ask["action"]]) {
    if (!FIELDS[name](given[name])) {
      throw new TypeError(
        `Cannot sign a request: ${name} is malformed, got ${nameOf(given[name])}`,
      );
    }
    ask[name] = given[name];
  }
  return ask as unknown as S3Ask;
}

function isVisible(value: unknown): boolean {
  return typeof value === "string" && /^[!-~]{1,1024}$/.test(value);
}
