import { RunStateError, SinkError } from "../base/errors.ts";
import { checkOptions, nameOf } from "../base/options.ts";
import { throwIfAborted } from "../http/abort.ts";
import { commonLength } from "../run/prefix.ts";
import { Run } from "../run/run.ts";
import { digestAt } from "../seal/digest.ts";
import { Account } from "./account.ts";
import type { Destination, DestinationAdapter, PushOptions, PushReport } from "./destination.ts";

/** What is known of one run at the target. */
interface Line<Place> {
  /** The run of the last push: what of it was sent is never unsaid. */
  pushed?: Run;
  /** How many events are there. */
  sent: number;
  /** Where, unless it has to be looked up. */
  at?: { readonly place: Place; readonly url?: string };
  /** Whether a part of the last push is missing. */
  owes: boolean;
}

/** A push that waits, with everybody who waits for it. */
interface Job {
  run: Run;
  readonly options: PushOptions;
  readonly report: Promise<PushReport>;
}

/** Makes a destination from an adapter: every rule that holds for all destinations is kept here.
 *
 * One push goes at a time, in the order of the calls; those that wait are joined where they are of
 * one line of history. A run that leaves the line that was sent before is refused. What an adapter
 * throws is told in the report, and the next push begins with what the target holds then.
 *
 * Cost: a few microseconds until the first `await`; the runs that wait are kept, not copied.
 *
 * @param caller who to name in messages: "mlflow()"
 * @example
 * ```ts
 * import { events, logMetric, startRun } from "stemma";
 * import { createDestination } from "stemma/destination";
 * import assert from "node:assert/strict";
 * const lines: string[] = [];
 * const destination = createDestination("lines()", {
 *   open: () => Promise.resolve({ place: lines, sent: lines.length }),
 *   send({ run, since, place }, delivery) {
 *     for (const event of events(run, { since })) place.push(event.type);
 *     delivery.acknowledge(run.length);
 *     return Promise.resolve();
 *   },
 * });
 * const run = logMetric(startRun({ experiment: "digits" }), "loss", 0.5);
 * await destination.push(run);
 * await destination.push(logMetric(run, "loss", 0.25));
 * assert.deepEqual(lines, ["start", "series", "metric", "metric"]);
 * ```
 */
export function createDestination<Place>(
  caller: string,
  adapter: DestinationAdapter<Place>,
): Required<Destination> {
  const lines = new Map<string, Line<Place>>();
  const waiting: Job[] = [];
  let last: Promise<unknown> = Promise.resolve();
  let closing: Promise<void> | undefined;

  // Wrong arguments are a rejection, not an exception: nothing of it reaches a training loop.
  // deno-lint-ignore require-await
  async function push(run: Run, options: PushOptions = {}): Promise<PushReport> {
    checkOptions(`${caller}.push()`, options, ["signal", "onProgress"]);
    if (!(run instanceof Run)) {
      throw new TypeError(`Cannot push a run: a Run was expected, got ${nameOf(run)}`);
    }
    if (closing !== undefined) return refuseClosed(run);
    const job = waiting.find((job) => isJoined(job, run, options));
    if (job !== undefined) {
      if (run.length > job.run.length) job.run = run;
      return job.report;
    }
    return enqueue(run, options);
  }

  function enqueue(run: Run, options: PushOptions): Promise<PushReport> {
    const report = last.then(() => {
      waiting.splice(waiting.indexOf(job), 1);
      return deliver(job.run, job.options);
    });
    const job: Job = { run, options, report };
    waiting.push(job);
    last = report;
    return report;
  }

  async function deliver(run: Run, options: PushOptions): Promise<PushReport> {
    const key = keyOf(run);
    const line: Line<Place> = lines.get(key) ?? { sent: 0, owes: false };
    lines.set(key, line);
    const account = new Account(run, line, options);
    try {
      throwIfAborted(account.path, options.signal, "push");
      await deliverTo(line, run, account);
      line.owes = account.hasFailures;
    } catch (error) {
      account.failed(account.path, error);
      line.at = undefined;
      line.owes = true;
    }
    return account.report(line.at?.url);
  }

  async function deliverTo(line: Line<Place>, run: Run, account: Account): Promise<void> {
    if (isOlder(line, run)) {
      return account.skipped(account.path, "a longer run of this line was pushed before");
    }
    checkLine(line, run);
    if (line.at === undefined) {
      const { sent, digest, owes = false, ...at } = await adapter.open(run, account);
      line.sent = sent;
      line.owes ||= owes;
      if (sent > run.length) {
        return account.skipped(account.path, `the target holds ${sent} events of it already`);
      }
      checkLine(line, run);
      if (digest !== undefined && sent > 0 && digest !== digestAt(run, sent)) {
        throw forked(run, sent);
      }
      line.at = at;
    }
    if (line.sent === run.length && !line.owes) return;
    line.pushed = run;
    await adapter.send({ run, since: line.sent, place: line.at.place }, account);
    account.acknowledge(run.length);
  }

  function refuseClosed(run: Run): PushReport {
    const account = new Account(run, { sent: 0 }, {});
    const message = `Cannot push ${nameOf(run.runId)}: the destination was closed`;
    account.failed(account.path, new SinkError("SINK_CLOSED", message, { path: account.path }));
    return account.report();
  }

  return {
    push,
    close: () => closing ??= last.then(() => adapter.close?.()),
  };
}

/** A run's id is one among those of its experiment. */
function keyOf({ experiment, runId }: Run): string {
  return JSON.stringify([experiment, runId]);
}

/** Whether a push can be one with another one that has not begun. */
function isJoined(job: Job, run: Run, { signal, onProgress }: PushOptions): boolean {
  return keyOf(job.run) === keyOf(run) && job.options.signal === signal &&
    job.options.onProgress === onProgress &&
    commonLength(job.run, run) === Math.min(job.run.length, run.length);
}

function isOlder({ pushed, sent, owes }: Line<unknown>, run: Run): boolean {
  return pushed !== undefined && run.length < pushed.length && !owes &&
    run.length <= sent && commonLength(run, pushed) === run.length;
}

/** Refuses a run that leaves what was sent before. */
function checkLine({ pushed, sent }: Line<unknown>, run: Run): void {
  if (pushed === undefined || commonLength(pushed, run) >= Math.min(sent, run.length)) return;
  throw forked(run, sent);
}

function forked(run: Run, sent: number): RunStateError {
  return new RunStateError(
    "RUN_FORKED",
    `Cannot push ${nameOf(run.runId)}: the target holds ${sent} events of another line of it; ` +
      "start a run of its own for a fork",
    { runId: run.runId, sent },
  );
}
