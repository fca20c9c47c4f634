import { utf8 } from "../base/bytes.ts";
import { checkOptions, nameOf } from "../base/options.ts";
import { checkName } from "../base/value.ts";
import { _heldAsset } from "./bytes_asset.ts";
import { checkMediaType, mediaTypeOf } from "./media_type.ts";
import type { ReadableAsset } from "./readable_asset.ts";

/** Makes an asset of a text, as UTF-8.
 *
 * Cost: O(n) for the bytes and the digest.
 *
 * @param name free text, not empty
 * @param text the content, written as it is: no mark is put before it and no line ending changed
 * @param options.mediaType such as `text/html`. @default {by the ending of the name, or `text/plain`}
 * @throws {TypeError} where the name is empty, the text is no string or holds a lone surrogate,
 * which UTF-8 cannot write, or an option is unknown
 * @see RFC 3629
 * @example
 * ```ts
 * import { textAsset } from "stemma";
 * import assert from "node:assert/strict";
 *
 * const asset = textAsset("prompt", "Grüße");
 * assert.equal(asset.size, 7);
 * assert.equal(asset.mediaType, "text/plain");
 * ```
 */
export function textAsset(
  name: string,
  text: string,
  options?: { mediaType?: string },
): ReadableAsset {
  checkName(name, "an asset: its name");
  checkOptions("textAsset", options, ["mediaType"]);
  const what = `asset ${nameOf(name)}`;
  if (typeof text !== "string") {
    throw new TypeError(`Cannot make ${what}: its text must be a string, got ${nameOf(text)}`);
  }
  if (!text.isWellFormed()) {
    throw new TypeError(
      `Cannot make ${what}: its text holds a lone surrogate, which UTF-8 cannot write`,
    );
  }
  return _heldAsset(name, utf8(text), mediaType(name, options?.mediaType, what));
}

function mediaType(name: string, given: unknown, what: string): string {
  if (given !== undefined) return checkMediaType(given, what);
  const known = mediaTypeOf(name);
  return known === "application/octet-stream" ? "text/plain" : known;
}
