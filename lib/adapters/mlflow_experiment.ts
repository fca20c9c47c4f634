import type { Delivery } from "../destination.ts";
import { type _FoundExperiment, _readExperiment } from "./mlflow_answers.ts";
import { _errorCode, type _MlflowClient } from "./mlflow_client.ts";

/** The tag by which MLflow's pages show runs of training, not conversations with a model. */
const TRAINING = { key: "mlflow.experimentKind", value: "custom_model_development" };

/** The id of an experiment, which is made where there is none and restored where it was deleted: its
 * name stays taken. */
export async function _openExperiment(
  client: _MlflowClient,
  name: string,
  delivery: Delivery,
): Promise<string> {
  const path = `experiments/${name}`;
  const { signal } = delivery;
  const experiment = await _findExperiment(client, name, signal) ?? await make();
  if (!experiment.isActive) {
    const body = JSON.stringify({ experiment_id: experiment.id });
    await client.call({ path, doing: "restore", call: "experiments/restore", body, signal });
    delivery.changed(path, "restored", "it was deleted at the server, and its name stays taken");
  }
  return experiment.id;

  async function make(): Promise<_FoundExperiment> {
    const body = JSON.stringify({ name, tags: [TRAINING] });
    try {
      await client.call({ path, doing: "create", call: "experiments/create", body, signal });
    } catch (error) {
      // Somebody else was faster, or the first try was acted on though its answer was lost.
      if (!/^(RESOURCE_)?ALREADY_EXISTS$/.test(String(_errorCode(error)))) throw error;
    }
    return _readExperiment(
      await client.call({ path, doing: "find", ...byName(name), signal }),
      path,
    );
  }
}

/** An experiment by its name; `undefined` where there is none. */
export async function _findExperiment(
  client: _MlflowClient,
  name: string,
  signal: AbortSignal | undefined,
): Promise<_FoundExperiment | undefined> {
  const path = `experiments/${name}`;
  try {
    const answer = await client.call({ path, doing: "find", ...byName(name), signal });
    return _readExperiment(answer, path);
  } catch (error) {
    if (_errorCode(error) === "RESOURCE_DOES_NOT_EXIST") return undefined;
    throw error;
  }
}

function byName(name: string): { call: string } {
  return { call: `experiments/get-by-name?experiment_name=${encodeURIComponent(name)}` };
}
