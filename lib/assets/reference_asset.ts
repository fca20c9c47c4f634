import { checkOptions, nameOf } from "../base/options.ts";
import { checkName } from "../base/value.ts";
import type { Asset } from "../run/descriptions.ts";
import { checkMediaType, mediaTypeOf } from "./media_type.ts";
import { checkUriReference, nameOfUri } from "./uri_reference.ts";

/** Makes an asset that names bytes which lie elsewhere and are not read.
 *
 * What is not told stays absent. The address becomes part of the record as it is: leave
 * credentials out of it.
 *
 * @param uri an absolute IRI or a relative reference
 * @param options.name free text. @default {the last part of the address, percent signs decoded}
 * @param options.sha256 64 hex digits
 * @param options.size in bytes
 * @param options.mediaType @default {by the ending of the address's path, or of the name}
 * @throws {TypeError} where an argument has the wrong type or an option is unknown
 * @throws {RangeError} where the address is no reference, the digest is not 64 hex digits, or the
 * size is no safe integer >= 0
 * @see RFC 3986, section 4.1
 * @example
 * ```ts
 * import { referenceAsset } from "stemma";
 * import assert from "node:assert/strict";
 *
 * const asset = referenceAsset("s3://bucket/data/train.parquet", { size: 1024 });
 * assert.equal(asset.name, "train.parquet");
 * assert.equal(asset.sha256, undefined);
 * ```
 */
export function referenceAsset(
  uri: string,
  options?: { name?: string; sha256?: string; size?: number; mediaType?: string },
): Asset {
  const address = checkUriReference(uri, "a reference");
  checkOptions("referenceAsset", options, ["name", "sha256", "size", "mediaType"]);
  const what = `reference ${nameOf(address)}`;
  const { name, sha256, size, mediaType } = options ?? {};
  const label = name === undefined ? nameOfUri(address) : checkName(name, "an asset: its name");
  return Object.freeze({
    name: label,
    ...(size === undefined ? {} : { size: checkSize(size, what) }),
    ...(sha256 === undefined ? {} : { sha256: checkDigest(sha256, what) }),
    mediaType: mediaType === undefined
      ? guess(nameOfUri(address), label)
      : checkMediaType(mediaType, what),
    uri: address,
  });
}

function guess(file: string, label: string): string {
  const type = mediaTypeOf(file);
  return type === "application/octet-stream" ? mediaTypeOf(label) : type;
}

function checkSize(size: unknown, what: string): number {
  if (typeof size !== "number") {
    throw new TypeError(`Cannot make ${what}: size must be a number, got ${nameOf(size)}`);
  }
  if (!Number.isSafeInteger(size) || size < 0) {
    throw new RangeError(
      `Cannot make ${what}: size must be a safe integer >= 0, got ${nameOf(size)}`,
    );
  }
  return size + 0;
}

function checkDigest(digest: unknown, what: string): string {
  if (typeof digest !== "string") {
    throw new TypeError(`Cannot make ${what}: sha256 must be a string, got ${nameOf(digest)}`);
  }
  if (!/^[0-9A-Fa-f]{64}$/.test(digest)) {
    throw new RangeError(
      `Cannot make ${what}: sha256 must be 64 hex digits, got ${nameOf(digest)}`,
    );
  }
  return digest.toLowerCase();
}
