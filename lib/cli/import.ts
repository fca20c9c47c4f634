import type { Command } from "commander";
import { addImportYprov4ml } from "./import_yprov4ml.ts";

const HELP = `
Example:
  $ stemma import yprov4ml prov/mnist_0 -o runs`;

/** Adds the command under which each tool's import has its own. */
export function addImport(program: Command): void {
  const command = program.command("import")
    .summary("make runs of what other tools recorded")
    .description("Makes saved runs of what other tools recorded.")
    .helpCommand(false)
    .addHelpText("after", HELP);
  addImportYprov4ml(command);
}
