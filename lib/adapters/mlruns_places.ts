import { freePath, PathSet } from "../base/free_path.ts";
import { safePath, safeSegment } from "../base/path.ts";

/** Shorter than the 250 characters that MLflow takes: a number may follow. */
const MAX_LENGTH = 200;

/** Gives the names of parameters, metrics or tags at MLflow places for their files: paths that every
 * file system takes, none of which is the folder of another, also where letter case does not count.
 *
 * The path is the name that MLflow shows: the given one wherever that is possible, else one near to
 * it.
 */
export function _mlrunsPlaces(): (name: string) => string {
  const taken = new PathSet();
  return (name) => {
    let path = fitted(name);
    // What is free with its mark need not be free with the one that MLflow takes.
    for (let free; (free = freePath(path, taken)) !== path;) path = plain(free);
    taken.add(path);
    return path;
  };
}

/** A path that every file system takes, and MLflow, which refuses two dots at its start. */
function fitted(name: string): string {
  const path = plain(safePath(name));
  const fits = path.length > MAX_LENGTH ? plain(safeSegment(name)) : path;
  return fits.startsWith("..") ? `_${fits}` : fits;
}

/** What marks an escape or a number in safe paths is no letter that MLflow takes. */
function plain(path: string): string {
  return path.replaceAll("~", "-");
}
