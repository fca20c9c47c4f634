import { _member } from "./mlflow_answers.ts";
import type { _MlflowClient } from "./mlflow_client.ts";
import type { _MlflowPlace } from "./mlflow_place.ts";

/** A model and how the run is linked to it. */
export interface _ModelLink {
  /** The server's id of the model. */
  readonly id: string;
  readonly direction: "input" | "output";
  /** The step that it belongs to. */
  readonly step: number;
}

/** Links a run to its models: those it took in and those it made. The server refuses a link that is
 * there, so it is asked first, and again where a link fails. */
export async function _linkModels(
  client: _MlflowClient,
  place: _MlflowPlace,
  links: readonly _ModelLink[],
  signal: AbortSignal | undefined,
): Promise<void> {
  const { runId: run_id } = place;
  const missing = async () => {
    const linked = await linkedModels(client, place, signal);
    return links.filter(({ id }) => !linked.has(id));
  };
  const send = async (links: readonly _ModelLink[]) => {
    for (const direction of ["input", "output"] as const) {
      const models = links.filter((link) => link.direction === direction)
        .map(({ id, step }) => ({ model_id: id, ...(direction === "output" && { step }) }));
      if (models.length === 0) continue;
      const call = direction === "output" ? "runs/outputs" : "runs/log-inputs";
      const body = JSON.stringify({ run_id, models });
      await client.call({ path: "models", doing: "link", call, body, signal });
    }
  };
  const wanted = await missing();
  try {
    await send(wanted);
  } catch (error) {
    // The answer may have been lost, or another worker was first.
    if ((await missing()).length > 0) throw error;
  }
}

async function linkedModels(
  client: _MlflowClient,
  { runId }: _MlflowPlace,
  signal: AbortSignal | undefined,
): Promise<Set<unknown>> {
  const call = `runs/get?run_id=${encodeURIComponent(runId)}`;
  const answer = await client.call({ path: "models", doing: "look for", call, signal });
  const { inputs, outputs } = _member(_member(answer.json()).run);
  const lists = [_member(inputs).model_inputs, _member(outputs).model_outputs];
  return new Set(
    lists.flatMap((list) => Array.isArray(list) ? list.map((each) => _member(each).model_id) : []),
  );
}
