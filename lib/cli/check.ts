import { type Command, InvalidArgumentError } from "commander";
import process from "node:process";
import { checkFile, type Fault } from "./check_file.ts";
import { EXIT, setExitCode, tellFailure } from "./exit_code.ts";
import { type DocumentFormat, fromOption } from "./formats.ts";
import { countOf } from "../base/human.ts";
import { printable } from "../base/printable.ts";
import { nameOfPath } from "./read_input.ts";
import { type Paint, paintFor, startProgress } from "./terminal.ts";
import { writeOutput } from "./write_output.ts";

interface CheckOptions {
  readonly from?: DocumentFormat;
  readonly json?: true;
  readonly strict?: true;
  readonly tolerance?: number;
}

/** What came out for one file. */
interface Verdict {
  readonly file: string;
  readonly valid: boolean;
  readonly findings: readonly Fault[];
  /** Why it could not be read; absent where it could. */
  readonly error?: string;
}

const HELP = `
Errors are violations of PROV-CONSTRAINTS, with the number of the constraint as
code, and make a document invalid. Warnings are what is odd: references that
lead nowhere, clocks against the order of events, and whatever had to be
repaired to read the document. Of a saved run the log is held against its
digest, and its provenance is checked.

Exit code: 0 no error, 1 errors (with --strict also warnings), 2 a file could
not be read.

Examples:
  $ stemma check prov.json
  $ stemma check --strict docs/*.provn
  $ stemma check --json prov.json | jq '.[].findings[].code'`;

/** Adds the command that checks documents. */
export function addCheck(program: Command): void {
  program.command("check")
    .summary("check documents against PROV-CONSTRAINTS, and for what is odd")
    .description("Checks PROV documents, or the provenance of saved runs.")
    .argument("<files...>", "documents or saved runs; - for stdin")
    .addOption(fromOption())
    .option("--strict", "exit with 1 for warnings too")
    .option("--json", "print data: one entry a file, with its findings")
    .option("--tolerance <ms>", "by how much clocks may disagree (default: 1000)", readTolerance)
    .addHelpText("after", HELP)
    .action(check);
}

async function check(files: readonly string[], options: CheckOptions): Promise<void> {
  const verdicts: Verdict[] = [];
  const progress = startProgress();
  for (const [i, path] of files.entries()) {
    progress.tell(`checking ${i + 1}/${files.length} ${path}`);
    const verdict = await judge(path, options);
    verdicts.push(verdict);
    const { valid, findings, error } = verdict;
    if (!valid || (options.strict && findings.length > 0)) setExitCode(EXIT.FINDINGS);
    if (findings.length === 0 && error === undefined) continue;
    progress.clear();
    if (error !== undefined) tellFailure(error);
    else if (!options.json) await writeOutput("-", verdictText(verdict, paintFor()));
  }
  progress.end();
  if (options.json) return await writeOutput("-", `${JSON.stringify(verdicts, null, 2)}\n`);
  const read = verdicts.filter(({ error }) => error === undefined);
  if (read.length === 0) return;
  process.stderr.write(`${summaryText(read, verdicts.length - read.length)}\n`);
}

async function judge(path: string, options: CheckOptions): Promise<Verdict> {
  const file = nameOfPath(path);
  try {
    const findings = await checkFile(path, options);
    return { file, valid: findings.every(({ severity }) => severity !== "error"), findings };
  } catch (error) {
    // The other files are checked all the same.
    return { file, valid: false, findings: [], error: (error as Error).message };
  }
}

function verdictText({ file, findings }: Verdict, paint: Paint): string {
  if (findings.length === 0) return "";
  const lines = [paint.bold(printable(file))];
  for (const { code, severity, message, place, bundle, records = [] } of findings) {
    const colour = severity === "error" ? paint.red : paint.yellow;
    const where = place === undefined || place === "" ? "" : paint.dim(`${printable(place)} `);
    lines.push(`  ${where}${colour(severity)} ${paint.bold(code)} ${printable(message)}`);
    if (bundle !== undefined) lines.push(paint.dim(`      in bundle ${printable(bundle)}`));
    for (const record of records.filter((each) => !message.includes(each))) {
      lines.push(paint.dim(`      ${printable(record)}`));
    }
  }
  return `${lines.join("\n")}\n\n`;
}

function summaryText(verdicts: readonly Verdict[], unread: number): string {
  const all = verdicts.flatMap(({ findings }) => findings);
  const errors = all.filter(({ severity }) => severity === "error").length;
  const invalid = verdicts.filter(({ valid }) => !valid).length;
  const parts = [
    `${countOf(verdicts.length, "file")} checked`,
    invalid === 0 ? "all valid" : `${invalid} invalid`,
    countOf(errors, "error"),
    countOf(all.length - errors, "warning"),
    ...(unread > 0 ? [`${unread} could not be read`] : []),
  ];
  return parts.join(", ");
}

function readTolerance(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It must be a number of milliseconds.");
}
