import { freePath, PathSet } from "../base/free_path.ts";
import { safePath, safeSegment } from "../base/path.ts";
import { createNames } from "../destination.ts";

/** What MLflow takes in a name on every system: letters, numbers and `_` as Python knows them, which
 * is without combining marks, and without scripts beyond the first plane, as those are newer than
 * some Pythons. */
const ALLOWED = /^[\p{L}\p{N}_.\- /]$/u;

/** Shorter than the 250 characters that MLflow takes: a number may follow. */
const MAX_LENGTH = 200;

/** How the tags begin that tell what was renamed; a name that does gets an ending. */
export const _RENAMED = "stemma.name.";

/** Gives the names of parameters, metrics or tags places for their files: paths that MLflow and
 * every file system take, none of which is the folder of another, also where letter case does not
 * count.
 *
 * The path is the name that MLflow shows: the given one wherever that is possible, else the one
 * nearest to it.
 */
export function _mlrunsPlaces(): (name: string) => string {
  const names = createNames({
    allowed: (letter) => letter.length === 1 && ALLOWED.test(letter),
    maxLength: MAX_LENGTH,
    reserved: (name) => name.toLowerCase().startsWith(_RENAMED),
  });
  const taken = new PathSet();
  return (name) => {
    let path = fitted(names.to(name));
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
