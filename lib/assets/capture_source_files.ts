import { isStemmaError } from "../base/errors.ts";
import type { Asset, SourceDescription } from "../run/descriptions.ts";
import { builtin } from "../disk/builtin.ts";
import { _readAsset, _SCRATCH } from "./file_asset_read.ts";
import { _uriOf } from "./file_asset_uri.ts";
import { isSecretFile } from "./mask_secret.ts";
import { mediaTypeOf } from "./media_type.ts";

/** A file of the source code with how it stands to the commit. */
export type _SourceFile = NonNullable<SourceDescription["files"]>[number];

/** Adds size and digest to files, and the files themselves as assets where they were asked for.
 *
 * A link, a folder with a repository of its own, and a file that cannot be read have neither.
 */
export async function _sourceFiles(
  list: readonly _SourceFile[],
  options: {
    /** The directory as it was given, and where it really is. */
    root: string;
    top: string;
    maxSize: number;
    files: boolean | "changed";
    signal?: AbortSignal;
  },
): Promise<Pick<SourceDescription, "files" | "assets">> {
  const { root, top, maxSize, files, signal } = options;
  const { join } = builtin("node:path")!;
  const scratch = new Uint8Array(_SCRATCH);
  const described: _SourceFile[] = [];
  const assets: Asset[] = [];
  for (const { path: name, status } of list) {
    signal?.throwIfAborted();
    const path = join(top, name);
    const size = status === "deleted" ? undefined : await sizeOf(path);
    if (size === undefined) {
      described.push(Object.freeze({ path: name, status }));
      continue;
    }
    const shown = join(root, name);
    const place = { path, shown, name, uri: _uriOf(shown), mediaType: mediaTypeOf(name) };
    const asset = size > maxSize || isSecretFile(name) ? undefined : await reading(
      _readAsset(place, scratch, signal),
    );
    described.push(Object.freeze({
      path: name,
      status,
      ...(asset === undefined ? {} : { sha256: asset.sha256 }),
      size: asset?.size ?? size,
    }));
    if (asset !== undefined) assets.push(asset);
  }
  return {
    files: Object.freeze(described),
    ...(files === false ? {} : { assets: Object.freeze(assets) }),
  };
}

/** The size of a regular file; `undefined` for anything else. */
async function sizeOf(path: string): Promise<number | undefined> {
  try {
    const stat = await builtin("node:fs")!.promises.lstat(path);
    return stat.isFile() ? stat.size : undefined;
  } catch {
    // It went away, or may not be looked at: then its size is not known.
    return undefined;
  }
}

async function reading(asset: Promise<Asset>): Promise<Asset | undefined> {
  try {
    return await asset;
  } catch (error) {
    if (isStemmaError(error)) return undefined;
    throw error;
  }
}
