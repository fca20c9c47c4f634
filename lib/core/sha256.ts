import { nameOf } from "../base/options.ts";
import type { CoreInstance } from "./core_instance.ts";
import { bytesAt, call, openKernel, reserve } from "./kernel.ts";
import {
  DIGEST_BYTES,
  plainSha256,
  plainSha256Begin,
  plainSha256End,
  plainSha256Update,
  STATE_BYTES,
} from "./sha256_plain.ts";

/** A hash under way. Any number of them may be under way at once. */
export interface Sha256 {
  /** Takes more of the message; the bytes are read at once and not kept.
   *
   * @throws {TypeError} where `bytes` is no Uint8Array, or after `digest()`
   */
  update(bytes: Uint8Array): this;
  /** Ends the message and gives its digest of 32 bytes.
   *
   * @throws {TypeError} when called again
   */
  digest(): Uint8Array<ArrayBuffer>;
}

/** Where things lie in the arena, in bytes. */
const STATE_AT = 0;
const DIGEST_AT = 128;
const INPUT_AT = 192;

/** The bytes that cross at once. */
const WINDOW = 65536;

/** Pieces below this many bytes mostly fill a block and hash nothing: not worth moving the state. */
const SMALL = 64;

/** The SHA-256 digest of bytes, 32 bytes. Cost: O(n), synchronous.
 *
 * @throws {TypeError} where `bytes` is no Uint8Array
 * @see FIPS 180-4, section 6.2
 */
export function sha256(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  checkBytes(bytes);
  const core = openKernel();
  if (core === undefined) return plainSha256(bytes);
  reserve(core, INPUT_AT + WINDOW);
  call(core, "sha256_begin", core.base + STATE_AT);
  feed(core, bytes);
  call(core, "sha256_end", core.base + STATE_AT, core.base + DIGEST_AT);
  return bytesAt(core, DIGEST_AT, DIGEST_BYTES).slice();
}

/** Begins a SHA-256 hash that takes its message in pieces. Memory: constant.
 *
 * @see FIPS 180-4, section 6.2
 * @example
 * ```ts
 * import { createSha256 } from "stemma/destination";
 * import assert from "node:assert/strict";
 * const digest = createSha256().update(Uint8Array.of(1)).update(Uint8Array.of(2)).digest();
 * assert.equal(digest.length, 32);
 * ```
 */
export function createSha256(): Sha256 {
  const state = plainSha256Begin();
  let ended = false;
  const hash: Sha256 = {
    update(bytes: Uint8Array): Sha256 {
      if (ended) throw endedError("update");
      checkBytes(bytes);
      const core = bytes.length < SMALL ? undefined : openKernel();
      if (core === undefined) {
        plainSha256Update(state, bytes);
      } else {
        reserve(core, INPUT_AT + WINDOW);
        bytesAt(core, STATE_AT, STATE_BYTES).set(state);
        feed(core, bytes);
        state.set(bytesAt(core, STATE_AT, STATE_BYTES));
      }
      return hash;
    },
    digest(): Uint8Array<ArrayBuffer> {
      if (ended) throw endedError("digest");
      ended = true;
      return plainSha256End(state);
    },
  };
  return Object.freeze(hash);
}

function feed(core: CoreInstance, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; at += WINDOW) {
    const piece = bytes.subarray(at, at + WINDOW);
    bytesAt(core, INPUT_AT, piece.length).set(piece);
    call(
      core,
      "sha256_update",
      core.base + STATE_AT,
      core.base + INPUT_AT,
      piece.length,
    );
  }
}

function checkBytes(bytes: unknown): void {
  if (bytes instanceof Uint8Array) return;
  throw new TypeError(
    `Cannot hash ${nameOf(bytes)}: expected a Uint8Array`,
  );
}

function endedError(verb: string): TypeError {
  return new TypeError(
    `Cannot ${verb} a hash: its digest was taken, begin a new one`,
  );
}
