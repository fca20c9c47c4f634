import { RunStateError, SinkError } from "../base/errors.ts";
import { checkOptions, nameOf } from "../base/options.ts";
import type { Sink } from "../bundle/file.ts";
import { checkFormats, type RunFormat } from "../bundle/run_files.ts";
import { runFolder } from "../bundle/run_folder.ts";
import { isPrefix } from "../run/prefix.ts";
import { Run } from "../run/run.ts";
import { Account } from "./account.ts";
import type { Destination, PushProgress, PushReport } from "./destination.ts";
import { RunUploads } from "./run_uploads.ts";
import type { Spool } from "./spool.ts";
import { createUploadQueue, type Waiting } from "./upload_queue.ts";

/** How artifacts are uploaded. */
export interface UploadsOptions {
  /** How many files are put at the same time, where the sink takes as many; an integer >= 1.
   *
   * @default {8} */
  readonly concurrency?: number;
  /** No file is begun while those under way have so many bytes; a large file, which is streamed,
   * counts as 16 MiB.
   *
   * @default {67108864} */
  readonly maxBytes?: number;
  /** A folder near by that gets a copy of each file before it is sent, so that a crash loses
   * nothing: `{ ...fsSink(directory), ...fsSource(directory) }` on the run's own folder, where
   * `recoverRun` finds them. Without it the bytes of assets in memory end with the process. */
  readonly spool?: Spool;
  /** The run's folder in the sink. @default {`<experiment>/<runId>`, made safe} */
  readonly folder?: string;
  /** What is exported beside the log of an ended run. @default {["prov-json", "dot", "csv"]} */
  readonly formats?: readonly RunFormat[];
}

/** How far uploads are. */
export interface UploadProgress extends PushProgress {
  /** What is waiting or under way, of all runs. */
  readonly waiting: Waiting;
}

/** How a run is pushed. */
export interface UploadPushOptions {
  /** Stops between two files, and in the middle of one where the sink can. */
  readonly signal?: AbortSignal;
  /** Called after each file. */
  readonly onProgress?: (progress: UploadProgress) => void;
}

/** One run, and the push of it that was begun last. */
interface Line {
  readonly uploads: RunUploads;
  last?: UploadPushOptions & { readonly report: Promise<PushReport>; pending: boolean };
}

/** A destination for artifacts: each goes from a run into a sink when a queue gets to it. */
export interface Uploads extends Destination {
  /** Sends the artifacts that are new since the last push. The log of a run that has ended, its
   * exports and the manifest follow when all its artifacts are there. */
  push(run: Run, options?: UploadPushOptions): Promise<PushReport>;
  /** Waits until the spool holds copies of what was pushed: from then on a crash loses nothing.
   *
   * Where the run is journalled too, wait for this before the journal gets the run: then its log
   * names nothing whose bytes are nowhere.
   *
   * @throws {SinkError} where the spool did not take one that is not sent either */
  sync(): Promise<void>;
  /** Tries a last time what failed, waits for everything, then refuses every further push. The
   * sink stays open. */
  close(): Promise<void>;
}

/** Makes a destination that uploads artifacts in the background, while training goes on.
 *
 * An asset becomes an artifact when a run logs it and is uploaded when the queue gets to it: small
 * files first, though no large one waits for ever, side by side, bounded in memory. A file leaves
 * the queue when the sink has taken it; one that failed is tried again by the next push. A push is
 * over when all that the run then named is there or has failed; its report tells of what it sent
 * itself.
 *
 * After a crash, push what `recoverRun` gives: the sink is asked what it holds (`has`), and the rest
 * is sent. Sinks that cannot be asked get all of it again.
 *
 * Cost: a push reads the events that are no points; a path and a digest are kept for each file.
 *
 * @throws {TypeError} for wrong arguments
 * @throws {RangeError} for a number out of its range
 * @example
 * ```ts
 * import { bytesAsset, endRun, logArtifact, memorySink, startRun } from "stemma";
 * import { uploads } from "stemma/uploads";
 * import assert from "node:assert/strict";
 * const sink = memorySink();
 * const queue = uploads(sink);
 * let run = startRun({ experiment: "digits", runId: "r1" });
 * run = logArtifact(run, bytesAsset("weights.bin", new Uint8Array(1000)));
 * queue.push(run); // nobody has to wait
 * const { failed } = await queue.push(endRun(run));
 * assert.deepEqual(failed, []);
 * assert.ok(sink.files.has("digits/r1/artifacts/weights.bin"));
 * assert.equal([...sink.files.keys()].at(-1), "digits/r1/manifest.json");
 * ```
 */
