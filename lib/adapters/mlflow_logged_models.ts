import { SinkError } from "../../mod.ts";
import type { HttpAnswer } from "../destination.ts";
import { _member } from "./mlflow_answers.ts";
import { _errorCode, type _MlflowClient } from "./mlflow_client.ts";
import { _MODEL_TAG, type _ModelFacts } from "./mlflow_model_facts.ts";
import type { _MlflowPlace } from "./mlflow_place.ts";

/** A logged model as MLflow tells of it. */
export interface _LoggedModel {
  readonly id: string;
  readonly artifactUri: string;
  readonly isReady: boolean;
  /** When it was made, by the server's clock. */
  readonly made: number;
}

/** The most pages of models that are asked for. */
const MAX_PAGES = 1000;

/** The models of a run at the server, by our keys; `undefined` where the server knows no models, as
 * those before version 3. Of two that two workers have made, the first one is the one for all. */
export async function _findModels(
  client: _MlflowClient,
  place: _MlflowPlace,
  signal: AbortSignal | undefined,
): Promise<Map<string, _LoggedModel> | undefined> {
  const found = new Map<string, _LoggedModel>();
  let token: unknown;
  for (let page = 0; page < MAX_PAGES; page++) {
    let answer: HttpAnswer;
    try {
      answer = await searchModels(client, place, token, signal);
    } catch (error) {
      const code = _errorCode(error);
      const status = error instanceof SinkError ? error.details.status : undefined;
      if (code === "ENDPOINT_NOT_FOUND" || status === 404 || status === 405) return undefined;
      throw error;
    }
    const { models, next_page_token } = _member(answer.json());
    for (const each of Array.isArray(models) ? models : []) {
      const { key, model } = readModel(each);
      if (key === undefined) continue;
      const other = found.get(key);
      if (other === undefined || isBefore(model, other)) found.set(key, model);
    }
    if (typeof next_page_token !== "string" || next_page_token === "") break;
    token = next_page_token;
  }
  return found;
}

/** Makes a model at the server. */
export async function _createModel(
  client: _MlflowClient,
  place: _MlflowPlace,
  { key, path, name, type, params, tags }: _ModelFacts,
  signal: AbortSignal | undefined,
): Promise<_LoggedModel> {
  const { experimentId, runId } = place;
  const body = JSON.stringify({
    experiment_id: experimentId,
    name,
    ...(type === undefined ? {} : { model_type: type }),
    source_run_id: runId,
    params,
    tags,
  });
  let known: _LoggedModel | undefined;
  const held = async () => {
    known = (await _findModels(client, place, signal))?.get(key);
    // What the answer says is known then.
    return known && await searchModels(client, place, undefined, signal);
  };
  const call = "logged-models";
  const answer = await client.call({ path, doing: "create", call, body, held, signal });
  if (known !== undefined) return known;
  const { model } = readModel(_member(answer.json()).model);
  if (model.id !== "") return model;
  const message = `Cannot create "${path}": MLflow's answer has no model_id`;
  throw new SinkError("SINK_ANSWER", message, { path });
}

/** Takes away a model that another worker had made before. */
export async function _deleteModel(
  client: _MlflowClient,
  { id }: _LoggedModel,
  { path }: _ModelFacts,
  signal: AbortSignal | undefined,
): Promise<void> {
  const body = JSON.stringify({ model_id: id });
  const call = `logged-models/${encodeURIComponent(id)}`;
  await client.call({ path, doing: "delete", method: "DELETE", call, body, signal });
}

/** Says how the upload of a model's files ended. */
export async function _finishModel(
  client: _MlflowClient,
  { id }: _LoggedModel,
  { path }: _ModelFacts,
  status: "READY" | "UPLOAD_FAILED",
  signal: AbortSignal | undefined,
): Promise<void> {
  const body = JSON.stringify({ model_id: id, status: `LOGGED_MODEL_${status}` });
  const call = `logged-models/${encodeURIComponent(id)}`;
  await client.call({ path, doing: "finish", method: "PATCH", call, body, signal });
}

function searchModels(
  client: _MlflowClient,
  { experimentId, runId }: _MlflowPlace,
  token: unknown,
  signal: AbortSignal | undefined,
): Promise<HttpAnswer> {
  const body = JSON.stringify({
    experiment_ids: [experimentId],
    filter: `source_run_id = '${runId}'`,
    ...(token === undefined ? {} : { page_token: token }),
  });
  const call = "logged-models/search";
  return client.call({ path: "models", doing: "look for", call, body, signal });
}

function isBefore(a: _LoggedModel, b: _LoggedModel): boolean {
  return a.made === b.made ? a.id < b.id : a.made < b.made;
}

function readModel(value: unknown): { key: string | undefined; model: _LoggedModel } {
  const { info } = _member(value);
  const { model_id, artifact_uri, status, tags, creation_timestamp_ms } = _member(info);
  const pairs = Array.isArray(tags) ? tags.map(_member) : [];
  const key = pairs.find(({ key }) => key === _MODEL_TAG)?.value;
  return {
    key: typeof key === "string" ? key : undefined,
    model: {
      id: String(model_id ?? ""),
      artifactUri: String(artifact_uri ?? ""),
      isReady: status === "LOGGED_MODEL_READY",
      made: Number(creation_timestamp_ms ?? 0),
    },
  };
}
