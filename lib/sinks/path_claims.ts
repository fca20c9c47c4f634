import { SinkError } from "../base/errors.ts";
import { nameOf } from "../base/options.ts";
import { foldPath } from "../base/path.ts";

/** The paths that one sink has seen. */
export interface PathClaims {
  /** Claims a path; the very same path may be claimed again.
   *
   * @throws {SinkError} `SINK_PATH` where a disk could not hold it beside an earlier one
   */
  claim(path: string): void;
}

/** Makes an empty set of claims.
 *
 * Two files exclude each other where their paths differ only in letter case or Unicode form (a
 * case-blind disk would overwrite one with the other), and where one is a folder of the other. A
 * claim outlives a failed write: what a server kept of it is not known.
 *
 * Cost: O(length of the path) a claim; every path is kept in memory once.
 */
export function createPathClaims(): PathClaims {
  const files = new Map<string, string>();
  const folders = new Map<string, string>();

  function claim(path: string): void {
    const folded = foldPath(path);
    const twin = files.get(folded);
    if (twin === path) return;
    if (twin !== undefined) {
      refuse(path, twin, "differ only in letter case or Unicode form");
    }
    const inside = folders.get(folded);
    if (inside !== undefined) {
      refuse(path, inside, "want one name for a file and for a folder");
    }
    const above = foldersOf(folded);
    for (const folder of above) {
      const file = files.get(folder);
      if (file !== undefined) {
        refuse(path, file, "want one name for a file and for a folder");
      }
    }
    files.set(folded, path);
    for (const folder of above) {
      if (!folders.has(folder)) folders.set(folder, path);
    }
  }

  return { claim };
}

function foldersOf(path: string): string[] {
  const segments = path.split("/");
  return segments.slice(1).map((_, i) => segments.slice(0, i + 1).join("/"));
}

function refuse(path: string, earlier: string, reason: string): never {
  throw new SinkError(
    "SINK_PATH",
    `Cannot put ${nameOf(path)}: it and the earlier ${nameOf(earlier)} ${reason}`,
    { path, earlier },
  );
}
