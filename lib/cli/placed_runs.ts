import { memorySource, runFromSource, type Source } from "../../mod.ts";
import { fsSource, readRun } from "../fs.ts";
import { CommandError } from "./exit_code.ts";
import { basename, dirname } from "node:path";
import { lookAt, nameOfPath, readBytes } from "./read_input.ts";
import { findRuns, type Mode, readOne, type SavedRun } from "./read_runs.ts";
import { isRemote } from "./remote_place.ts";
import { findRemoteRuns, runFolders } from "./remote_runs.ts";
import { isZip, unzipFiles } from "./unzip.ts";

/** A saved run with all of its files at hand, wherever it lies. */
export interface PlacedRun {
  /** What messages and reports call it. */
  readonly place: string;
  readonly source: Source;
  /** Its own folder in the source; empty for the top. */
  readonly folder: string;
  /** Reads it; the copies of its artifacts are at hand then. */
  read(mode?: Mode): Promise<SavedRun>;
}

/** Finds the runs that a path names, with their files: a folder, a zip, a place beyond this disk.
 *
 * @param action what is to be done with them, for messages
 * @throws {CommandError} where there is none
 */
export async function findPlacedRuns(action: string, path: string): Promise<PlacedRun[]> {
  const { isFolder } = await lookAt(path);
  if (isRemote(path) && isFolder) {
    return (await findRemoteRuns(action, path)).map((run) => inSource(run));
  }
  if (isFolder || basename(path) === "run.log") {
    const places = await findRuns(isFolder ? path : dirname(path));
    if (places.length > 0) return places.map(onDisk);
    throw new CommandError(`Cannot ${action} ${path}: the folder holds no run (no run.log)`);
  }
  const name = nameOfPath(path);
  const bytes = await readBytes(path);
  if (!isZip(bytes)) {
    throw new CommandError(`Cannot ${action} ${name}: it is neither a run's folder nor a zip`);
  }
  const files = unzipFiles(name, bytes, (inside) => !inside.endsWith("/"));
  const folders = runFolders(files.keys());
  if (folders.length === 0) {
    throw new CommandError(`Cannot ${action} ${name}: the archive holds no run (no run.log)`);
  }
  const source = memorySource(files);
  return folders.map((folder) => inSource({ place: `${name}:${folder}`, source, folder }));
}

function onDisk(place: string): PlacedRun {
  return {
    place,
    source: fsSource(place),
    folder: "",
    read: (mode = "strict") => readOne(place, place, mode, readRun),
  };
}

function inSource({ place, source, folder }: Omit<PlacedRun, "read">): PlacedRun {
  return {
    place,
    source,
    folder,
    read: (mode = "strict") =>
      readOne(place, source, mode, (from, options) => runFromSource(from, { ...options, folder })),
  };
}
