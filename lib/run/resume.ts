import { checkOptions } from "../base/options.ts";
import { toMilliseconds } from "../base/time.ts";
import { checkText } from "../base/value.ts";
import { _append, _now, type Run } from "./run.ts";

/** What can be said of a resumption. */
export interface ResumeOptions {
  /** Why the run had stopped, such as "preempted". */
  readonly reason?: string;
  /** A `Date` or milliseconds since the epoch. @default the environment's time */
  readonly timestamp?: Date | number;
}

/** Logs that a run goes on after a break, such as a crash: the gap is a fact of the run.
 *
 * @throws {RunStateError} `RUN_ENDED`
 * @throws {TypeError} for unknown options and values of the wrong type
 * @example
 * ```ts
 * import { digest, logMetric, resumeRun, runFiles, runFromFiles, startRun } from "stemma";
 * import assert from "node:assert/strict";
 * const before = logMetric(startRun({ experiment: "digits" }), "loss", 0.5);
 * const files = runFiles(before); // … the process was killed; another one reads what is there:
 * const run = resumeRun(runFromFiles(files), { reason: "preempted" });
 * assert.equal(run.length, before.length + 1);
 * ```
 */
export function resumeRun(run: Run, options?: ResumeOptions): Run {
  checkOptions("resumeRun", options, ["reason", "timestamp"]);
  const { reason, timestamp } = options ?? {};
  return _append(
    run,
    Object.freeze({
      type: "resumed",
      ...(reason === undefined ? {} : { reason: checkText(reason, "a reason") }),
      timestamp: timestamp === undefined ? _now(run) : toMilliseconds(timestamp, "a resumption"),
    }),
  );
}
