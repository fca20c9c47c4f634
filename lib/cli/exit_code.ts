import process from "node:process";
import { withoutSecrets } from "./secrets.ts";
import { printable } from "../base/printable.ts";

/** How a command ended: all is well, it found something to report, or it could not do its work. */
export const EXIT: Readonly<Record<"SOUND" | "FINDINGS" | "FAILED", number>> = {
  SOUND: 0,
  FINDINGS: 1,
  FAILED: 2,
};

/** Sets the code that the process will end with; the gravest one that was set stays. */
export function setExitCode(code: number): void {
  process.exitCode = Math.max(code, Number(process.exitCode ?? EXIT.SOUND));
}

/** What a command cannot do, in one line for the person who asked for it. */
export class CommandError extends Error {
  override readonly name: string = "CommandError";
}

/** Tells in one line on stderr why something could not be done; the command then fails. */
export function tellFailure(error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`stemma: ${printable(withoutSecrets(message))}\n`);
  setExitCode(EXIT.FAILED);
}
