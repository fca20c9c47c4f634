import { type _FoundRun, _readRun } from "./mlflow_answers.ts";
import { _errorCode, type _MlflowClient } from "./mlflow_client.ts";
import { _RUN_ID_TAG } from "./mlflow_tags.ts";

/** The tag of the run that lost where two workers made one each. */
const DUPLICATE_TAG = "stemma.duplicateOf";

/** The param that says which of several runs is the one. MLflow never changes a param once it is
 * written, so the first who writes it decides for all. */
const DECISION = _RUN_ID_TAG;

const DUPLICATE = "duplicate of ";

/** Whether it is decided that a run is the one of our id. */
export function _isDecided(run: _FoundRun, id: string): boolean {
  return run.params.get(DECISION) === id;
}

/** The run of ours among those that have its id; `undefined` where there is none.
 *
 * Where two workers made one each, all who look agree on the same one, and the other one is deleted:
 * a run is the one where its own param says so. Whoever finds several of which none is, decides for
 * the least id, the others first. A run is written to only after that, so that nothing is lost with
 * one that is deleted.
 */
export async function _settleRun(
  client: _MlflowClient,
  runs: readonly _FoundRun[],
  id: string,
  signal: AbortSignal | undefined,
): Promise<_FoundRun | undefined> {
  const path = `runs/${id}`;
  const open = runs.filter((run) => !isDuplicate(run, id));
  const decided = open.find((run) => _isDecided(run, id));
  const active = runs.filter((run) => run.isActive);
  const candidates = open.filter((run) => run.isActive).sort((a, b) => a.runId < b.runId ? -1 : 1);
  if (decided === undefined && candidates.length === 0) return open[0];

  let winner = decided?.runId ?? candidates[0].runId;
  if (decided === undefined) {
    for (const run of candidates.slice(1)) winner = await decide(run.runId, winner);
    for (let next = await decide(winner, winner); next !== winner;) {
      winner = next;
      next = await decide(winner, winner);
    }
  }
  for (const run of active) if (run.runId !== winner) await remove(run.runId);
  return runs.find((run) => run.runId === winner) ?? await get(winner);

  /** Says of a run that another one is the one, or it itself, unless that is decided.
   *
   * @returns which one is the one */
  async function decide(runId: string, winner: string): Promise<string> {
    const value = runId === winner ? id : DUPLICATE + winner;
    const body = JSON.stringify({ run_id: runId, params: [{ key: DECISION, value }] });
    try {
      await client.call({ path, doing: "claim", call: "runs/log-batch", body, signal });
      return winner;
    } catch (error) {
      const decision = (await get(runId)).params.get(DECISION);
      if (decision === undefined) throw error;
      return decision === id ? runId : decision.slice(DUPLICATE.length);
    }
  }

  async function remove(runId: string): Promise<void> {
    await decide(runId, winner);
    const tag = JSON.stringify({ run_id: runId, key: DUPLICATE_TAG, value: winner });
    const body = JSON.stringify({ run_id: runId });
    try {
      await client.call({ path, doing: "tag", call: "runs/set-tag", body: tag, signal });
      await client.call({ path, doing: "delete", call: "runs/delete", body, signal });
    } catch (error) {
      // Another worker has deleted it already.
      if (_errorCode(error) !== "INVALID_PARAMETER_VALUE") throw error;
    }
  }

  async function get(runId: string): Promise<_FoundRun> {
    const call = `runs/get?run_id=${encodeURIComponent(runId)}`;
    return _readRun(await client.call({ path, doing: "find", call, signal }), path);
  }
}

function isDuplicate({ params, tags }: _FoundRun, id: string): boolean {
  return tags.has(DUPLICATE_TAG) || (params.get(DECISION) ?? id) !== id;
}
