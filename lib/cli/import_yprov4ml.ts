import type { Command } from "commander";
import process from "node:process";
import type { RunFormat } from "../../mod.ts";
import { runFromYprov4ml } from "../adapters/yprov4ml.ts";
import { CommandError } from "./exit_code.ts";
import { countOf, sizeText } from "../base/human.ts";
import { listFiles } from "./list_files.ts";
import { readList } from "./read_list.ts";
import { lookAt } from "./read_input.ts";
import { type Repair, reportRepairs } from "./report_repairs.ts";
import { saveRuns } from "./save_runs.ts";
import { startProgress } from "./terminal.ts";

interface ImportOptions {
  readonly output: string;
  readonly namespace?: string;
  readonly formats?: readonly RunFormat[];
  readonly svg?: true;
  readonly verbose?: true;
}

const HELP = `
Takes a run folder of any era of yProv4ML, or a folder with several. Each rank
becomes a run in <experiment>/<run id>/ below the output; its path is printed.
What was odd is told on stderr. The same folder always gives the same bytes.

Examples:
  $ stemma import yprov4ml prov/mnist_0
  $ stemma import yprov4ml prov -o runs.zip --svg --namespace www.example.org`;

/** Adds the import of yProv4ML. */
export function addImportYprov4ml(command: Command): void {
  command.command("yprov4ml")
    .summary("run folders of yProv4ML and prov4ml, of every era")
    .description("Makes saved runs of the run folders that yProv4ML, and prov4ml before it, wrote.")
    .argument("<dir>", "the folder of a run, or of several")
    .option("-o, --output <path>", "a folder, a .zip, or - for a zip on stdout", "runs")
    .option("--namespace <iri>", "namespace of the runs' ids")
    .option("--formats <formats>", "files beside the log, such as prov-n,csv", readList)
    .option("--svg", "draw a picture of each run too")
    .option("-v, --verbose", "tell every repair, not only the first ones of each kind")
    .addHelpText("after", HELP)
    .action(importYprov4ml);
}

async function importYprov4ml(folder: string, options: ImportOptions): Promise<void> {
  if (folder === "-" || !(await lookAt(folder)).isFolder) {
    throw new CommandError(`Cannot import "${folder}": it is no folder`);
  }
  const progress = startProgress();
  const leftOut: Repair[] = [];
  try {
    const files = await listFiles(folder, (path) => {
      leftOut.push({ place: path, kind: "left-out", message: "it is a link or no regular file" });
    });
    const watched = files.map(({ path, bytes }) => ({
      path,
      bytes() {
        progress.tell(`reading ${path}`);
        return bytes();
      },
    }));
    const { namespace, output, formats, svg } = options;
    const { runs, repairs } = await runFromYprov4ml(watched, { namespace });
    const { places, files: written, bytes } = await saveRuns(runs, output, {
      formats,
      svg,
      onFile: (path) => progress.tell(`writing ${path}`),
    });
    progress.end();
    reportRepairs(folder, [
      ...leftOut,
      ...repairs.map(({ file, path, kind, message }) => ({
        place: path === "" ? file : `${file}:${path}`,
        kind,
        message,
      })),
    ], { all: options.verbose });
    if (output !== "-") { for (const place of places) process.stdout.write(`${place}\n`); }
    const made = `${countOf(runs.length, "run")}, ${countOf(written, "file")}, ${sizeText(bytes)}`;
    process.stderr.write(`${made}, ${countOf(leftOut.length + repairs.length, "repair")}\n`);
  } finally {
    progress.end();
  }
}
