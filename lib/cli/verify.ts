import type { Command } from "commander";
import { isStemmaError } from "../../mod.ts";
import { type Verification, verifyRun } from "../seal.ts";
import { CommandError, EXIT, setExitCode, tellFailure } from "./exit_code.ts";
import { readRecords, type RunRecord } from "./read_record.ts";
import { readText } from "./read_text.ts";
import { withoutSecrets } from "./secrets.ts";
import { paintFor, screenWidth, startProgress } from "./terminal.ts";
import { verificationText } from "./verification_text.ts";
import { writeOutput } from "./write_output.ts";

interface VerifyCommandOptions {
  readonly key?: readonly string[];
  readonly json?: true;
}

/** What came out for one run. */
type Verdict = { readonly run: string } & (Verification | { readonly error: string });

const HELP = `
Reads every file of the run once and holds it against manifest, log and seal.
With --key the run must be sealed with that key, or one of several; without one
a seal is held against the folder, and whose it is stays unknown. Errors mean
that the record does not stand; notes are what to know besides. Nothing is
written, and no network is used unless the run lies beyond this disk.

Exit code: 0 every run stands, 1 one does not, 2 one could not be checked.

Examples:
  $ stemma verify runs/digits/0199… --key key.pub.pem
  $ stemma verify run.zip
  $ stemma verify s3://bucket/runs/digits/0199… --key key.pub.pem
  $ stemma verify runs --key ada.pub.pem --key bob.pub.pem --json | jq '.[].ok'`;

/** Adds the command that verifies runs. */
export function addVerify(program: Command): void {
  program.command("verify")
    .summary("tell whether a saved run is what was recorded and sealed")
    .description("Verifies saved runs: manifest, log, every file, and the seal.")
    .argument("<runs...>", "a run's folder, a folder of runs, or the zip of one; - for stdin")
    .option("--key <file>", "a public key that is trusted; again for several", collect)
    .option("--json", "print data: one entry a run, with findings and coverage")
    .addHelpText("after", HELP)
    .action(verify);
}

function collect(path: string, before: readonly string[] = []): string[] {
  return [...before, path];
}

async function verify(paths: readonly string[], options: VerifyCommandOptions): Promise<void> {
  const { key, json } = options;
  const keys = key && await Promise.all(key.map(readText));
  const verdicts: Verdict[] = [];
  const progress = startProgress();
  for (const path of paths) {
    for (const record of await recordsOf(path)) {
      progress.tell(`verifying ${record.place}`);
      const verdict = await judge(record, keys);
      verdicts.push(verdict);
      progress.clear();
      if ("error" in verdict) tellFailure(verdict.error);
      else {
        if (!verdict.ok) setExitCode(EXIT.FINDINGS);
        if (!json) await writeVerdict(record.place, verdict, keys !== undefined, verdicts.length);
      }
    }
  }
  progress.end();
  if (json) await writeOutput("-", `${JSON.stringify(verdicts, null, 2)}\n`);
}

/** The records that a path names; where it names none, the others are verified all the same. */
async function recordsOf(path: string): Promise<readonly RunRecord[]> {
  try {
    return await readRecords(path);
  } catch (error) {
    tellFailure(error);
    return [];
  }
}

async function judge(
  { place, subject, folder = "" }: RunRecord,
  keys: readonly string[] | undefined,
): Promise<Verdict> {
  try {
    return { run: place, ...await verifyRun(subject, { keys, folder }) };
  } catch (error) {
    // A key that cannot be used is no fault of this run, and no other could be verified.
    if (isStemmaError(error) && error.code.startsWith("SEAL_")) {
      throw new CommandError(error.message, { cause: error });
    }
    return { run: place, error: withoutSecrets(`${place}: ${(error as Error).message}`) };
  }
}

async function writeVerdict(
  place: string,
  verification: Verification,
  hasKeys: boolean,
  count: number,
): Promise<void> {
  const text = verificationText(place, verification, {
    hasKeys,
    width: screenWidth(),
    paint: paintFor(),
  });
  await writeOutput("-", count === 1 ? text : `\n\n${text}`);
}
