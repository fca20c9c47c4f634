import type { HttpAnswer } from "../destination.ts";
import { type _FoundRun, _readRuns } from "./mlflow_answers.ts";
import type { _MlflowClient } from "./mlflow_client.ts";

/** Finds the runs of an experiment that have a tag, those that were deleted too. */
export async function _searchRuns(
  client: _MlflowClient,
  experimentId: string,
  tag: readonly [name: string, text: string],
  signal: AbortSignal | undefined,
): Promise<{ runs: _FoundRun[]; answer: HttpAnswer }> {
  const path = `runs/${tag[1]}`;
  const body = JSON.stringify({
    experiment_ids: [experimentId],
    filter: `tags.\`${tag[0]}\` = '${tag[1]}'`,
    run_view_type: "ALL",
    max_results: 1000,
  });
  const answer = await client.call({ path, doing: "find", call: "runs/search", body, signal });
  return { runs: _readRuns(answer, path), answer };
}
