import { artifacts, type Model, type Run } from "../../mod.ts";
import type { Delivery } from "../destination.ts";
import { _member } from "./mlflow_answers.ts";
import { _errorCode, type _MlflowClient } from "./mlflow_client.ts";
import type { _LoggedModel } from "./mlflow_logged_models.ts";
import type { _ModelFacts } from "./mlflow_model_facts.ts";
import type { _MlflowPlace } from "./mlflow_place.ts";

/** The name that a model is registered under; `undefined` for none. */
export type _Register = string | ((model: Model) => string | undefined) | undefined;

/** The names that MLflow takes as aliases: "latest" and version numbers have a meaning already. */
const ALIAS = /^(?!latest$)(?!v\d+$)[\w-]{1,255}$/i;

/** The most pages of versions that are asked for. */
const MAX_PAGES = 1000;

/** Registers the models that a run made, each version once, with the aliases of the artifacts that
 * have the same bytes. */
export async function _registerModels(
  client: _MlflowClient,
  register: _Register,
  run: Run,
  place: _MlflowPlace,
  there: readonly { readonly facts: _ModelFacts; readonly model: _LoggedModel }[],
  delivery: Delivery,
): Promise<void> {
  if (register === undefined) return;
  const aliases = aliasesOf(run);
  let versions: Map<string, string> | undefined;
  for (const { facts, model } of there) {
    const name = facts.model.direction === "output" ? nameFor(register, facts.model) : undefined;
    if (name === undefined) continue;
    versions ??= await findVersions(client, place, delivery.signal);
    const path = `${facts.path} as ${name}`;
    const source = `models:/${model.id}`;
    const version = versions.get(`${name} ${source}`) ??
      await createVersion(
        client,
        place,
        { name, source, modelId: model.id, path },
        delivery.signal,
      );
    for (const alias of aliases.get(facts.model.sha256 ?? "") ?? []) {
      if (!ALIAS.test(alias)) {
        delivery.skipped(`${path}@${alias}`, "MLflow takes no such alias");
        continue;
      }
      const body = JSON.stringify({ name, alias, version });
      const call = "registered-models/alias";
      await client.call({ path, doing: "name", call, body, signal: delivery.signal });
    }
  }
}

function nameFor(register: Exclude<_Register, undefined>, model: Model): string | undefined {
  return typeof register === "string" ? register : register(model);
}

/** The aliases that the artifacts of a run have, by their digests. */
function aliasesOf(run: Run): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { sha256, aliases } of artifacts(run)) {
    if (sha256 === undefined || aliases.length === 0) continue;
    found.set(sha256, [...found.get(sha256) ?? [], ...aliases]);
  }
  return found;
}

/** The versions that are registered of a run's models, by name and source. */
async function findVersions(
  client: _MlflowClient,
  { runId }: _MlflowPlace,
  signal: AbortSignal | undefined,
): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  const query = new URLSearchParams({ filter: `run_id='${runId}'`, max_results: "1000" });
  for (let page = 0; page < MAX_PAGES; page++) {
    const call = `model-versions/search?${query}`;
    const answer = await client.call({ path: "models", doing: "look for", call, signal });
    const { model_versions, next_page_token } = _member(answer.json());
    for (const each of Array.isArray(model_versions) ? model_versions : []) {
      const { name, source, version } = _member(each);
      found.set(`${name} ${source}`, String(version));
    }
    if (typeof next_page_token !== "string" || next_page_token === "") break;
    query.set("page_token", next_page_token);
  }
  return found;
}

async function createVersion(
  client: _MlflowClient,
  place: _MlflowPlace,
  { name, source, modelId, path }: Record<"name" | "source" | "modelId" | "path", string>,
  signal: AbortSignal | undefined,
): Promise<string> {
  const model = { path, doing: "register", call: "registered-models/create", signal };
  try {
    await client.call({ ...model, body: JSON.stringify({ name }) });
  } catch (error) {
    if (_errorCode(error) !== "RESOURCE_ALREADY_EXISTS") throw error;
  }
  let known: string | undefined;
  const answer = await client.call({
    path,
    doing: "register",
    call: "model-versions/create",
    body: JSON.stringify({ name, source, run_id: place.runId, model_id: modelId }),
    async held() {
      known = (await findVersions(client, place, signal)).get(`${name} ${source}`);
      // Any answer does: what it would say is known.
      const call = "registered-models/get?" + new URLSearchParams({ name });
      return known === undefined
        ? undefined
        : await client.call({ path, doing: "look for", call, signal });
    },
    signal,
  });
  return known ?? String(_member(_member(answer.json()).model_version).version);
}
