import type { Command } from "commander";
import { isStemmaError } from "../../mod.ts";
import { CommandError, EXIT, setExitCode } from "./exit_code.ts";
import { type MadeWhole, makeWhole } from "./make_whole.ts";
import { outcomeText, recoverData, remainsText } from "./recover_text.ts";
import { lookAtRemains } from "./remains.ts";
import { runPlace } from "./run_place.ts";
import { paintFor, screenWidth, startProgress } from "./terminal.ts";
import { writeOutput } from "./write_output.ts";

interface RecoverOptions {
  readonly write?: true;
  readonly json?: true;
}

const HELP = `
Tells what a crash left of a run: how far its log goes, what of it cannot be
read, and whether there is a manifest. Nothing is written unless --write is
given. Then the torn end of the log is cut off (a log that is damaged before its
end is set aside as run.log.damaged-1), the exports and the manifest are made
from the log again, and the folder is whole. A run that goes on needs none of
that: openJournal cuts the end itself.

A log that does not have the root which it, or the manifest, states was changed
or cut later, not torn by a crash: nothing is written. A seal that was made
before fits no longer after --write; seal again.

Exit code: 0 the folder is whole, 1 it is not, 2 it cannot be read or written.

Examples:
  $ stemma recover runs/digits/0199…
  $ stemma recover runs/digits/0199… --write`;

/** Adds the command that recovers a run. */
export function addRecover(program: Command): void {
  program.command("recover")
    .summary("tell what a crash left of a run, and make its folder whole")
    .description("Tells what a crash left of a run; with --write its folder is whole again.")
    .argument("<run>", "the run's folder")
    .option("--write", "cut what is torn, and write exports and manifest again")
    .option("--json", "print data: what is there, what was cut, what was written")
    .addHelpText("after", HELP)
    .action(recover);
}

async function recover(path: string, { write, json }: RecoverOptions): Promise<void> {
  const place = await runPlace("recover", path);
  const remains = await stating(place, lookAtRemains(place));
  const { isWhole, changed } = remains;
  if (!json) await writeOutput("-", remainsText(remains, screenWidth(), paintFor()));
  let made: MadeWhole | undefined;
  if (write && !isWhole && changed.length === 0) {
    const progress = startProgress();
    const tell = (file: string) => progress.tell(`writing ${file}`);
    made = await stating(place, makeWhole(place, remains.run, tell)).finally(() => progress.end());
  }
  if (!isWhole && made === undefined) setExitCode(EXIT.FINDINGS);
  await writeOutput(
    "-",
    json
      ? `${JSON.stringify(recoverData(remains, made), null, 2)}\n`
      : outcomeText(remains, made, screenWidth(), paintFor()),
  );
}

/** Says with an error of the library which folder it is about. */
async function stating<Result>(place: string, work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    if (!isStemmaError(error)) throw error;
    throw new CommandError(`${place}: ${error.message}`, { cause: error });
  }
}
