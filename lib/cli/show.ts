import type { Command } from "commander";
import { CommandError } from "./exit_code.ts";
import { timeText } from "../base/human.ts";
import { modeOption } from "./mode_option.ts";
import { printable } from "../base/printable.ts";
import { nameOfPath } from "./read_input.ts";
import type { Mode, SavedRun } from "./read_runs.ts";
import { readSubject } from "./read_subject.ts";
import { repairsOf, reportRepairs } from "./report_repairs.ts";
import { factsOf, runData } from "./run_facts.ts";
import { showRun } from "./show_run.ts";
import { layTable } from "./table.ts";
import { type Paint, paintFor, screenWidth } from "./terminal.ts";
import { writeOutput } from "./write_output.ts";

interface ShowOptions {
  readonly run?: string;
  readonly mode?: Mode;
  readonly json?: true;
}

const HELP = `
<run> is the folder of a run, its run.log, a zip, or a folder of runs, which are
listed; on this disk, in a bucket (s3://, gs://) or on a server (https://). The
log is held against its digest and the manifest: a run that was changed is
refused.

Examples:
  $ stemma show runs/digits/0199…
  $ stemma show runs
  $ stemma show s3://bucket/runs/digits/0199…
  $ stemma show runs.zip --run 0199a --json | jq .params`;

/** Adds the command that shows saved runs. */
export function addShow(program: Command): void {
  program.command("show")
    .summary("show what a saved run did")
    .description("Shows what a saved run did: parameters, metrics, models, files, digest.")
    .argument("<run>", "a run's folder, a folder of runs, or a zip; - for a zip on stdin")
    .option("--run <id>", "of several runs the one whose id or name begins so")
    .addOption(modeOption())
    .option("--json", "print data: an object for one run, a list for several")
    .addHelpText("after", HELP)
    .action(show);
}

async function show(path: string, options: ShowOptions): Promise<void> {
  const subject = await readSubject(path, { mode: options.mode });
  if (subject.kind === "document") {
    throw new CommandError(
      `Cannot show ${nameOfPath(path)}: it is a PROV document and no run; see draw, convert, check`,
    );
  }
  reportRepairs(path, repairsOf(subject));
  const runs = choose(subject.runs, options.run);
  if (options.json) {
    const data = runs.map(({ place, run }) => runData(place, run));
    await writeOutput("-", `${JSON.stringify(data.length === 1 ? data[0] : data, null, 2)}\n`);
    return;
  }
  const width = screenWidth();
  await writeOutput(
    "-",
    runs.length === 1 ? showRun(runs[0].run, width, paintFor()) : listRuns(runs, width, paintFor()),
  );
}

function choose(runs: readonly SavedRun[], wanted: string | undefined): readonly SavedRun[] {
  if (wanted === undefined) return runs;
  const exact = runs.filter(({ run }) => run.runId === wanted);
  if (exact.length > 0) return exact;
  const found = runs.filter(({ run }) =>
    run.runId.startsWith(wanted) || run.name.startsWith(wanted)
  );
  if (found.length > 0) return found;
  throw new CommandError(`Cannot show run "${wanted}": none of the runs is called so`);
}

function listRuns(runs: readonly SavedRun[], width: number, paint: Paint): string {
  const rows = runs.map(({ run }) => {
    const { runId, name, experiment, status, startTime } = factsOf(run);
    const started = timeText(startTime).slice(0, "2026-01-02 03:04".length);
    return [status, started, experiment, name === runId ? "" : name, runId].map(printable);
  });
  const columns = [
    { heading: "status", cut: "never" },
    { heading: "started", cut: "never" },
    { heading: "experiment" },
    { heading: "name" },
    { heading: "run", cut: "never" },
  ] as const;
  const [heading, ...body] = layTable(columns, rows, width);
  return [paint.dim(heading), ...body, ""].join("\n");
}
