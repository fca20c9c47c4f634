import type { Source } from "../../mod.ts";
import { CommandError } from "./exit_code.ts";
import { nameOfPlace } from "./place_name.ts";
import { openRemote } from "./remote_place.ts";

/** A run beyond this disk. */
export interface RemoteRun {
  /** What messages and reports call it. */
  readonly place: string;
  readonly source: Source;
  /** Its own folder in the source; empty for the top. */
  readonly folder: string;
}

/** What tells that there is a run, also where somebody took its log away. */
const REMAINS = ["run.log", "manifest.json"];

/** Runs lie in `<experiment>/<run id>/` of the folder that they were saved to, and folders of those
 * may lie side by side. */
const DEEPEST = 3;

/** Finds the run that an address names or, where the place can list, all runs below it, in order of
 * their paths.
 *
 * @param action what is to be done with them, for messages
 * @throws {CommandError} where there is none
 */
export async function findRemoteRuns(action: string, address: string): Promise<RemoteRun[]> {
  const { source } = await openRemote(address);
  const place = nameOfPlace(address);
  for (const path of REMAINS) {
    const stream = await source.get(path);
    if (stream === undefined) continue;
    await stream.cancel();
    return [{ place, source, folder: "" }];
  }
  if (source.list === undefined) {
    throw new CommandError(
      `Cannot ${action} ${place}: there is no run (no run.log); give the address of a run's own ` +
        "folder",
    );
  }
  const folders = await foldersIn(source);
  if (folders.length === 0) {
    throw new CommandError(`Cannot ${action} ${place}: the folder holds no run (no run.log)`);
  }
  return folders.map((folder) => ({ place: `${place}/${folder}`, source, folder }));
}

async function foldersIn(source: Source): Promise<string[]> {
  const logs: string[] = [];
  for await (const { path } of source.list!("")) {
    if (path.endsWith("/run.log")) logs.push(path);
  }
  return runFolders(logs);
}

/** The folders of runs among these files, in order of their paths; copies of artifacts that are
 * called as a log lie below one. */
export function runFolders(paths: Iterable<string>): string[] {
  const folders = Array.from(paths)
    .filter((path) => /(?:^|\/)run\.log$/.test(path))
    .map((path) => path.replace(/\/?run\.log$/, ""))
    .filter((folder) => folder.split("/").length <= DEEPEST);
  const isBelow = (folder: string) =>
    folders.some((other) => folder !== other && (other === "" || folder.startsWith(`${other}/`)));
  return folders.filter((folder) => !isBelow(folder)).sort();
}
