import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import type { Command } from "commander";
import { type CopyReport, copyRun } from "../../mod.ts";
import { messageOf } from "../base/options.ts";
import { isInside } from "../base/path.ts";
import { countOf, sizeText } from "../base/human.ts";
import { fsSink, recoverRun } from "../fs.ts";
import { CommandError, EXIT, setExitCode } from "./exit_code.ts";
import { layFacts } from "./lay_facts.ts";
import { findPlacedRuns, type PlacedRun } from "./placed_runs.ts";
import { printable } from "../base/printable.ts";
import { withoutSecrets } from "./secrets.ts";
import { paintFor, screenWidth, startProgress } from "./terminal.ts";
import { writeOutput } from "./write_output.ts";

interface PullOptions {
  readonly json?: true;
}

const HELP = `
Fetches every file that the run's manifest names, and its seal. Each is held
against its digest while it is written under another name beside its place: what
has its own name is whole. What is there already is not fetched again, so the
same command goes on after a failure. The manifest comes last.

Credentials are read from the environment: AWS_ACCESS_KEY_ID,
AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_REGION, AWS_ENDPOINT_URL; for
gs:// GOOGLE_OAUTH_ACCESS_TOKEN; for https:// STEMMA_HTTP_AUTHORIZATION, the
whole header, such as "Bearer …".

Exit code: 0 the run is here, 1 a file could not be fetched, 2 it could not be
begun.

Examples:
  $ stemma pull s3://bucket/runs/digits/0199…
  $ stemma pull https://example.org/runs/digits/0199… runs/0199…`;

/** Adds the command that fetches a run. */
export function addPull(program: Command): void {
  program.command("pull")
    .summary("fetch a saved run from a bucket or a server")
    .description("Fetches the folder of a saved run from a bucket or a server.")
    .argument("<run>", "the run's folder: s3://…, gs://… or https://…")
    .argument("[folder]", "where it is put (default: the last part of the address)")
    .option("--json", "print data: what was written, left as it was, or failed")
    .addHelpText("after", HELP)
    .action(pull);
}

async function pull(address: string, to: string | undefined, { json }: PullOptions): Promise<void> {
  const [run, second] = await findPlacedRuns("pull", address);
  if (second !== undefined) {
    throw new CommandError(
      `Cannot pull ${address}: one run was expected, it holds several, such as ${run.place}`,
    );
  }
  const name = basename(run.place);
  if (to === undefined && !isInside(name)) {
    throw new CommandError(`Cannot pull ${run.place}: name the folder that it is to be put in`);
  }
  const folder = to ?? name;
  await checkFolder(run, folder);
  const report = await fetchRun(run, folder);
  if (report.failed.length > 0) setExitCode(EXIT.FINDINGS);
  await writeOutput(
    "-",
    json ? `${JSON.stringify(dataOf(folder, report), null, 2)}\n` : textOf(folder, report),
  );
}

async function fetchRun(run: PlacedRun, folder: string): Promise<CopyReport> {
  const progress = startProgress();
  try {
    return await copyRun(run.source, fsSink(folder), {
      from: run.folder,
      to: "",
      onProgress: ({ path, files, bytes }) =>
        progress.tell(`${files} files, ${sizeText(bytes)}: ${path}`),
    });
  } catch (error) {
    throw new CommandError(`${run.place}: ${messageOf(error)}`, { cause: error });
  } finally {
    progress.end();
  }
}

/** Refuses a folder that holds another run: its files would be mixed with those of this one. */
async function checkFolder({ source, folder: from }: PlacedRun, folder: string): Promise<void> {
  if (!existsSync(join(folder, "run.log"))) return;
  const { run } = await recoverRun(folder).catch((error) => {
    throw new CommandError(`Cannot pull to ${folder}: ${messageOf(error)}`, { cause: error });
  });
  const manifest = await source.get(`${from === "" ? "" : `${from}/`}manifest.json`);
  const wanted = await new Response(manifest as BodyInit | undefined).json().catch(() => undefined);
  if (wanted === undefined || wanted.runId === run.runId) return;
  throw new CommandError(`Cannot pull to ${folder}: it holds another run, ${run.runId}`);
}

function dataOf(folder: string, { runId, written, skipped, failed }: CopyReport) {
  const errors = failed.map(({ path, error }) => ({ path, error: withoutSecrets(error.message) }));
  return { runId, folder, ok: failed.length === 0, written, skipped, failed: errors };
}

function textOf(folder: string, { runId, written, skipped, failed }: CopyReport): string {
  const [width, paint] = [screenWidth(), paintFor()];
  const bytes = written.reduce((sum, { size }) => sum + size, 0);
  const facts = layFacts(
    [
      ["run", runId],
      ["fetched", `${countOf(written.length, "file")}, ${sizeText(bytes)}`],
      ["there", skipped.length === 0 ? "" : `${countOf(skipped.length, "file")} already`],
      ...failed.map(({ path, error }): [string, string] => [
        "failed",
        withoutSecrets(`${path}: ${error.message}`),
      ]),
      ["next", failed.length === 0 ? `stemma verify ${folder}` : "the same command goes on"],
    ],
    width,
    paint,
  );
  return `${[paint.bold(printable(folder)), ...facts].join("\n")}\n`;
}
