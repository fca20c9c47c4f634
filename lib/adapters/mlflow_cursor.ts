import { digestAt } from "../destination.ts";
import type { Run } from "../../mod.ts";

/** The tag that says how many events of the run are there, and their digest. MLflow writes the tags
 * of a batch last: what it says is there, is there. */
export const _CURSOR_TAG = "stemma.sent";

/** The cursor after so many events. */
export function _cursorText(run: Run, sent: number): string {
  return `${sent} ${digestAt(run, sent)}`;
}

/** Reads a cursor: nothing is there where it is missing, or no cursor. */
export function _readCursor(text: string | undefined): { sent: number; digest?: string } {
  const [, sent, digest] = /^(\d{1,15}) ([0-9a-f]{64})$/.exec(text ?? "") ?? [];
  return sent === undefined ? { sent: 0 } : { sent: Number(sent), digest };
}
