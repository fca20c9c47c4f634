import { freePath, type TakenPaths } from "../base/free_path.ts";
import { nameOf } from "../base/options.ts";
import { safePath } from "../base/path.ts";
import { checkName } from "../base/value.ts";
import { isTaken } from "./about.ts";
import { wholeNumber } from "./choices.ts";
import type { Asset } from "./descriptions.ts";
import type { FileRecord } from "./events.ts";
import type { Log } from "./log.ts";

/** What an event keeps of an asset: its digest and description, never its bytes.
 *
 * @throws {TypeError} where it is no asset
 */
export function describeFile(asset: Asset, what: string): FileRecord {
  if (typeof asset !== "object" || asset === null) {
    throw new TypeError(
      `Cannot log ${what}: an asset was expected, got ${nameOf(asset)}`,
    );
  }
  const { size, sha256, uri } = asset;
  if (sha256 !== undefined && !(typeof sha256 === "string" && /^[0-9a-f]{64}$/.test(sha256))) {
    throw new TypeError(
      `Cannot log ${what}: sha256 must be 64 hex digits, got ${nameOf(sha256)}`,
    );
  }
  return {
    name: checkName(asset.name, `${what}: the asset's name`),
    mediaType: checkName(asset.mediaType, `${what}: the asset's media type`),
    ...(size !== undefined &&
      { size: wholeNumber(size, `${what}: the asset's size`) }),
    ...(sha256 !== undefined && { sha256 }),
    ...(uri !== undefined &&
      { uri: checkName(uri, `${what}: the asset's uri`) }),
  };
}

/** A list of assets as an event keeps them.
 *
 * @throws {TypeError} where it is no list of assets
 */
export function checkAssets(assets: unknown, what: string): readonly Asset[] {
  if (Array.isArray(assets)) return assets;
  throw new TypeError(`Cannot log ${what}: files must be a list of assets, got ${nameOf(assets)}`);
}

/** Whether the bytes of an asset can be copied into the run folder. */
export function canCopy(asset: Asset): boolean {
  return typeof asset.stream === "function" && asset.sha256 !== undefined &&
    asset.size !== undefined;
}

/** A path in the run folder that no other copy has, also where letter case does not count.
 *
 * @param wanted free text; `/` separates folders
 * @param version goes before the ending where the path is taken
 * @param more what is taken beside the copies among the first `limit` events
 */
export function copyPath(
  log: Log,
  limit: number,
  wanted: string,
  version: string | undefined,
  more?: TakenPaths,
): string {
  const taken: TakenPaths = {
    isFile: (folded) => isTaken(log, limit, "paths", folded) || more?.isFile(folded) === true,
    isFolder: (folded) => isTaken(log, limit, "folders", folded) || more?.isFolder(folded) === true,
  };
  const mark = version === undefined ? "" : `.${version}`;
  return freePath(`artifacts/${safePath(wanted)}`, taken, mark);
}
