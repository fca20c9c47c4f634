import { stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers";
import { LogError } from "../base/errors.ts";
import { checkOptions, nameOf } from "../base/options.ts";
import { errnoOf } from "../disk/fs_error.ts";
import { LogReader } from "../run/read_log.ts";
import type { Run } from "../run/run.ts";
import { readPieces, unreadable } from "./read_log_file.ts";

/** How a run is followed. */
export interface FollowOptions {
  /** How long to wait between two looks at the file, in milliseconds. @default 200 */
  readonly ms?: number;
  /** Stops the following: the loop ends. */
  readonly signal?: AbortSignal;
}

/** Follows a run that another process journals: gives it whenever it has grown, until it has ended.
 *
 * Waits for the folder's log where it is not there yet. Only what is new is read.
 *
 * @param directory the run's own folder
 * @throws {LogError} `LOG_FORMAT`, `LOG_DAMAGED`, `LOG_EVENT` where the log is damaged, not merely
 * unfinished
 * @throws {StemmaError} `ASSET_UNREADABLE`
 * @example
 * ```ts
 * import { endRun, logMetric, startRun } from "stemma";
 * import { followRun, openJournal } from "stemma/fs";
 * import { mkdtemp, rm } from "node:fs/promises";
 * import assert from "node:assert/strict";
 *
 * const folder = await mkdtemp("run-");
 * const run = logMetric(startRun({ experiment: "digits" }), "loss", 0.5);
 * const journal = await openJournal(folder, run);
 * for await (const seen of followRun(folder)) {
 *   if (seen.status === "FINISHED") break;
 *   assert.equal(seen.length, run.length);
 *   journal.push(endRun(run));
 *   await journal.close();
 * }
 * await rm(folder, { recursive: true });
 * ```
 */
export async function* followRun(
  directory: string,
  options?: FollowOptions,
): AsyncGenerator<Run, void, undefined> {
  checkOptions("followRun", options, ["ms", "signal"]);
  if (typeof directory !== "string" || directory === "") {
    throw new TypeError(`Cannot follow a run: directory must be a path, got ${nameOf(directory)}`);
  }
  const { ms = 200, signal } = options ?? {};
  if (!(ms >= 1)) {
    throw new RangeError(`Cannot follow a run: ms must be at least 1, got ${nameOf(ms)}`);
  }
  const path = join(directory, "run.log");
  let reader = new LogReader();
  let file = "";
  let seen = 0;
  let fault: LogError | undefined;
  while (!signal?.aborted) {
    const state = await stateOf(path);
    const isOther = state !== undefined &&
      (state.id !== file || state.size < reader.offset || reader.fault !== undefined);
    if (isOther) {
      // Another file has its place, or what was read was cut off since: from the beginning again.
      reader = new LogReader();
      file = state.id;
    }
    const isWhole = reader.offset === 0;
    const found = state === undefined || state.size <= reader.offset
      ? undefined
      : await readOn(path, reader);
    // A log that is cut and written on meanwhile looks like a damaged one, but never the same twice.
    if (isWhole && found !== undefined && isSame(found, fault)) throw found;
    if (isWhole || found !== undefined) fault = found;
    const run = found === undefined ? reader.newest() : undefined;
    if (run !== undefined && run.length > seen) {
      seen = run.length;
      yield run;
      if (run.status !== "RUNNING") return;
    } else await pause(ms, signal);
  }
}

/** Reads what is new; gives what is wrong with it. */
async function readOn(path: string, reader: LogReader): Promise<LogError | undefined> {
  reader.rewind();
  try {
    await readPieces(path, reader.offset, (piece) => reader.push(piece));
  } catch (error) {
    if (error instanceof LogError) return error;
    // Whoever replaces or removes it does so between two calls.
    if (errnoOf(error) !== "ENOENT") throw unreadable(path, error);
  }
}

function isSame(one: LogError, other: LogError | undefined): boolean {
  return one.code === other?.code && one.offset === other.offset;
}

async function stateOf(path: string): Promise<{ id: string; size: number } | undefined> {
  try {
    const { dev, ino, size } = await stat(path);
    return { id: `${dev}:${ino}`, size };
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return undefined;
    throw unreadable(path, error);
  }
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    signal?.addEventListener("abort", done);
    function done() {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    }
  });
}
