import { nameOf } from "../base/options.ts";
import { isInside, safeSegment } from "../base/path.ts";

/** The start of the paths of a run's files: `<experiment>/<runId>/`, made safe for a file system, or
 * the folder that was asked for; empty for the top of the sink.
 *
 * @throws {TypeError} where the folder is no string
 * @throws {RangeError} where it is not relative or leads upward
 */
export function runFolder(run: { experiment: string; runId: string }, folder?: unknown): string {
  if (folder === undefined) return `${safeSegment(run.experiment)}/${safeSegment(run.runId)}/`;
  if (typeof folder !== "string") {
    throw new TypeError(`Cannot save a run: folder must be a string, got ${nameOf(folder)}`);
  }
  if (folder === "") return "";
  if (isInside(folder)) return `${folder}/`;
  throw new RangeError(
    `Cannot save a run: folder must be relative, without "..", "\\" and a "/" at its end, got ${
      nameOf(folder)
    }`,
  );
}
