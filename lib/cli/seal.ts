import type { Command } from "commander";
import { isStemmaError } from "../../mod.ts";
import { type SealReport, sealRun, type VerifyFinding } from "../seal.ts";
import { CommandError, EXIT, setExitCode } from "./exit_code.ts";
import { findingLines } from "./finding_lines.ts";
import { countOf, sizeText } from "../base/human.ts";
import { layFacts } from "./lay_facts.ts";
import { printable } from "../base/printable.ts";
import { readText } from "./read_text.ts";
import { runPlace } from "./run_place.ts";
import { type Paint, paintFor, screenWidth, startProgress } from "./terminal.ts";
import { writeOutput } from "./write_output.ts";

interface SealCommandOptions {
  readonly key: string;
  readonly name?: string;
  readonly json?: true;
}

const HELP = `
Holds manifest, log and files against each other first: a record that does not
stand is not signed. Writes seal/ into the run's folder: a checkpoint of the
log, an attestation of every file, and a model signature. A run that went on can
be sealed again. Whoever has the key can make another history and sign it: give
the digest, or seal/attestation.sigstore.json, to someone else as well.

Exit code: 0 sealed, 1 the record does not stand, 2 it could not be sealed.

Examples:
  $ stemma seal runs/digits/0199… --key key.pem
  $ stemma seal runs/digits/0199… --key key.pem --name example.org/ada`;

/** Adds the command that seals a run. */
export function addSeal(program: Command): void {
  program.command("seal")
    .summary("sign a saved run, so that every later change shows")
    .description("Seals the folder of a saved run: every later change shows.")
    .argument("<run>", "the run's folder")
    .requiredOption("--key <file>", "the private key, PEM of P-256 or Ed25519; - for stdin")
    .option("--name <name>", "name of the checkpoint's key (default: the name of the log)")
    .option("--json", "print data: what was sealed, and what lies in the seal")
    .addHelpText("after", HELP)
    .action(seal);
}

async function seal(path: string, { key, name, json }: SealCommandOptions): Promise<void> {
  const place = await runPlace("seal", path);
  const pem = await readText(key);
  const progress = startProgress();
  progress.tell(`sealing ${place}`);
  const sealed = await sealOrFind(place, pem, name).finally(() => progress.end());
  const [width, paint] = [screenWidth(), paintFor()];
  if ("findings" in sealed) setExitCode(EXIT.FINDINGS);
  const text = json
    ? `${JSON.stringify(sealed, null, 2)}\n`
    : "findings" in sealed
    ? refusalText(sealed.findings, width, paint)
    : reportText(place, sealed, width, paint);
  await writeOutput("-", text);
}

/** Seals a run, or gives what speaks against its record. */
async function sealOrFind(
  place: string,
  key: string,
  name: string | undefined,
): Promise<SealReport | { readonly findings: readonly VerifyFinding[] }> {
  try {
    return await sealRun(place, { key, name });
  } catch (error) {
    if (!isStemmaError(error)) throw error;
    if (error.code === "SEAL_RECORD") return { findings: findingsOf(error.details) };
    throw new CommandError(`${place}: ${error.message}`, { cause: error });
  }
}

function findingsOf(details: Readonly<Record<string, unknown>>): VerifyFinding[] {
  const findings = details.findings as readonly Omit<VerifyFinding, "severity">[];
  return findings.map((finding) => ({ severity: "error", ...finding }));
}

function refusalText(findings: readonly VerifyFinding[], width: number, paint: Paint): string {
  const isUnfinished = findings.some(({ code }) => code === "manifest-missing");
  const hint = isUnfinished ? "; see stemma recover" : "";
  const verdict = `${paint.red("Not sealed")}: the record does not stand${hint}`;
  return [...findingLines(findings, width, paint), "", verdict, ""].join("\n");
}

function reportText(place: string, report: SealReport, width: number, paint: Paint): string {
  const { origin, events, root, written, skipped } = report;
  return [
    paint.bold(printable(place)),
    ...layFacts(
      [
        ["log", origin],
        ["sealed", countOf(events, "event")],
        ["digest", root],
        ...written.map((
          { path, size },
        ): [string, string] => ["written", `${path}, ${sizeText(size)}`]),
        ...skipped.map(({ path, reason }): [string, string] => ["left out", `${path}: ${reason}`]),
      ],
      width,
      paint,
    ),
    "",
  ].join("\n");
}
