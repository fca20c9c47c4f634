import { Command, CommanderError } from "commander";
import { VERSION } from "../../mod.ts";
import { addCheck } from "./check.ts";
import { addConvert } from "./convert.ts";
import { addDiff } from "./diff.ts";
import { addDraw } from "./draw.ts";
import { addImport } from "./import.ts";
import { addKey } from "./key.ts";
import { addLog } from "./log.ts";
import { addProve } from "./prove.ts";
import { addPull } from "./pull.ts";
import { addPush } from "./push.ts";
import { addRecover } from "./recover.ts";
import { addSeal } from "./seal.ts";
import { addVerifyProof } from "./verify_proof.ts";
import { addVerify } from "./verify.ts";
import { addShow } from "./show.ts";
import { EXIT, setExitCode, tellFailure } from "./exit_code.ts";
import { endWithReader } from "./write_output.ts";

const HELP = `
Exit codes: 0 all is well; 1 there are findings: errors, a difference, a folder
that is not whole; 2 something could not be read or written, or the command was
wrong.
Colours are used on a terminal unless NO_COLOR is set.

Examples:
  $ stemma show runs/digits/0199…                what a saved run did
  $ stemma draw runs/digits/0199… -o graph.svg   its family tree
  $ stemma convert prov.json prov.provn          PROV from one format to another
  $ stemma check *.provn                         against PROV-CONSTRAINTS
  $ stemma import yprov4ml prov/mnist_0          runs of yProv4ML, of every era
  $ stemma push runs/digits/0199… s3://bucket    to buckets, dashboards, folders
  $ stemma seal runs/digits/0199… --key key.pem  sign a run
  $ stemma verify runs/digits/0199… --key key.pub.pem`;

const COMMANDS = [
  addShow,
  addLog,
  addDraw,
  addConvert,
  addCheck,
  addDiff,
  addImport,
  addRecover,
  addPush,
  addPull,
  addKey,
  addSeal,
  addVerify,
  addProve,
  addVerifyProof,
];

/** Runs the command that the arguments name; whatever goes wrong becomes one line on stderr and the
 * exit code 2. */
export async function runCommandLine(args: readonly string[]): Promise<void> {
  endWithReader();
  const program = new Command("stemma")
    .description(
      "Reads, checks, converts, compares, draws, sends, seals and verifies W3C PROV and ML runs.",
    )
    .version(VERSION, "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand("help [command]", "print the help of a command")
    .addHelpText("after", HELP)
    .configureHelp({ sortOptions: false })
    .configureOutput({
      outputError: (text, write) =>
        write(`${text.trim().replace(/^error: /, "stemma: ").replaceAll("\n", " ")}\n`),
    })
    .exitOverride();
  for (const add of COMMANDS) add(program);
  try {
    await program.parseAsync([...args], { from: "user" });
  } catch (error) {
    // Commander has already told what was wrong with the arguments, or printed the help.
    if (!(error instanceof CommanderError)) tellFailure(error);
    else if (error.exitCode !== 0) setExitCode(EXIT.FAILED);
  }
}
