import { checkOptions, nameOf } from "../base/options.ts";
import { checkName } from "../base/value.ts";
import type { Asset } from "../run/descriptions.ts";
import { builtin } from "../disk/builtin.ts";
import { _unreadable } from "./file_asset_error.ts";
import { _readAsset, _SCRATCH } from "./file_asset_read.ts";
import { _uriOf } from "./file_asset_uri.ts";
import { _walkDirectory, type LinkRule } from "./file_asset_walk.ts";
import { checkMediaType, mediaTypeOf } from "./media_type.ts";
import type { FileAsset } from "./readable_asset.ts";

/** How files become assets. */
export interface FileAssetOptions {
  /** The asset's name; for a directory, what goes before the names of its files, with a slash.
   * @default {the file's own name; for a directory, nothing} */
  name?: string;
  /** The media type; for a directory, that of every file in it. @default {by the name's ending} */
  mediaType?: string;
  /** Links inside a directory: `"inside"` follows those that stay in it and refuses the others,
   * `"skip"` leaves all out, `"follow"` follows all. A path that is a link itself is followed.
   * @default {"inside"} */
  links?: LinkRule;
  /** Stops the reading. */
  signal?: AbortSignal;
}

/** Describes a file on disk, or every file in a directory.
 *
 * A file gives one asset, a directory an array with one for each file in it, at any depth, sorted
 * by name; names are paths from the directory, with `/`. The digest is taken while the file is
 * read in pieces of 256 KiB: memory stays flat. `bytes()` and `stream()` read the file again, and
 * fail where its size or digest is another by then. The asset's `uri` is the path: a relative
 * reference, or a `file:` URL where the path is absolute.
 *
 * The type parameter says what the caller knows the path to be: where it is a directory, write
 * `const files: Asset[] = await fileAsset(path)`, or call {@link fileAssets}.
 *
 * @param path as the operating system takes it, or a `file:` URL
 * @throws {TypeError} where the path is empty or an option is wrong
 * @throws {AssetError} `ASSET_UNREADABLE` for a file that is missing, closed to the caller or no
 * regular file (a pipe, a device), and for a link that the rule refuses; `ASSET_CHANGED` where it
 * changes while it is read
 * @example
 * ```ts
 * import { fileAsset } from "stemma/fs";
 * import assert from "node:assert/strict";
 *
 * const license = await fileAsset("LICENSE");
 * assert.equal(license.uri, "LICENSE");
 * assert.equal(license.bytes().length, license.size);
 * ```
 */
export async function fileAsset<Found extends Asset | Asset[] = FileAsset>(
  path: string | URL,
  options?: FileAssetOptions,
): Promise<Found> {
  const { files, single } = await read(path, options, "fileAsset");
  return (single ? files[0] : files) as Asset | Asset[] as Found;
}

/** Describes every file in a directory; as {@link fileAsset}, and always an array.
 *
 * @param path a directory; of a single file, the array holds just that
 * @throws {TypeError} where the path is empty or an option is wrong
 * @throws {AssetError} as {@link fileAsset}; nothing is left out in silence
 * @example
 * ```ts
 * import { fileAssets } from "stemma/fs";
 * import assert from "node:assert/strict";
 *
 * const files = await fileAssets("lib/assets");
 * assert.ok(files.some((file) => file.name === "file_asset.ts"));
 * ```
 */
export async function fileAssets(
  path: string | URL,
  options?: FileAssetOptions,
): Promise<FileAsset[]> {
  return (await read(path, options, "fileAssets")).files;
}

async function read(
  given: string | URL,
  options: FileAssetOptions | undefined,
  caller: string,
): Promise<{ files: FileAsset[]; single: boolean }> {
  const path = pathOf(given, caller);
  const { name, links, signal, typeOf } = checked(options, caller, path);
  const fs = builtin("node:fs");
  const { basename, join, resolve } = builtin("node:path") ?? {};
  if (fs === undefined || basename === undefined || join === undefined || resolve === undefined) {
    throw _unreadable(path, "this runtime has no file system");
  }
  signal?.throwIfAborted();
  const root = resolve(path);
  const stat = await fs.promises.stat(root).catch((error) => {
    throw _unreadable(path, error);
  });
  const scratch = new Uint8Array(_SCRATCH);
  const asset = (at: string, shown: string, label: string) =>
    _readAsset(
      { path: at, shown, name: label, uri: _uriOf(shown), mediaType: typeOf(label) },
      scratch,
      signal,
    );
  if (!stat.isDirectory()) {
    const own = checkName(basename(root), "an asset: its name");
    return { files: [await asset(root, path, name ?? own)], single: true };
  }
  const files: FileAsset[] = [];
  for (const found of await _walkDirectory(root, path, { links, special: "refuse", signal })) {
    const own = checkName(found.name, "an asset: its name");
    const label = name === undefined ? own : `${name.replace(/\/+$/, "")}/${own}`;
    files.push(await asset(found.path, join(path, found.name), label));
  }
  return { files, single: false };
}

function pathOf(given: unknown, caller: string): string {
  let path = given;
  if (given instanceof URL) {
    if (given.protocol !== "file:") {
      throw new TypeError(
        `Cannot call ${caller}: a URL must begin with file:, got "${given.href}"`,
      );
    }
    path = builtin("node:url")?.fileURLToPath(given) ?? given.pathname;
  }
  if (typeof path !== "string" || path === "" || path.includes("\0") || !path.isWellFormed()) {
    throw new TypeError(
      `Cannot call ${caller}: path must be a string that names a file, got ${nameOf(path)}`,
    );
  }
  return path;
}

function checked(options: FileAssetOptions | undefined, caller: string, path: string) {
  checkOptions(caller, options, ["name", "mediaType", "links", "signal"]);
  const { name, mediaType, links = "inside", signal } = options ?? {};
  if (name !== undefined) checkName(name, "an asset: its name");
  if (mediaType !== undefined) checkMediaType(mediaType, `asset "${path}"`);
  if (links !== "inside" && links !== "skip" && links !== "follow") {
    throw new TypeError(
      `Cannot call ${caller}: links must be "inside", "skip" or "follow", got ${nameOf(links)}`,
    );
  }
  return { name, links, signal, typeOf: (label: string) => mediaType ?? mediaTypeOf(label) };
}