export function uploads(sink: Sink, options: UploadsOptions = {}): Uploads {
  checkOptions("uploads()", options, ["concurrency", "maxBytes", "spool", "folder", "formats"]);
  if (typeof sink?.put !== "function") {
    throw new TypeError(`Cannot call uploads(): the sink must have put, got ${nameOf(sink)}`);
  }
  const { spool, folder } = options;
  const concurrency = countOf("concurrency", options.concurrency ?? 8);
  const maxBytes = countOf("maxBytes", options.maxBytes ?? 64 * 2 ** 20);
  const formats = checkFormats(options.formats);
  if (spool !== undefined && (typeof spool.put !== "function" || typeof spool.get !== "function")) {
    throw new TypeError("Cannot call uploads(): the spool must have put and get");
  }
  const queue = createUploadQueue(sink, concurrency, maxBytes);
  const parts = { sink, queue, concurrency, spool, formats, folder };
  const runs = new Map<string, Line>();
  const pushes = new Set<Promise<unknown>>();
  let closing: Promise<void> | undefined;

  function begin(run: Run, { signal, onProgress }: UploadPushOptions): Promise<PushReport> {
    const id = JSON.stringify([run.experiment, run.runId]);
    const line = runs.get(id) ?? { uploads: new RunUploads(parts, runFolder(run, folder)) };
    runs.set(id, line);
    const { uploads, last } = line;
    const account = new Account(run, uploads, {
      signal,
      onProgress: onProgress &&
        ((progress) => onProgress({ ...progress, waiting: queue.waiting() })),
    });
    if (!checkLine(uploads.pushed, run, account)) return Promise.resolve(account.report());
    const hasMore = uploads.take(run);
    if (!hasMore && last?.signal === signal && last?.onProgress === onProgress && last?.pending) {
      // In a loop that pushes at every step there is one push under way, not thousands.
      return last.report.then((report) => ({
        ...report,
        sent: Math.min(uploads.sent, run.length),
      }));
    }
    const report = send(uploads, run, account, last?.report);
    const begun = { signal, onProgress, report, pending: true };
    line.last = begun;
    pushes.add(report);
    void report.then(() => {
      begun.pending = false;
      pushes.delete(report);
    });
    return report;
  }

  // deno-lint-ignore require-await
  async function push(run: Run, options: UploadPushOptions = {}): Promise<PushReport> {
    checkOptions("uploads().push()", options, ["signal", "onProgress"]);
    if (!(run instanceof Run)) {
      throw new TypeError(`Cannot push a run: a Run was expected, got ${nameOf(run)}`);
    }
    if (closing === undefined) return begin(run, options);
    const account = new Account(run, { sent: 0 }, {});
    const message = `Cannot push ${nameOf(run.runId)}: the uploads were closed`;
    account.failed(account.path, new SinkError("SINK_CLOSED", message, { path: account.path }));
    return account.report();
  }

  async function finish(): Promise<void> {
    await Promise.all(pushes);
    const owing = [...runs.values()].filter(({ uploads }) => uploads.owes);
    await Promise.all(owing.map(({ uploads }) => begin(uploads.pushed!, {})));
  }

  return {
    push,
    sync: async () => {
      for (const { uploads } of runs.values()) await uploads.sync();
    },
    close: () => closing ??= finish(),
  };
}

async function send(
  uploads: RunUploads,
  run: Run,
  account: Account,
  before: Promise<unknown> | undefined,
): Promise<PushReport> {
  try {
    await uploads.send(run, account, before);
  } catch (error) {
    account.failed(account.path, error);
  }
  return account.report();
}

/** Whether a run goes on from what was pushed; if not, the account says why nothing is sent. */
function checkLine(pushed: Run | undefined, run: Run, account: Account): boolean {
  if (pushed === undefined || isPrefix(pushed, run)) return true;
  if (!isPrefix(run, pushed)) account.failed(account.path, forked(run, pushed));
  else account.skipped(account.path, "a longer run of this line was pushed before");
  return false;
}

function forked(run: Run, pushed: Run): RunStateError {
  return new RunStateError(
    "RUN_FORKED",
    `Cannot push ${nameOf(run.runId)}: it does not go on from the ${pushed.length} events that ` +
      "were pushed; start a run of its own for a fork",
    { runId: run.runId, sent: pushed.length },
  );
}

function countOf(name: string, value: unknown): number {
  if (Number.isSafeInteger(value) && (value as number) >= 1) return value as number;
  throw new RangeError(
    `Cannot call uploads(): ${name} must be an integer >= 1, got ${nameOf(value)}`,
  );
}
