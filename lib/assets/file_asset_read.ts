import { AssetError } from "../base/errors.ts";
import { builtin } from "../disk/builtin.ts";
import { filePieces } from "../disk/file_pieces.ts";
import { _bytesOf, _streamOf } from "./file_asset_content.ts";
import { _changed, _unreadable } from "./file_asset_error.ts";
import type { FileAsset } from "./readable_asset.ts";

/** A file on its way to become an asset. */
export interface _FilePlace {
  /** Where to open it, whatever the working directory becomes. */
  readonly path: string;
  /** How messages call it. */
  readonly shown: string;
  readonly name: string;
  readonly uri: string;
  readonly mediaType: string;
}

/** How many bytes of a file are held: one half is hashed while the other one is read. */
export const _SCRATCH: number = 2 ** 21;

/** Makes an asset of a regular file; reads it once, piece by piece, into `scratch`.
 *
 * @throws {AssetError} `ASSET_UNREADABLE`; `ASSET_CHANGED` where it changes meanwhile
 */
export async function _readAsset(
  place: _FilePlace,
  scratch: Uint8Array,
  signal?: AbortSignal,
): Promise<FileAsset> {
  const { path, shown, name, uri, mediaType } = place;
  const { size, sha256 } = await digest(path, shown, scratch, signal);
  const known = { path, shown, size, sha256 };
  return Object.freeze({
    name,
    size,
    sha256,
    mediaType,
    uri,
    bytes: () => _bytesOf(known),
    stream: () => _streamOf(known),
  });
}

async function digest(
  path: string,
  shown: string,
  scratch: Uint8Array,
  signal: AbortSignal | undefined,
): Promise<{ size: number; sha256: string }> {
  const fs = builtin("node:fs");
  const hash = builtin("node:crypto")?.createHash("sha256");
  if (fs === undefined || hash === undefined) {
    throw _unreadable(shown, "this runtime has no file system");
  }
  let handle;
  try {
    // Asked first: to open a device can have effects, and to open a pipe can wait for ever.
    if (!(await fs.promises.stat(path)).isFile()) throw _unreadable(shown, "it is no regular file");
    const { O_RDONLY, O_NONBLOCK } = fs.constants;
    handle = await fs.promises.open(path, O_RDONLY | (O_NONBLOCK ?? 0));
    const before = await handle.stat({ bigint: true });
    if (!before.isFile()) throw _unreadable(shown, "it is no regular file");
    let size = 0;
    for await (const piece of filePieces(handle, scratch)) {
      signal?.throwIfAborted();
      hash.update(piece);
      size += piece.length;
      if (size > before.size) throw _changed(shown, `it grew beyond ${before.size} bytes`);
    }
    const after = await handle.stat({ bigint: true });
    if (BigInt(size) !== after.size || after.size !== before.size) {
      throw _changed(
        shown,
        `it had ${before.size} bytes, then ${after.size}, of which ${size} came`,
      );
    }
    if (after.mtimeNs !== before.mtimeNs) throw _changed(shown, "it was written to meanwhile");
    return { size, sha256: hash.digest("hex") };
  } catch (error) {
    if (error instanceof AssetError || signal?.aborted) throw error;
    throw _unreadable(shown, error);
  } finally {
    await handle?.close();
  }
}
