import { mkdir, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { toHex } from "../base/bytes.ts";
import { canonicalJson } from "../base/canonical_json.ts";
import { LogError, RunStateError, StemmaError } from "../base/errors.ts";
import { checkOptions, nameOf } from "../base/options.ts";
import { openAppendFile } from "../disk/append_file.ts";
import { lockFolder } from "../disk/folder_lock.ts";
import { errnoOf, fsError } from "../disk/fs_error.ts";
import { makeFolder, syncFolder } from "../disk/fs_folder.ts";
import { type LogRepair, logRepair } from "../run/log_repair.ts";
import { commonLength } from "../run/prefix.ts";
import type { ReadLog } from "../run/read_log.ts";
import { Run } from "../run/run.ts";
import { haveSameEvents } from "../run/same_events.ts";
import { beginningDigests, logRoot } from "../seal/digest.ts";
import { addCheckpoints, readCheckpoints } from "./add_checkpoints.ts";
import { everyOf } from "./every.ts";
import { forkJournals } from "./fork_journals.ts";
import type { Journal, JournalOptions } from "./journal.ts";
import { LogWriter, type Mark } from "./log_writer.ts";
import { readLogFile } from "./read_log_file.ts";
import { replaceLog } from "./replace_log.ts";
import { type JournalParts, RunJournal } from "./run_journal.ts";

/** Opens the journal of a run: from now on its log grows on disk as the run grows in memory.
 *
 * `run.log` of the folder goes on where it ends; a torn end, which a crash leaves, is cut off first,
 * and damage in its middle moves the whole file aside, as `run.log.damaged-1` and so on. What
 * `sync()` or a policy has brought to the disk is there after a crash of the process, of the
 * machine, and on a full disk. A process that ends by itself, by an error too, writes what was
 * pushed. One journal writes into a folder at a time.
 *
 * Cost: `push` O(1); the writing takes some 100 ns an event beside the training. On disk a point of
 * noisy float64 takes 9 bytes where a thousand are written at once, and 100 where each is synced.
 * A log that is there is read and held against the run, some 100 ns an event; its roots are not
 * computed, for which see `verifyRun` of `stemma/seal`. The first root over a long log that was not
 * hashed yet takes some 400 ns an event, in turns of the event loop.
 *
 * @param directory the run's own folder, made if missing
 * @param run the run so far; where the folder holds a log, the run that `recoverRun` gave, or what
 * became of it
 * @throws {SinkError} `SINK_LOCKED` where another journal writes there; `SINK_IO`, `SINK_PATH`
 * @throws {RunStateError} `RUN_OLDER`, `RUN_FORKED` where the folder's log holds events that the run
 * has not
 * @throws {LogError} where the folder's log is none, or was changed: it is damaged before its end and
 * what is before that does not have the roots that it states
 * @throws {StemmaError} `ASSET_UNREADABLE`
 * @throws {SealError} `SEAL_KEY`, `SEAL_ALGORITHM`; `SEAL_RECORD` where the folder holds checkpoints
 * of another log
 * @example
 * ```ts
 * import { digest, logMetric, startRun } from "stemma";
 * import { openJournal, recoverRun } from "stemma/fs";
 * import { mkdtemp, rm } from "node:fs/promises";
 * import assert from "node:assert/strict";
 *
 * const folder = await mkdtemp("run-");
 * let run = startRun({ experiment: "digits" });
 * const journal = await openJournal(folder, run);
 * for (let step = 0; step < 100; step++) {
 *   run = logMetric(run, "loss", 1 / (step + 1));
 *   journal.push(run);
 * }
 * await journal.sync(); // on disk, whatever happens now
 * const recovered = await recoverRun(folder);
 * assert.equal(digest(recovered.run), digest(run));
 * await journal.close();
 * await rm(folder, { recursive: true });
 * ```
 */
export async function openJournal(
  directory: string,
  run: Run,
  options?: JournalOptions,
): Promise<Journal> {
  checkOptions("openJournal", options, ["every", "pressure", "forks", "checkpoints"]);
  if (typeof directory !== "string" || directory === "") {
    throw new TypeError(
      `Cannot open a journal: directory must be a path, got ${nameOf(directory)}`,
    );
  }
  if (!(run instanceof Run)) {
    throw new TypeError(`Cannot open a journal: a Run was expected, got ${nameOf(run)}`);
  }
  const policy = policyOf(options);
  const checkpoints = await readCheckpoints(options?.checkpoints);
  const root = resolve(directory);
  const journal = await open(root, run, policy, options?.forks === "journal");
  return checkpoints === undefined ? journal : await addCheckpoints(root, journal, checkpoints);
}

type Policy = Pick<JournalParts, "events" | "ms" | "pressure">;

async function open(root: string, run: Run, policy: Policy, forks: boolean): Promise<RunJournal> {
  const path = join(root, "run.log");
  try {
    await makeFolder(root, "run.log", true);
    const lock = await lockFolder(root);
    try {
      const { held, rooted, repairs } = await takeUp(root, run);
      const file = await openAppendFile(path, held.bytes);
      await syncFolder(root).catch(async (error) => {
        await file.close();
        throw error;
      });
      const journal = new RunJournal(run, {
        path: "run.log",
        writer: new LogWriter(file, held, rooted),
        lock,
        repairs,
        ...policy,
        forks: forks ? forkJournals((fork, base) => openFork(root, fork, base, policy)) : undefined,
      });
      await journal.begin().catch(async (error) => {
        await journal.close().catch(() => {/* The first error tells more. */});
        throw error;
      });
      return journal;
    } catch (error) {
      lock.release();
      throw error;
    }
  } catch (error) {
    throw error instanceof StemmaError ? error : fsError("run.log", error);
  }
}

/** What a folder holds of a run. */
interface Held {
  readonly held: Mark;
  /** How many events the last root is over. */
  readonly rooted: number;
  readonly repairs: readonly LogRepair[];
}

/** Takes up the log that a folder holds: holds it against the run, and finds the end of what is
 * whole. */
async function takeUp(root: string, run: Run): Promise<Held> {
  const log = await readLogFile(join(root, "run.log"));
  if (log !== undefined) checkBeginning(log.run, run);
  const rooted = log?.roots.at(-1)?.length ?? 0;
  // A folder with a manifest says that it is whole, which it is no longer.
  if (rooted < run.length || log?.cut !== undefined) {
    await rm(join(root, "manifest.json"), { force: true });
  }
  if (log === undefined) {
    return { held: { events: 0, bytes: 0 }, rooted, repairs: Object.freeze([]) };
  }
  const { cut, size } = log;
  const repairs = Object.freeze(cut === undefined ? [] : [logRepair(cut.error)]);
  if (cut === undefined || cut.isTail) {
    return { held: { events: log.run.length, bytes: size }, rooted, repairs };
  }
  // The roots in the file are not in the one that replaces it.
  checkRoots(log);
  return { held: await replaceLog(root, run), rooted: run.length, repairs };
}

function checkRoots({ run, roots }: ReadLog): void {
  const digestOf = beginningDigests(run);
  for (const { length, root } of roots) {
    if (digestOf(length) === toHex(root)) continue;
    throw new LogError(
      "LOG_DAMAGED",
      `Cannot go on from the log: its first ${length} events do not have the root that it states`,
      { offset: 0, events: length },
    );
  }
}

function checkBeginning(held: Run, run: Run): void {
  const common = Math.min(held.length, run.length);
  const at = { journal: held.length, run: run.length };
  if (!haveSameEvents(held, run, common)) {
    throw new RunStateError(
      "RUN_FORKED",
      "Cannot open a journal: the folder holds the log of another run, or of a fork of this one",
      at,
    );
  }
  if (held.length > run.length) {
    throw new RunStateError(
      "RUN_OLDER",
      `Cannot open a journal: the folder's log has ${held.length} events, the run ${run.length}; ` +
        "go on from what recoverRun() gives",
      at,
    );
  }
}

/** Opens the journal of a fork beside that of its base, and writes down what the base is. */
async function openFork(root: string, fork: Run, base: Run, policy: Policy) {
  const events = commonLength(base, fork);
  const named = {
    format: "stemma-fork/1",
    base: { folder: basename(root), runId: base.runId, events, root: toHex(logRoot(base, events)) },
  };
  for (let i = 1;; i++) {
    const directory = `${root}-fork-${i}`;
    try {
      await mkdir(directory);
    } catch (error) {
      if (errnoOf(error) === "EEXIST") continue;
      throw fsError("run.log", error);
    }
    try {
      // What the folder is stands in it before the run does.
      await writeFile(join(directory, "fork.json"), `${canonicalJson(named)}\n`);
      const journal = await open(directory, fork, policy, false);
      await syncFolder(dirname(directory));
      return { directory, journal };
    } catch (error) {
      await rm(directory, { recursive: true, force: true }).catch(() => {/* Told by the first. */});
      throw fsError("fork.json", error);
    }
  }
}

function policyOf({ every, pressure = 1e6, forks }: JournalOptions = {}): Policy {
  if (forks !== undefined && forks !== "refuse" && forks !== "journal") {
    throw new TypeError(
      `Cannot open a journal: forks must be "refuse" or "journal", got ${nameOf(forks)}`,
    );
  }
  if (!(pressure >= 1)) {
    throw new RangeError(
      `Cannot open a journal: pressure must be at least 1, got ${nameOf(pressure)}`,
    );
  }
  if (every === "sync") return { events: Infinity, ms: Infinity, pressure };
  return { ...everyOf("openJournal's every", every, { events: 1000, ms: 1000 }), pressure };
}
