import { type Env, systemEnv } from "../base/env.ts";
import { checkOptions, nameOf } from "../base/options.ts";
import { toMilliseconds } from "../base/time.ts";
import { checkName, checkText } from "../base/value.ts";
import { VERSION } from "../base/version.ts";
import type { Agent, EndEvent, ParentRun, RunStatus, StartEvent } from "./events.ts";
import { Log } from "./log.ts";
import { namespaceIri } from "./namespace.ts";
import { _append, _newest, _now, clock, Run } from "./run.ts";

/** What a run starts from. */
export interface StartOptions {
  /** The name that groups runs. */
  readonly experiment: string;
  /** An absolute IRI for this run's ids; a bare host is read as `https://`.
   * @default "urn:stemma:" */
  readonly namespace?: string;
  /** A name for people. @default the run's id */
  readonly name?: string;
  /** The identifier. @default a time-ordered UUID (version 7) */
  readonly runId?: string;
  /** The run that this one is part of, or its id in the same namespace and experiment. */
  readonly parent?: Run | string;
  /** What the run is for; `setDescription` replaces it later. */
  readonly description?: string;
  /** Free texts to find the run by; `setTag` replaces one or adds more. */
  readonly tags?: Readonly<Record<string, string>>;
  /** Who the run is made by. `kind` is `person` unless given. */
  readonly agent?: { id?: string; name: string; kind?: Agent["kind"] };
  /** This worker's number, from 0 and below `worldSize`. */
  readonly rank?: number;
  /** How many workers there are, at least 1. */
  readonly worldSize?: number;
  /** The one source of time and chance. @default the host's */
  readonly env?: Env;
}

const START_OPTIONS = [
  "experiment",
  "namespace",
  "name",
  "runId",
  "parent",
  "description",
  "tags",
  "agent",
  "rank",
  "worldSize",
  "env",
];

/** Starts a run.
 *
 * @throws {TypeError} for unknown options and values of the wrong type
 * @throws {RangeError} for a namespace that is no IRI, or a rank outside the world's size
 * @example
 * ```ts
 * import { startRun } from "stemma";
 * import assert from "node:assert/strict";
 * const run = startRun({ experiment: "digits", name: "first try" });
 * assert.equal(run.status, "RUNNING");
 * ```
 */
export function startRun(options: StartOptions): Run {
  checkOptions("startRun", options ?? null, START_OPTIONS);
  const { env = systemEnv } = options;
  if (typeof env?.now !== "function" || typeof env.randomId !== "function") {
    throw new TypeError(
      "Cannot start a run: env must have the functions now and randomId",
    );
  }
  const experiment = checkName(options.experiment, "a run: experiment");
  const runId = checkName(
    options.runId === undefined ? env.randomId() : options.runId,
    "a run: runId",
  );
  const log = new Log(env);
  const base = namespaceIri(options.namespace);
  const event: StartEvent = Object.freeze({
    type: "start",
    runId,
    experiment,
    name: checkName(options.name === undefined ? runId : options.name, "a run: name"),
    namespace: base,
    timestamp: clock(log),
    library: Object.freeze({ name: "stemma", version: VERSION }),
    ...(options.parent !== undefined &&
      { parent: parentOf(options.parent, base, experiment) }),
    ...(options.agent !== undefined && { agent: agentOf(options.agent) }),
    ...ranks(options.rank, options.worldSize),
    ...(options.description !== undefined &&
      { description: checkText(options.description, "a run: description") }),
    ...(options.tags !== undefined && { tags: tagsOf(options.tags) }),
  });
  log.append(event);
  return _newest(log);
}

/** How a run ends. */
export interface EndOptions {
  /** How the run ended. @default "FINISHED", or "FAILED" where an error is given */
  readonly status?: Exclude<RunStatus, "RUNNING">;
  /** What went wrong: an `Error` or anything that was thrown. */
  readonly error?: unknown;
  /** A `Date` or milliseconds since the epoch. @default the environment's time */
  readonly timestamp?: Date | number;
}

const STATUSES = ["FINISHED", "FAILED", "KILLED"];

