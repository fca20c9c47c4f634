import { readdir } from "node:fs/promises";
import { basename, dirname } from "node:path";
import type { Source } from "../../mod.ts";
import type { FolderFiles } from "../seal.ts";
import { CommandError } from "./exit_code.ts";
import { lookAt, nameOfPath, readBytes, systemError } from "./read_input.ts";
import { findRuns } from "./read_runs.ts";
import { isRemote } from "./remote_place.ts";
import { findRemoteRuns } from "./remote_runs.ts";
import { isZip, unzipFiles } from "./unzip.ts";

/** The record of a run: what it is called, and its folder or the files of its archive. */
export interface RunRecord {
  readonly place: string;
  readonly subject: string | FolderFiles | Source;
  /** Of a source, the run's own folder in it; empty for the top. */
  readonly folder?: string;
}

/** What can be left of a run's folder where somebody took its log away. */
const REMAINS = ["run.log", "manifest.json", "seal"];

/** Finds the records that a path names: a run's folder, all runs below a folder, here or beyond this
 * disk, or the run of a zip archive, which is unpacked into memory.
 *
 * @throws {CommandError} where there is none
 */
export async function readRecords(path: string): Promise<RunRecord[]> {
  const { isFolder } = await lookAt(path);
  if (isRemote(path) && isFolder) {
    const runs = await findRemoteRuns("verify", path);
    return runs.map(({ place, source, folder }) => ({ place, subject: source, folder }));
  }
  if (!isFolder && basename(path) !== "run.log") return [await readArchive(path)];
  const folder = isFolder ? path : dirname(path);
  const names = await readdir(folder).catch((error) => {
    throw systemError("read", folder, error);
  });
  const places = names.some((name) => REMAINS.includes(name)) ? [folder] : await findRuns(folder);
  if (places.length > 0) return places.map((place) => ({ place, subject: place }));
  throw new CommandError(`Cannot verify ${folder}: the folder holds no run (no run.log)`);
}

async function readArchive(path: string): Promise<RunRecord> {
  const place = nameOfPath(path);
  const bytes = await readBytes(path);
  if (!isZip(bytes)) {
    throw new CommandError(`Cannot verify ${place}: it is neither a run's folder nor a zip`);
  }
  const subject = unzipFiles(place, bytes, (inside) => !inside.endsWith("/"));
  return { place, subject };
}
