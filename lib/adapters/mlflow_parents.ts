import type { ParentRun } from "../../mod.ts";
import type { Delivery } from "../destination.ts";
import type { _FoundRun } from "./mlflow_answers.ts";
import type { _MlflowClient } from "./mlflow_client.ts";
import { _findExperiment } from "./mlflow_experiment.ts";
import { _idText } from "./mlflow_names.ts";
import { _searchRuns } from "./mlflow_search_runs.ts";
import { _isDecided } from "./mlflow_settle_run.ts";
import { _PARENT_TAG, _RUN_ID_TAG } from "./mlflow_tags.ts";

/** The tag by which MLflow nests runs. */
const NESTED_TAG = "mlflow.parentRunId";

type Place = Pick<_FoundRun, "runId" | "experimentId">;

/** Nests a run in its parent, where that is at the server; else the report says so.
 *
 * @returns whether it is done */
export async function _linkParent(
  client: _MlflowClient,
  place: Place,
  parent: ParentRun,
  delivery: Delivery,
): Promise<boolean> {
  const { signal } = delivery;
  const id = _idText(parent.runId);
  const other = async () => (await _findExperiment(client, parent.experiment, signal))?.id;
  for (const find of [() => Promise.resolve(place.experimentId), other]) {
    const experimentId = await find();
    if (experimentId === undefined) continue;
    const { runs } = await _searchRuns(client, experimentId, [_RUN_ID_TAG, id], signal);
    const found = runs.find((run) => _isDecided(run, id));
    if (found === undefined) continue;
    await nest(client, place.runId, found.runId, signal);
    return true;
  }
  delivery.skipped(
    `tags/${NESTED_TAG}`,
    `the parent run "${parent.runId}" is not at the server; the tag ${_PARENT_TAG} names it, and the run is nested once it is there`,
  );
  return false;
}

/** Nests the runs that came before their parent. */
export async function _linkChildren(
  client: _MlflowClient,
  place: Place,
  id: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { runs } = await _searchRuns(client, place.experimentId, [_PARENT_TAG, id], signal);
  for (const run of runs) {
    if (run.isActive && !_isNested(run)) await nest(client, run.runId, place.runId, signal);
  }
}

/** Whether MLflow shows a run below another one. */
export function _isNested(run: _FoundRun): boolean {
  return run.tags.has(NESTED_TAG);
}

async function nest(
  client: _MlflowClient,
  runId: string,
  parent: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const path = `tags/${NESTED_TAG}`;
  const body = JSON.stringify({ run_id: runId, key: NESTED_TAG, value: parent });
  await client.call({ path, doing: "set", call: "runs/set-tag", body, signal });
}
