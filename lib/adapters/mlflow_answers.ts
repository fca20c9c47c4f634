import { SinkError } from "../../mod.ts";
import type { HttpAnswer } from "../destination.ts";

/** A run as MLflow tells of it. */
export interface _FoundRun {
  readonly runId: string;
  readonly experimentId: string;
  readonly artifactUri: string;
  readonly isActive: boolean;
  readonly tags: ReadonlyMap<string, string>;
  readonly params: ReadonlyMap<string, string>;
}

/** An experiment as MLflow tells of it. */
export interface _FoundExperiment {
  readonly id: string;
  readonly isActive: boolean;
}

/** Reads the answer of `runs/search`.
 *
 * @throws {SinkError} `SINK_ANSWER`
 */
export function _readRuns(answer: HttpAnswer, path: string): _FoundRun[] {
  const { runs = [] } = _member(answer.json());
  if (!Array.isArray(runs)) throw wrong(path, "its runs are no list");
  return runs.map((run) => readRun(run, path));
}

/** Reads the answer of `runs/get` and `runs/create`.
 *
 * @throws {SinkError} `SINK_ANSWER`
 */
export function _readRun(answer: HttpAnswer, path: string): _FoundRun {
  return readRun(_member(answer.json()).run, path);
}

/** Reads the answer of `experiments/get-by-name`.
 *
 * @throws {SinkError} `SINK_ANSWER`
 */
export function _readExperiment(answer: HttpAnswer, path: string): _FoundExperiment {
  const { experiment_id: id, lifecycle_stage: stage } = _member(_member(answer.json()).experiment);
  if (typeof id !== "string") throw wrong(path, "it has no experiment_id");
  return { id, isActive: stage !== "deleted" };
}

function readRun(run: unknown, path: string): _FoundRun {
  const { info, data } = _member(run);
  const { run_id, experiment_id, artifact_uri, lifecycle_stage } = _member(info);
  if (typeof run_id !== "string" || typeof experiment_id !== "string") {
    throw wrong(path, "it has no run_id");
  }
  return {
    runId: run_id,
    experimentId: experiment_id,
    artifactUri: String(artifact_uri ?? ""),
    isActive: lifecycle_stage !== "deleted",
    tags: readPairs(_member(data).tags),
    params: readPairs(_member(data).params),
  };
}

function readPairs(pairs: unknown): Map<string, string> {
  const found = new Map<string, string>();
  for (const pair of Array.isArray(pairs) ? pairs : []) {
    const { key, value } = _member(pair);
    // An empty text is left out of the answer.
    if (typeof key === "string") found.set(key, typeof value === "string" ? value : "");
  }
  return found;
}

/** The members of what an answer holds; none where it is no object. */
export function _member(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? value as Record<string, unknown> : {};
}

function wrong(path: string, reason: string): SinkError {
  const message = `Cannot read "${path}": MLflow's answer cannot be used: ${reason}`;
  return new SinkError("SINK_ANSWER", message, { path });
}
