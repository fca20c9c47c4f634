import { safeSegment } from "../base/path.ts";

/** The folder of a run: `<experiment>/<runId>`, made safe for a file system. */
export function runFolder(run: { experiment: string; runId: string }): string {
  return `${safeSegment(run.experiment)}/${safeSegment(run.runId)}`;
}
