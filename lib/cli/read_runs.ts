import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { LogError, Run } from "../../mod.ts";
import { runFromFiles } from "../../mod.ts";
import { readRun } from "../fs.ts";
import { CommandError } from "./exit_code.ts";
import { nameOfPath, systemError } from "./read_input.ts";
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

/** Runs lie in `<experiment>/<run id>/` of the folder that they were saved to. */
const DEEPEST = 2;

/** Reads a run from its folder, or all runs that were saved to one folder, in order of their paths.
 *
 * @throws {CommandError} where there is none
 * @throws {StemmaError} where one cannot be read
 */
export async function readRunFolder(folder: string, mode: Mode = "strict"): Promise<SavedRun[]> {
  const runs: SavedRun[] = [];
  for (const place of await findRuns(folder, 0)) {
    const cuts: LogError[] = [];
    const run = await readRun(place, { mode, onRepair: (error) => cuts.push(error) });
    runs.push({ place, run, cuts });
  }
  if (runs.length > 0) return runs;
  throw new CommandError(`Cannot read ${folder}: the folder holds no run (no run.log)`);
}

async function findRuns(folder: string, depth: number): Promise<string[]> {
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
 *
 * @throws {CommandError} where there is none, or the archive is damaged
 * @throws {StemmaError} where one cannot be read
 */
export function readRunArchive(
  path: string,
  bytes: Uint8Array,
  mode: Mode = "strict",
): SavedRun[] {
  const name = nameOfPath(path);
  const files = unzipFiles(
    name,
    bytes,
    (inside) => /(?:^|\/)(?:run\.log|manifest\.json)$/.test(inside),
  );
  const folders = [...files.keys()].filter((inside) => inside.endsWith("run.log"))
    .map((inside) => inside.slice(0, -"run.log".length)).sort();
  if (folders.length === 0) {
    throw new CommandError(`Cannot read ${name}: the archive holds no run (no run.log)`);
  }
  return folders.map((folder) => {
    const cuts: LogError[] = [];
    const own = new Map(
      [...files].filter(([inside]) =>
        inside === `${folder}run.log` || inside === `${folder}manifest.json`
      ),
    );
    const run = runFromFiles(own, { mode, onRepair: (error) => cuts.push(error) });
    return { place: folder.replace(/\/$/, "") || name, run, cuts };
  });
}
