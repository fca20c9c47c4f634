import { RunStateError } from "../base/errors.ts";
import { nameOf } from "../base/options.ts";
import { isTime } from "../base/time.ts";
import type { EndEvent, RecordEvent, RunStatus, StartEvent } from "./events.ts";
import { Log } from "./log.ts";

/** What a run stands on, for the rooms of this library; users see the run's own properties. */
export interface RunParts {
  readonly log: Log;
  readonly length: number;
}

let partsOf: (run: Run) => RunParts;
let writable: (run: Run) => Log;

/** A run: an immutable value, the first `length` events of an append-only log.
 *
 * Every log call takes a run and returns a new one; the old one stays as it was. Runs of one line
 * of history share the log, so a new run costs no copy.
 *
 * @example
 * ```ts
 * import { logMetric, startRun } from "stemma";
 * import assert from "node:assert/strict";
 * const before = startRun({ experiment: "digits" });
 * const after = logMetric(before, "loss", 0.5);
 * assert.equal(before.length, 1);
 * assert.ok(after.length > before.length && Object.isFrozen(after));
 * ```
 */
export class Run {
  readonly #log: Log;
  readonly #length: number;

  /** Runs are made by `startRun` and the log verbs, which freeze them: in the constructor that costs
   * twice as much. */
  constructor(log: Log, length: number) {
    this.#log = log;
    this.#length = length;
  }

  static {
    partsOf = (run) => ({ log: run.#log, length: run.#length });
    writable = (run) => {
      if (!(#log in run)) throw notARun(run);
      const log = run.#log;
      const length = run.#length;
      if (log.endedAt < length) throw ended(run);
      return length === log.length ? log : new Log(log.env, log, length);
    };
  }

  /** The events so far. */
  get length(): number {
    return this.#length;
  }

  /** The identifier, unique in the experiment. */
  get runId(): string {
    return this.#log.head!.runId;
  }

  /** The experiment that groups this run with others. */
  get experiment(): string {
    return this.#log.head!.experiment;
  }

  /** The name for people. */
  get name(): string {
    return this.#log.head!.name;
  }

  /** The namespace of the run's ids: an absolute IRI that ends in `/`, `#` or `:`. */
  get namespace(): string {
    return this.#log.head!.namespace;
  }

  /** How the run stands. */
  get status(): RunStatus {
    const { endedAt, numbers, records } = this.#log;
    if (endedAt >= this.#length) return "RUNNING";
    return (records[numbers.length - 1] as EndEvent).status;
  }
}

/** The run at the newest end of a log. */
export function _newest(log: Log): Run {
  const run = new Run(log, log.length);
  Object.freeze(run);
  return run;
}

/** What a run stands on.
 *
 * @throws {TypeError} where it is no run
 */
export function _parts(run: Run): RunParts {
  if (!(run instanceof Run)) throw notARun(run);
  return partsOf(run);
}

/** The first event of a run. */
export function _head(run: Run): StartEvent {
  return _parts(run).log.head!;
}

/** The log to append to: the run's own where the run is its newest, else a fork of it.
 *
 * @throws {RunStateError} `RUN_ENDED`
 * @throws {TypeError} where it is no run
 */
export function _writable(run: Run): Log {
  if (typeof run !== "object" || run === null) throw notARun(run);
  return writable(run);
}

/** Appends events that are no points and returns the new run. */
export function _append(run: Run, ...events: readonly RecordEvent[]): Run {
  return _appendAll(run, events);
}

/** As {@link _append}, for more events than a call takes arguments. */
export function _appendAll(run: Run, events: Iterable<RecordEvent>): Run {
  const log = _writable(run);
  for (const event of events) log.append(event);
  return _newest(log);
}

/** The time now, as the run's environment tells it.
 *
 * @throws {RangeError} where the environment's clock gives no time
 */
export function _now(run: Run): number {
  return clock(_parts(run).log);
}

/** The time now, as a log's environment tells it. */
export function clock(log: Log): number {
  const now = log.env.now();
  if (typeof now !== "number" || !isTime(now)) {
    throw new RangeError(
      `Cannot log: the environment's clock gave ${nameOf(now)}, expected milliseconds`,
    );
  }
  return now + 0; // -0 becomes 0
}

function notARun(value: unknown): TypeError {
  return new TypeError(
    `The first argument must be a Run, got ${nameOf(value)}`,
  );
}

function ended(run: Run): RunStateError {
  return new RunStateError(
    "RUN_ENDED",
    `Cannot log to run "${run.runId}": it ended as ${run.status}; start a new run`,
    { runId: run.runId, status: run.status },
  );
}
