import type { SourceEntry } from "../base/source.ts";

/** So many files of a folder are kept in mind; of a larger one nothing is known. */
const MOST_FILES = 20_000;

/** What the folders of runs held when their saving began: a path that was not there needs no
 * question of its own. */
export interface FolderListing {
  /** Asks once for the folder of a `run.log`, with which a saving begins. */
  begin(path: string): void;
  /** Whether a path was not there; `false` also where that is not known. */
  isAbsent(path: string): Promise<boolean>;
  /** Says that a path is there now. */
  add(path: string): void;
  /** Forgets the folder of a `manifest.json`, with which a saving ends. */
  end(path: string): void;
}

/** Makes an empty listing.
 *
 * What it tells may be old: whoever writes says under which condition.
 *
 * @param list the files whose paths begin so; where it fails, nothing is known
 */
export function createFolderListing(
  list: (prefix: string) => AsyncIterable<SourceEntry>,
): FolderListing {
  const folders = new Map<string, Promise<Set<string> | undefined>>();

  async function pathsBelow(folder: string): Promise<Set<string> | undefined> {
    const paths = new Set<string>();
    try {
      for await (const { path } of list(folder)) {
        if (paths.size === MOST_FILES) return undefined;
        paths.add(path);
      }
    } catch {
      // These keys may not list, perhaps: each path is asked for.
      return undefined;
    }
    return paths;
  }

  /** What the nearest folder held that was asked for. */
  function around(path: string): Promise<Set<string> | undefined> | undefined {
    const segments = path.split("/");
    for (let depth = segments.length - 1; depth >= 0; depth--) {
      const folder = segments.slice(0, depth).map((segment) => `${segment}/`).join("");
      const paths = folders.get(folder);
      if (paths !== undefined) return paths;
    }
    return undefined;
  }

  return {
    begin(path) {
      const folder = folderOf(path, "run.log");
      if (folder !== undefined) folders.set(folder, pathsBelow(folder));
    },
    isAbsent: async (path) => (await around(path))?.has(path) === false,
    add: (path) => void around(path)?.then((paths) => paths?.add(path)),
    end(path) {
      const folder = folderOf(path, "manifest.json");
      if (folder !== undefined) folders.delete(folder);
    },
  };
}

/** The folder of a file, with its `/`, where the file has this name. */
function folderOf(path: string, name: string): string | undefined {
  const isIt = path === name || path.endsWith(`/${name}`);
  return isIt ? path.slice(0, path.length - name.length) : undefined;
}
