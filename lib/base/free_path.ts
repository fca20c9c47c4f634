import { foldPath, markPath } from "./path.ts";

/** What is known of paths that are taken; asked by folded path. */
export interface TakenPaths {
  /** Whether a file lies there. */
  isFile(folded: string): boolean;
  /** Whether files lie below. */
  isFolder(folded: string): boolean;
}

/** The path nearest to the wanted one that no taken one excludes: not the same file, also where
 * letter case and Unicode form do not count, and neither a folder of the other.
 *
 * A folder that is a file already gets `~2`, `~3`, …; a file the mark and then `~2`, `~3`, ….
 *
 * @param wanted a path as `safePath` makes it
 */
export function freePath(wanted: string, taken: TakenPaths, mark = ""): string {
  const segments = wanted.split("/");
  const leaf = segments.pop()!;
  let folder = "";
  for (const segment of segments) {
    const nth = (count: number) => folder + (count === 1 ? segment : `${segment}~${count}`);
    folder = `${nth(firstFree((count) => !taken.isFile(foldPath(nth(count)))))}/`;
  }
  const isFree = (path: string) => {
    const folded = foldPath(path);
    return !taken.isFile(folded) && !taken.isFolder(folded);
  };
  const plain = folder + leaf;
  if (isFree(plain)) return plain;
  const marked = mark === "" ? plain : markPath(plain, mark);
  const nth = (count: number) => count === 1 ? marked : markPath(marked, `~${count}`);
  return nth(firstFree((count) => isFree(nth(count))));
}

/** A number from 1 on that is free while the one before it is not. Leaps and then closes in, since
 * a million files may want one path. */
function firstFree(isFree: (count: number) => boolean): number {
  let taken = 0;
  let free = 1;
  for (let leap = 1; !isFree(free); leap *= 2) {
    taken = free;
    free += leap;
  }
  while (free - taken > 1) {
    const middle = Math.floor((taken + free) / 2);
    if (isFree(middle)) free = middle;
    else taken = middle;
  }
  return free;
}

/** Paths that are taken, as a set to add to. */
export class PathSet implements TakenPaths {
  readonly #files = new Set<string>();
  readonly #folders = new Set<string>();

  /** Takes a path. */
  add(path: string): void {
    const folded = foldPath(path);
    this.#files.add(folded);
    for (let at = folded.lastIndexOf("/"); at > 0; at = folded.lastIndexOf("/", at - 1)) {
      this.#folders.add(folded.slice(0, at));
    }
  }

  isFile(folded: string): boolean {
    return this.#files.has(folded);
  }

  isFolder(folded: string): boolean {
    return this.#folders.has(folded);
  }
}
