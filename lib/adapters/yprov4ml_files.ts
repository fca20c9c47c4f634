import type { SavedFiles } from "../../mod.ts";

/** The files of a run folder, by path: as `runFromFiles` takes them, or read only when asked for. */
export type Yprov4mlFiles =
  | SavedFiles
  | Iterable<{ readonly path: string; bytes(): Uint8Array | Promise<Uint8Array> }>;

/** Files by path, each read when it is asked for. */
export type _Files = ReadonlyMap<string, () => Promise<Uint8Array>>;

/** Takes files in either form; sorted by path, so that the order they come in means nothing.
 *
 * @throws {TypeError} where an entry is no file
 */
export function _filesOf(files: Yprov4mlFiles): _Files {
  if (typeof files !== "object" || files === null || !(Symbol.iterator in files)) {
    throw new TypeError("Cannot import a yProv4ML run: files must be a Map or a list of files");
  }
  const found: [string, () => Promise<Uint8Array>][] = [];
  for (const entry of files as Iterable<unknown>) {
    const [path, bytes] = Array.isArray(entry)
      ? [entry[0], () => entry[1]]
      : [(entry as { path?: unknown })?.path, () => (entry as { bytes(): unknown }).bytes()];
    if (typeof path !== "string" || path === "") {
      throw new TypeError("Cannot import a yProv4ML run: every file needs a path");
    }
    found.push([_cleanPath(path), async () => checkBytes(await bytes(), path)]);
  }
  return new Map(found.sort(([a], [b]) => a < b ? -1 : Number(a > b)));
}

function checkBytes(bytes: unknown, path: string): Uint8Array {
  if (bytes instanceof Uint8Array) return bytes;
  throw new TypeError(`Cannot import a yProv4ML run: the bytes of "${path}" must be a Uint8Array`);
}

/** A path with `/` between its parts and without parts that mean nothing. */
export function _cleanPath(path: string): string {
  return path.replaceAll("\\", "/").replace(/(^|\/)(?:\.?\/)+/g, "$1").replace(/\/+$/, "");
}

/** The folder of a path, with its `/`; empty at the top. */
export function _folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/") + 1);
}

/** The last part of a path. */
export function _baseOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** Finds the file of a run folder that a document names by the path it had where it was written.
 *
 * @param folder where the document lies now, with its `/`
 * @param root what the document calls this folder; where it does not say, the folders that every
 * run folder has are looked for
 * @returns the path among `files`, or `undefined` where the folder has no such file
 */
export function _locate(
  files: _Files,
  folder: string,
  root: string | undefined,
  path: string,
): string | undefined {
  const wanted = _cleanPath(path);
  if (wanted.split("/").includes("..")) return undefined;
  const home = _cleanPath(root ?? "");
  const inside = home !== "" && wanted.startsWith(`${home}/`)
    ? wanted.slice(home.length + 1)
    : below(wanted, _baseOf(home)) ?? (root === undefined ? OWN.exec(wanted)?.[1] : undefined);
  const place = inside === undefined ? undefined : folder + inside;
  return place !== undefined && files.has(place) ? place : undefined;
}

/** The folders that every run folder has. */
const OWN = /(?:^|\/)((?:metrics|artifacts)(?:_GR[0-9]+)?\/.+)$/;

/** What follows the last folder of a name: the part of an absolute path that moved with the run. */
function below(path: string, folder: string): string | undefined {
  const at = folder === "" ? -1 : `/${path}`.lastIndexOf(`/${folder}/`);
  return at < 0 ? undefined : path.slice(at + folder.length + 1);
}
