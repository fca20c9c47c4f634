import { nameOf } from "../base/options.ts";
import { foldPath, markPath, safePath } from "../base/path.ts";
import { checkName } from "../base/value.ts";
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
  if (sha256 !== undefined && !/^[0-9a-f]{64}$/.test(sha256)) {
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

/** Whether the bytes of an asset can be copied into the run folder. */
export function canCopy(asset: Asset): boolean {
  return typeof asset.stream === "function" && asset.sha256 !== undefined &&
    asset.size !== undefined;
}

/** A path in the run folder that no other copy has, also where letter case does not count.
 *
 * @param wanted free text; `/` separates folders
 * @param version goes before the ending where the path is taken
 */
export function freePath(
  log: Log,
  limit: number,
  wanted: string,
  version: string | undefined,
  taken: ReadonlySet<string> = new Set(),
): string {
  const path = `artifacts/${safePath(wanted)}`;
  const isFree = (candidate: string) => {
    const folded = foldPath(candidate);
    return !taken.has(folded) && !isTaken(log, limit, folded);
  };
  if (isFree(path)) return path;
  const versioned = version === undefined ? path : markPath(path, `.${version}`);
  for (let count = 1;; count++) {
    const candidate = count === 1 ? versioned : markPath(versioned, `~${count}`);
    if (isFree(candidate)) return candidate;
  }
}

/** Whether a copy among the first `limit` events lies at a folded path, above or below it. */
function isTaken(log: Log, limit: number, folded: string): boolean {
  for (let line: Log | undefined = log, end = limit; line !== undefined;) {
    const at = line.paths.get(folded);
    if (at !== undefined && at < end) return true;
    for (
      let slash = folded.indexOf("/", 10);
      slash > 0;
      slash = folded.indexOf("/", slash + 1)
    ) {
      const above = line.paths.get(folded.slice(0, slash));
      if (above !== undefined && above < end) return true;
    }
    const below = line.folders.get(folded);
    if (below !== undefined && below < end) return true;
    end = Math.min(end, line.start);
    line = line.base;
  }
  return false;
}
