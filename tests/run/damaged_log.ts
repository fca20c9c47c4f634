import assert from "node:assert/strict";
import { LogError, logMetric, logMetrics, logParam, type Run, startRun } from "stemma";
import { concat } from "../../lib/base/bytes.ts";
import { finishReading } from "../../lib/bundle/run_from_files.ts";
import { frame, MAGIC, ROOT_FRAME } from "../../lib/run/log_frame.ts";
import { LogReader, type ReadLog } from "../../lib/run/read_log.ts";
import { writeFrames } from "../../lib/run/write_log.ts";
import { logRoot } from "../../lib/seal/digest.ts";

const env = { now: () => 1_700_000_000_000, randomId: () => "one" };

/** A log of three frames of events with roots between them, as one that grew by and by. */
export function grownLog(): { run: Run; runs: Run[]; bytes: Uint8Array; ends: number[] } {
  let run = startRun({ experiment: "digits", env });
  const runs: Run[] = [];
  const pieces: Uint8Array[] = [MAGIC];
  let from = 0;
  for (let i = 0; i < 3; i++) {
    run = logMetrics(logParam(run, `p${i}`, i), { loss: i, acc: -i });
    run = logMetric(run, "loss", NaN);
    pieces.push(...writeFrames(run, from), frame(ROOT_FRAME, run.length, 0, logRoot(run)));
    runs.push(run);
    from = run.length;
  }
  let at = 0;
  const ends = pieces.map((piece) => at += piece.length);
  return { run, runs, bytes: concat(pieces), ends };
}

/** How a log is read. */
export type Mode = "strict" | "lenient";

/** What a reading came to. */
export interface Reading {
  readonly run?: Run;
  readonly cut?: ReadLog["cut"];
  readonly complaints?: LogError[];
  readonly error?: LogError;
}

/** Reads as `runFromFiles` does: what it gives, what it complained of, or the error. */
export function readLog(
  bytes: Uint8Array,
  mode: Mode = "strict",
  size: number = bytes.length || 1,
): Reading {
  const complaints: LogError[] = [];
  try {
    const reader = new LogReader({ mode });
    for (let at = 0; at < bytes.length; at += size) reader.push(bytes.subarray(at, at + size));
    const log = reader.end();
    const run = finishReading(log, undefined, () => undefined, {
      mode,
      onRepair: (error) => complaints.push(error),
    });
    return { run, cut: log.cut, complaints };
  } catch (error) {
    assert.ok(error instanceof LogError, `a LogError was expected: ${error}`);
    assert.ok(Number.isSafeInteger(error.offset) && error.offset >= 0);
    assert.ok(error.offset <= bytes.length);
    return { error };
  }
}
