import type { Env } from "../base/env.ts";
import type { LogError } from "../base/errors.ts";
import { checkOptions } from "../base/options.ts";
import { type LogRepair, logRepair } from "../run/log_repair.ts";
import type { Run } from "../run/run.ts";
import { readFolder } from "./read_run.ts";

/** Reads what there is of a run: the longest valid beginning of its log, and what had to be cut.
 *
 * Reads only; `openJournal(directory, run)` goes on behind the run, and `resumeRun` tells the gap in
 * the run itself. A crash is told by the checksums of the log's frames; the roots that the log
 * states are not computed. Whether somebody changed the record since is for `verifyRun` of
 * `stemma/seal` to tell, or for `readRun(directory, { mode: "lenient", onRepair })`, which hashes
 * every event.
 *
 * Cost: O(events), some 50 ns each; memory as of the run that was logged.
 *
 * @param directory the run's own folder
 * @throws {LogError} `LOG_FORMAT`, `LOG_DAMAGED`, `LOG_EVENT` where not even the first event is whole
 * @throws {StemmaError} `ASSET_UNREADABLE` where the log cannot be read
 * @example
 * ```ts
 * import { logMetric, resumeRun, runFiles, startRun } from "stemma";
 * import { recoverRun } from "stemma/fs";
 * import { mkdtemp, rm, writeFile } from "node:fs/promises";
 * import assert from "node:assert/strict";
 *
 * const run = logMetric(startRun({ experiment: "digits" }), "loss", 0.5);
 * const log = runFiles(run)[0].bytes();
 * const folder = await mkdtemp("run-");
 * await writeFile(`${folder}/run.log`, log.subarray(0, -30)); // a crash cut it
 * const recovered = await recoverRun(folder);
 * assert.equal(recovered.run.length, run.length);
 * assert.equal(recovered.repairs[0].code, "LOG_DAMAGED");
 * const resumed = resumeRun(recovered.run); // and so on
 * assert.equal(resumed.length, run.length + 1);
 * await rm(folder, { recursive: true });
 * ```
 */
export async function recoverRun(
  directory: string,
  options?: { env?: Env },
): Promise<{ run: Run; repairs: readonly LogRepair[] }> {
  checkOptions("recoverRun", options, ["env"]);
  const repairs: LogRepair[] = [];
  const onRepair = (error: LogError) => repairs.push(logRepair(error));
  const run = await readFolder(directory, { ...options, mode: "lenient", onRepair }, false);
  return { run, repairs: Object.freeze(repairs) };
}
