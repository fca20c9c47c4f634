import { toHex } from "../base/bytes.ts";
import { checkOptions, nameOf } from "../base/options.ts";
import { checkName } from "../base/value.ts";
import { sha256 } from "../core/sha256.ts";
import { checkMediaType, mediaTypeOf } from "./media_type.ts";
import type { ReadableAsset } from "./readable_asset.ts";

/** How many bytes a stream hands out at a time. */
const PIECE = 2 ** 16;

/** Makes an asset of bytes in memory.
 *
 * The asset is frozen and keeps a copy: changing the array later changes nothing, and whoever reads
 * the asset gets a copy of their own. Cost: O(n) for the copy and the digest.
 *
 * @param name free text, not empty; its ending tells the media type unless one is given
 * @param bytes the content; of a view, such as a `Float32Array`, the bytes that it covers
 * @param options.mediaType such as `image/png`. @default {by the ending of the name}
 * @throws {TypeError} where the name is empty, the content is no bytes or an option is unknown
 * @see FIPS 180-4 for the digest
 * @example
 * ```ts
 * import { bytesAsset } from "stemma";
 * import assert from "node:assert/strict";
 *
 * const asset = bytesAsset("weights.npy", new Uint8Array([1, 2, 3]));
 * assert.equal(asset.size, 3);
 * assert.equal(asset.mediaType, "application/x-npy");
 * assert.match(asset.sha256, /^039058c6f2c0cb49/);
 * ```
 */
export function bytesAsset(
  name: string,
  bytes: ArrayBufferView | ArrayBufferLike,
  options?: { mediaType?: string },
): ReadableAsset {
  checkName(name, "an asset: its name");
  checkOptions("bytesAsset", options, ["mediaType"]);
  const what = `asset ${nameOf(name)}`;
  const type = options?.mediaType;
  return _heldAsset(
    name,
    copyOf(bytes, what),
    type === undefined ? mediaTypeOf(name) : checkMediaType(type, what),
  );
}

/** Makes an asset around bytes that nobody else can reach. */
export function _heldAsset(
  name: string,
  held: Uint8Array<ArrayBuffer>,
  mediaType: string,
): ReadableAsset {
  return Object.freeze({
    name,
    size: held.length,
    sha256: toHex(sha256(held)),
    mediaType,
    bytes: () => new Uint8Array(held),
    stream: () => streamOf(held),
  });
}

function copyOf(bytes: unknown, what: string): Uint8Array<ArrayBuffer> {
  if (ArrayBuffer.isView(bytes)) {
    return new Uint8Array(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  }
  const tag = Object.prototype.toString.call(bytes);
  if (tag === "[object ArrayBuffer]" || tag === "[object SharedArrayBuffer]") {
    return new Uint8Array(new Uint8Array(bytes as ArrayBuffer));
  }
  throw new TypeError(
    `Cannot make ${what}: its bytes must be a Uint8Array, another view or an ArrayBuffer, got ${
      nameOf(bytes)
    }`,
  );
}

function streamOf(held: Uint8Array<ArrayBuffer>): ReadableStream<Uint8Array<ArrayBuffer>> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at < held.length) controller.enqueue(held.slice(at, at += PIECE));
      if (at >= held.length) controller.close();
    },
  }, { highWaterMark: 0 });
}
