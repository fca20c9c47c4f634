import type { Command } from "commander";
import { diffProv, formatProvDiff, formatProvStatement, type ProvScopeDiff } from "../prov.ts";
import { CommandError, EXIT, setExitCode } from "./exit_code.ts";
import { type DocumentFormat, fromOption } from "./formats.ts";
import { modeOption } from "./mode_option.ts";
import type { Mode } from "./read_runs.ts";
import { readSubject } from "./read_subject.ts";
import { documentOf } from "./report_repairs.ts";
import { paintFor } from "./terminal.ts";
import { writeOutput } from "./write_output.ts";

interface DiffOptions {
  readonly from?: DocumentFormat;
  readonly mode?: Mode;
  readonly json?: true;
}

const HELP = `
Statements are compared by what they say: order, prefixes and formats play no
part. A line begins with - for what only A has, + for what only B has, ~ for
what changed.

Exit code: 0 the same, 1 different, 2 a file could not be read.

Examples:
  $ stemma diff prov.json prov.provn
  $ stemma diff --json runs/digits/0199… runs/digits/019a…`;

/** Adds the command that compares two documents. */
export function addDiff(program: Command): void {
  program.command("diff")
    .summary("tell what two documents differ in")
    .description("Tells what two PROV documents, or the provenance of two saved runs, differ in.")
    .argument("<a>", "a document or saved run; - for stdin")
    .argument("<b>", "another one, of any format; - for stdin")
    .addOption(fromOption())
    .addOption(modeOption())
    .option("--json", "print data: one entry for each bundle, and one for the top level")
    .addHelpText("after", HELP)
    .action(diff);
}

async function diff(a: string, b: string, { from, mode, json }: DiffOptions): Promise<void> {
  if (a === "-" && b === "-") throw new CommandError("Cannot compare stdin with itself");
  const before = documentOf(a, await readSubject(a, { from, mode }));
  const after = documentOf(b, await readSubject(b, { from, mode }));
  const found = diffProv(before, after);
  if (found.length > 0) setExitCode(EXIT.FINDINGS);
  await writeOutput(
    "-",
    json ? `${JSON.stringify(found.map(dataOf), null, 2)}\n` : paintDiff(found),
  );
}

/** The data of a scope, with the text of each statement beside it. */
function dataOf({ bundle, removed, added, changed }: ProvScopeDiff): unknown {
  const withText = (record: ProvScopeDiff["added"][number]) => ({
    text: formatProvStatement(record),
    ...record,
  });
  return {
    ...(bundle !== undefined && { bundle }),
    removed: removed.map(withText),
    added: added.map(withText),
    changed: changed.map((change) => ({ text: formatProvStatement(change.before), ...change })),
  };
}

function paintDiff(found: readonly ProvScopeDiff[]): string {
  const paint = paintFor();
  const colours = { "-": paint.red, "+": paint.green, "~": paint.yellow };
  return formatProvDiff(found).replace(
    /^( *)([-+~]) .*$/gm,
    (line, _, sign: keyof typeof colours) => colours[sign](line),
  );
}
