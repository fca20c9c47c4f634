import { type Command, InvalidArgumentError } from "commander";
import { type EventProof, verifyEventProof } from "../seal.ts";
import { eventFromJson, eventToJson } from "./event_json.ts";
import { CommandError, EXIT, setExitCode } from "./exit_code.ts";
import { printable } from "../base/printable.ts";
import { nameOfPath } from "./read_input.ts";
import { readText } from "./read_text.ts";
import { writeOutput } from "./write_output.ts";

const HELP = `
Prints what is proved: the event, its number and the run's digest. Have that
digest from where you trust it, such as show or a checkpoint, and give it with
--digest: any log of anyone has a digest.

Exit code: 0 the proof holds, 1 it does not, 2 it could not be read.

Example:
  $ stemma verify-proof proof.json --digest 0a5c…`;

/** Adds the command that verifies what prove gave. */
export function addVerifyProof(program: Command): void {
  program.command("verify-proof")
    .summary("tell whether a proof of prove holds")
    .description("Tells whether a proof that prove gave holds.")
    .argument("<proof>", "the JSON that prove printed; - for stdin")
    .option("--digest <hex>", "the digest of the run that the event must be in", readDigest)
    .addHelpText("after", HELP)
    .action(verifyProof);
}

async function verifyProof(path: string, { digest }: { readonly digest?: string }): Promise<void> {
  const read = readProof(path, await readText(path));
  const event = eventFromJson(read.event);
  const { proof } = read;
  const isSound = verifyEventProof(proof, { event, root: digest });
  if (!isSound) {
    setExitCode(EXIT.FINDINGS);
    return await writeOutput("-", "This proof does not hold\n");
  }
  const { index, length, root } = proof;
  // What a proof that holds says of itself are two numbers and 64 digits of hex.
  const known = digest === undefined ? "a run of the digest" : "the run of the digest";
  await writeOutput(
    "-",
    `This proof holds: the event is number ${index} of ${length} in ${known}\n${root}\n${
      printable(JSON.stringify(eventToJson(event)))
    }\n`,
  );
}

function readProof(path: string, text: string): { event: unknown; proof: EventProof } {
  const name = nameOfPath(path);
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    throw new CommandError(`Cannot read ${name}: it is no JSON`, { cause: error });
  }
  const { event, proof } = (data ?? {}) as { event?: unknown; proof?: EventProof };
  const isProof = typeof event === "object" && typeof proof === "object";
  if (isProof && event !== null && proof !== null) return { event, proof };
  throw new CommandError(`Cannot read ${name}: it lacks an event and its proof`);
}

function readDigest(text: string): string {
  if (/^[0-9a-f]{64}$/.test(text)) return text;
  throw new InvalidArgumentError("It must be 64 digits of hex.");
}
