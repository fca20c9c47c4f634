import { basename, dirname } from "node:path";
import { CommandError } from "./exit_code.ts";
import { isRemote } from "./remote_place.ts";
import { lookAt, nameOfPath } from "./read_input.ts";

/** The folder of a run that a path names: itself, or the one around a `run.log`.
 *
 * @param action what is to be done there, for messages
 * @throws {CommandError} where there is no folder
 */
export async function runPlace(action: string, path: string): Promise<string> {
  if (isRemote(path)) {
    const place = nameOfPath(path);
    throw new CommandError(
      `Cannot ${action} ${place}: it is not on this disk; stemma pull it first`,
    );
  }
  const { isFolder } = await lookAt(path);
  if (isFolder) return path;
  if (basename(path) === "run.log") return dirname(path);
  throw new CommandError(`Cannot ${action} ${nameOfPath(path)}: it is no folder`);
}
