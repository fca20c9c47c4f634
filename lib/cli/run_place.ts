import { basename, dirname } from "node:path";
import { CommandError } from "./exit_code.ts";
import { lookAt, nameOfPath } from "./read_input.ts";

/** The folder of a run that a path names: itself, or the one around a `run.log`.
 *
 * @param action what is to be done there, for messages
 * @throws {CommandError} where there is no folder
 */
export async function runPlace(action: string, path: string): Promise<string> {
  const { isFolder } = await lookAt(path);
  if (isFolder) return path;
  if (basename(path) === "run.log") return dirname(path);
  throw new CommandError(`Cannot ${action} ${nameOfPath(path)}: it is no folder`);
}
