import type { Command } from "commander";
import { events } from "../../mod.ts";
import { proveEvent } from "../seal.ts";
import { eventToJson } from "./event_json.ts";
import { readCount } from "./read_count.ts";
import { readOneRun } from "./read_one_run.ts";
import { writeOutput } from "./write_output.ts";

const HELP = `
Prints the event and a proof of at most 32 hashes (RFC 9162) as JSON. Whoever
knows the run's digest, or has its checkpoint, can tell with verify-proof that
the event is in the run, and learns nothing else of it. The numbers of events
are those that log prints.

Example:
  $ stemma prove runs/digits/0199… --event 1203 > proof.json`;

/** Adds the command that proves that an event is in a run. */
export function addProve(program: Command): void {
  program.command("prove")
    .summary("prove that an event is in a run, without showing the run")
    .description("Proves that an event is in a run, without showing the rest of it.")
    .argument("<run>", "a run's folder, or the zip of one; - for a zip on stdin")
    .requiredOption("--event <number>", "the number of the event", readCount)
    .addHelpText("after", HELP)
    .action(prove);
}

async function prove(path: string, { event: index }: { readonly event: number }): Promise<void> {
  const run = await readOneRun(path);
  const proof = proveEvent(run, index);
  const [event] = events(run, { since: index });
  await writeOutput("-", `${JSON.stringify({ event: eventToJson(event), proof }, null, 2)}\n`);
}
