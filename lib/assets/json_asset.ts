import { utf8 } from "../base/bytes.ts";
import { canonicalJson } from "../base/canonical_json.ts";
import { checkOptions, nameOf } from "../base/options.ts";
import { checkName } from "../base/value.ts";
import { _heldAsset } from "./bytes_asset.ts";
import { checkMediaType } from "./media_type.ts";
import type { ReadableAsset } from "./readable_asset.ts";

/** Makes an asset of plain data, as canonical JSON.
 *
 * Equal data gives equal bytes and one digest, whatever order its keys were written in: keys are
 * sorted and there is no white space. Members that are `undefined` are left out. Cost: O(n).
 *
 * @param name free text, not empty
 * @param value plain objects, arrays, strings, finite numbers, booleans and `null`
 * @param options.mediaType such as `application/ld+json`. @default {"application/json"}
 * @throws {TypeError} for what JSON cannot hold: NaN, ±Infinity, bigint, class instances, functions,
 * cycles, lone surrogates, nesting deeper than 200
 * @see RFC 8785
 * @example
 * ```ts
 * import { jsonAsset } from "stemma";
 * import assert from "node:assert/strict";
 *
 * const asset = jsonAsset("confusion.json", { b: [1, 2], a: null });
 * assert.equal(new TextDecoder().decode(asset.bytes()), '{"a":null,"b":[1,2]}');
 * assert.throws(() => jsonAsset("loss.json", { loss: NaN }), TypeError);
 * ```
 */
export function jsonAsset(
  name: string,
  value: unknown,
  options?: { mediaType?: string },
): ReadableAsset {
  checkName(name, "an asset: its name");
  checkOptions("jsonAsset", options, ["mediaType"]);
  const what = `asset ${nameOf(name)}`;
  const mediaType = options?.mediaType === undefined
    ? "application/json"
    : checkMediaType(options.mediaType, what);
  return _heldAsset(name, utf8(textOf(value, what)), mediaType);
}

function textOf(value: unknown, what: string): string {
  try {
    return canonicalJson(value);
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    throw new TypeError(`Cannot make ${what}: ${cause.message}`, { cause });
  }
}
