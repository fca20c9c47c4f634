import type { Run } from "../../mod.ts";
import { CommandError } from "./exit_code.ts";
import { nameOfPath } from "./read_input.ts";
import type { Mode } from "./read_runs.ts";
import { readSubject } from "./read_subject.ts";
import { repairsOf, reportRepairs } from "./report_repairs.ts";

/** Reads the one run that a path names: its folder, or a zip; what had to be left out is told on
 * stderr.
 *
 * @throws {CommandError} where it names none, or several
 */
export async function readOneRun(path: string, mode?: Mode): Promise<Run> {
  const name = nameOfPath(path);
  const subject = await readSubject(path, { mode });
  if (subject.kind === "document") {
    throw new CommandError(`Cannot read ${name}: it is a PROV document and no run`);
  }
  const [first, second] = subject.runs;
  if (second !== undefined) {
    throw new CommandError(
      `Cannot read ${name}: one run was expected, it holds ${subject.runs.length}, such as ` +
        first.place,
    );
  }
  reportRepairs(path, repairsOf(subject));
  return first.run;
}
