import { AwsV4Signer } from "aws4fetch";

/** The keys of an account, which no message shows. */
export interface S3Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** A request that is to be signed. */
export interface S3Unsigned {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
}

/** Signs requests of one account in one region. */
export interface S3Signer {
  /** The headers with the signature: every header that is given is signed.
   *
   * @param payload the body's SHA-256 as hex digits, or `UNSIGNED-PAYLOAD`
   * @param now in ms since the epoch
   */
  header(request: S3Unsigned, payload: string, now: number): Promise<Headers>;
  /** The address with the signature in its query: whoever has it may make this very request, with
   * these very headers, for so many seconds. */
  query(request: S3Unsigned, seconds: number, now: number): Promise<URL>;
}

/** Makes a signer. Cost of a signature: one SHA-256 and one HMAC; the day's key is kept.
 *
 * A `+` in the path must be there as `%2B`: a raw one is signed as a space.
 *
 * @see AWS Signature Version 4 for API requests, "Create a signed request"
 */
export function createS3Signer(keys: S3Keys, region: string): S3Signer {
  const cache = new Map<string, ArrayBuffer>();
  let day = "";

  function signer(request: S3Unsigned, now: number, extra: Record<string, string>) {
    if (globalThis.crypto?.subtle === undefined) {
      throw new TypeError("keys need WebCrypto, which a browser offers to https pages alone");
    }
    const datetime = new Date(now).toISOString().replace(/[:-]|\.\d{3}/g, "");
    if (datetime.slice(0, 8) !== day) cache.clear();
    day = datetime.slice(0, 8);
    return {
      ...keys,
      ...request,
      url: request.url.href,
      headers: { ...request.headers, ...extra },
      service: "s3",
      region,
      cache,
      datetime,
      allHeaders: true,
    };
  }

  return {
    async header(request, payload, now) {
      const parts = signer(request, now, { "x-amz-content-sha256": payload });
      return (await new AwsV4Signer(parts).sign()).headers;
    },
    async query(request, seconds, now) {
      const parts = signer(request, now, {});
      const url = new URL(parts.url);
      url.searchParams.set("X-Amz-Expires", String(seconds));
      return (await new AwsV4Signer({ ...parts, url: url.href, signQuery: true }).sign()).url;
    },
  };
}
