import { type Command, Option } from "commander";
import { rm, writeFile } from "node:fs/promises";
import { generateSealKey, type SealAlgorithm } from "../seal.ts";
import { CommandError } from "./exit_code.ts";
import { systemError } from "./read_input.ts";
import { writeOutput } from "./write_output.ts";

interface KeyOptions {
  readonly output: string;
  readonly algorithm: SealAlgorithm;
}

const ALGORITHMS: readonly SealAlgorithm[] = ["P-256", "Ed25519"];

const HELP = `
Writes <name>.pem, the private key, which its owner alone can read, and
<name>.pub.pem, the public one. Neither is written over. The private key is not
encrypted: keep it where secrets are kept. P-256 signs every part of a seal;
OpenSSF Model Signing knows no Ed25519.

Examples:
  $ stemma key
  $ stemma key -o ~/.ssh/ada --algorithm Ed25519`;

/** Adds the command that makes a pair of keys. */
export function addKey(program: Command): void {
  program.command("key")
    .summary("make a pair of keys to seal runs with")
    .description("Makes a pair of keys to seal runs with, as PEM.")
    .option("-o, --output <name>", "the files, without .pem", "key")
    .addOption(
      new Option("--algorithm <name>", "how the key signs").choices(ALGORITHMS).default("P-256"),
    )
    .addHelpText("after", HELP)
    .action(makeKey);
}

async function makeKey({ output, algorithm }: KeyOptions): Promise<void> {
  const name = output.replace(/\.pem$/, "");
  const pair = await generateSealKey({ algorithm });
  const privatePath = `${name}.pem`, publicPath = `${name}.pub.pem`;
  await writeNew(privatePath, pair.privateKey, 0o600);
  try {
    await writeNew(publicPath, pair.publicKey, 0o644);
  } catch (error) {
    // Half a pair is of no use, and the next try would refuse to write over it.
    await rm(privatePath, { force: true });
    throw error;
  }
  await writeOutput(
    "-",
    `private  ${privatePath}\npublic   ${publicPath}  give it to whoever is to verify\n`,
  );
}

async function writeNew(path: string, text: string, mode: number): Promise<void> {
  try {
    await writeFile(path, text, { flag: "wx", mode });
  } catch (error) {
    if ((error as { code?: string }).code === "EEXIST") {
      throw new CommandError(`Cannot write ${path}: there is a file of that name`, {
        cause: error,
      });
    }
    throw systemError("write", path, error);
  }
}
