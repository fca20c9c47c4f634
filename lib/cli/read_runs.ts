import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { isStemmaError, type LogError, type Run, runFromFiles, runFromSource } from "../../mod.ts";
import { type ReadOptions, readRun } from "../fs.ts";
import { CommandError, tellFailure } from "./exit_code.ts";
import { nameOfPath, systemError } from "./read_input.ts";
import { isRemote } from "./remote_place.ts";
import { findRemoteRuns } from "./remote_runs.ts";
import { unzipFiles } from "./unzip.ts";

/** A saved run, and where it lies. */
export interface SavedRun {
  /** Its folder, on the disk or within the archive. */
  readonly place: string;
  /** What was read. */
  readonly run: Run;
  /** What a lenient reading had to leave out. */
  readonly cuts: readonly LogError[];
}

/** How logs are read. */
export type Mode = "strict" | "lenient";

/** Runs lie in `<experiment>/<run id>/` of the folder that they were saved to, and folders of those
 * may lie side by side. */
const DEEPEST = 3;

/** Reads a run from its folder, or all runs that were saved below one folder, in order of their
 * paths. Of several those that cannot be read are told on stderr.
 *
 * @throws {CommandError} where there is none, or none that can be read
 */
export async function readRunFolder(folder: string, mode: Mode = "strict"): Promise<SavedRun[]> {
  if (isRemote(folder)) return await readRemoteRuns(folder, mode);
  const places = await findRuns(folder);
  if (places.length === 0) {
    throw new CommandError(`Cannot read ${folder}: the folder holds no run (no run.log)`);
  }
  return await readEach(folder, places, (place) => readOne(place, place, mode, readRun));
}

async function readRemoteRuns(address: string, mode: Mode): Promise<SavedRun[]> {
  const found = await findRemoteRuns("read", address);
  const runs = new Map(found.map((run) => [run.place, run]));
  return await readEach(nameOfPath(address), [...runs.keys()], (place) => {
    const { source, folder } = runs.get(place)!;
    return readOne(
      place,
      source,
      mode,
      (from, options) => runFromSource(from, folder === "" ? options : { ...options, folder }),
    );
  });
}

/** The folders of the runs that were saved below one folder, or itself, in order of their paths.
 *
 * @throws {CommandError} where a folder cannot be read
 */
export async function findRuns(folder: string, depth = 0): Promise<string[]> {
  let entries;
  try {
    entries = await readdir(folder, { withFileTypes: true });
  } catch (error) {
    throw systemError("read", folder, error);
  }
  if (entries.some((entry) => entry.name === "run.log")) return [folder];
  if (depth === DEEPEST) return [];
  const places: string[] = [];
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name).sort();
  for (const name of names) places.push(...await findRuns(join(folder, name), depth + 1));
  return places;
}

/** Reads all runs in a zip archive, in order of their paths. Only logs and manifests are unpacked.
 * Of several runs those that cannot be read are told on stderr.
 *
 * @throws {CommandError} where there is none, or none that can be read, or the archive is damaged
 */
export async function readRunArchive(
  path: string,
  bytes: Uint8Array,
  mode: Mode = "strict",
): Promise<SavedRun[]> {
  const name = nameOfPath(path);
  const isWanted = (inside: string) => /(?:^|\/)(?:run\.log|manifest\.json)$/.test(inside);
  const files = unzipFiles(name, bytes, isWanted);
  const folders = [...files.keys()].filter((inside) => /(?:^|\/)run\.log$/.test(inside))
    .map((inside) => inside.slice(0, -"run.log".length)).sort();
  if (folders.length === 0) {
    throw new CommandError(`Cannot read ${name}: the archive holds no run (no run.log)`);
  }
  return await readEach(name, folders, (folder) => {
    const own = new Map<string, Uint8Array>();
    for (const file of ["run.log", "manifest.json"]) {
      const content = files.get(folder + file);
      if (content !== undefined) own.set(file, content);
    }
    return readOne(`${name}:${folder.replace(/\/$/, "")}`, own, mode, runFromFiles);
  });
}

/** Reads a run; what is wrong with it is told with its place.
 *
 * @throws {CommandError}
 */
export async function readOne<Source>(
  place: string,
  source: Source,
  mode: Mode,
  read: (source: Source, options: ReadOptions) => Run | Promise<Run>,
): Promise<SavedRun> {
  const cuts: LogError[] = [];
  try {
    const run = await read(source, { mode, onRepair: (error) => cuts.push(error) });
    return { place, run, cuts };
  } catch (error) {
    if (!isStemmaError(error)) throw error;
    const isDamaged = error.code === "LOG_DAMAGED" && mode === "strict";
    const hint = isDamaged ? "; --mode lenient reads what comes before it" : "";
    throw new CommandError(`${place}: ${error.message}${hint}`, { cause: error });
  }
}

/** Reads one run after the other; of several those that cannot be read are told and left out. */
async function readEach(
  name: string,
  places: readonly string[],
  read: (place: string) => Promise<SavedRun>,
): Promise<SavedRun[]> {
  const runs: SavedRun[] = [];
  for (const place of places) {
    try {
      runs.push(await read(place));
    } catch (error) {
      if (places.length === 1) throw error;
      tellFailure(error);
    }
  }
  if (runs.length === 0) throw new CommandError(`Cannot read ${name}: none of its runs is sound`);
  return runs;
}