/** Ends a run; logging to it throws from then on.
 *
 * @throws {RunStateError} `RUN_ENDED` where it has ended already
 * @example
 * ```ts
 * import { endRun, startRun } from "stemma";
 * import assert from "node:assert/strict";
 * assert.equal(endRun(startRun({ experiment: "digits" })).status, "FINISHED");
 * ```
 */
export function endRun(run: Run, options?: EndOptions): Run {
  checkOptions("endRun", options, ["status", "error", "timestamp"]);
  const { error, timestamp } = options ?? {};
  const { status = error === undefined ? "FINISHED" : "FAILED" } = options ?? {};
  if (!STATUSES.includes(status)) {
    throw new TypeError(
      `Cannot end a run: status must be FINISHED, FAILED or KILLED, got ${nameOf(status)}`,
    );
  }
  const event: EndEvent = Object.freeze({
    type: "end",
    status,
    timestamp: timestamp === undefined ? _now(run) : toMilliseconds(timestamp, "the end of a run"),
    ...(error !== undefined && { error: errorOf(error) }),
  });
  return _append(run, event);
}

function parentOf(
  parent: Run | string,
  namespace: string,
  experiment: string,
): ParentRun {
  if (parent instanceof Run) {
    return Object.freeze({
      runId: parent.runId,
      namespace: parent.namespace,
      experiment: parent.experiment,
    });
  }
  return Object.freeze({
    runId: checkName(parent, "a run: parent"),
    namespace,
    experiment,
  });
}

function agentOf(agent: NonNullable<StartOptions["agent"]>): Agent {
  checkOptions("startRun with an agent", agent, ["id", "name", "kind"]);
  const { id, kind = "person" } = agent;
  if (!["person", "software", "organization"].includes(kind)) {
    throw new TypeError(
      `Cannot start a run: the agent's kind must be person, software or organization, got ${
        nameOf(kind)
      }`,
    );
  }
  const name = checkName(agent.name, "a run: agent");
  if (id === undefined) return Object.freeze({ name, kind });
  if (
    !/^[A-Za-z][A-Za-z0-9+.-]*:[^\s<>"{}|\\^`]+$/.test(
      checkText(id, "a run: agent"),
    )
  ) {
    throw new RangeError(
      `Cannot start a run: the agent's id must be an absolute IRI, got "${id}"`,
    );
  }
  return Object.freeze({ id, name, kind });
}

function ranks(
  rank: unknown,
  worldSize: unknown,
): { rank?: number; worldSize?: number } {
  const checked: { rank?: number; worldSize?: number } = {};
  if (rank !== undefined) checked.rank = wholeNumber(rank, "rank", 0);
  if (worldSize !== undefined) {
    checked.worldSize = wholeNumber(worldSize, "worldSize", 1);
  }
  if (checked.rank !== undefined && checked.worldSize !== undefined) {
    if (checked.rank < checked.worldSize) return checked;
    throw new RangeError(
      `Cannot start a run: rank ${rank} must be below worldSize ${worldSize}`,
    );
  }
  return checked;
}

function wholeNumber(value: unknown, name: string, least: number): number {
  if (Number.isSafeInteger(value) && (value as number) >= least) {
    return (value as number) + 0; // -0 becomes 0
  }
  const message = `Cannot start a run: ${name} must be an integer >= ${least}, got ${
    nameOf(value)
  }`;
  throw typeof value === "number" ? new RangeError(message) : new TypeError(message);
}

function tagsOf(
  tags: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  if (typeof tags !== "object" || tags === null || Array.isArray(tags)) {
    throw new TypeError(
      `Cannot start a run: tags must be an object, got ${nameOf(tags)}`,
    );
  }
  return Object.freeze(Object.fromEntries(
    Object.entries(tags).map(([key, value]) => [
      checkName(key, "a tag"),
      checkText(value, `tag "${key}"`),
    ]),
  ));
}

function errorOf(error: unknown): { name?: string; message: string } {
  const clean = (text: unknown) => String(text).slice(0, 10_000).toWellFormed();
  try {
    return error instanceof Error
      ? Object.freeze({
        name: clean(error.name),
        message: clean(error.message),
      })
      : Object.freeze({ message: clean(error) });
  } catch {
    // A thrown object can refuse to become text; that must not hide that the run failed.
    return Object.freeze({ message: "an error that has no text" });
  }
}
