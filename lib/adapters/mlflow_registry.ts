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

/** A model that is to be a version of a registered one. */
interface Entry {
  readonly name: string;
  readonly source: string;
  /** The server's id of the model. */
  readonly modelId: string;
  readonly sha256: string | undefined;
  /** Its path in the report. */
  readonly path: string;
}

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
  const entries: Entry[] = [];
  for (const { facts: { model, path }, model: { id } } of there) {
    const name = model.direction === "output" ? nameFor(register, model) : undefined;
    if (name === undefined) continue;
    const source = `models:/${id}`;
    entries.push({ name, source, modelId: id, sha256: model.sha256, path: `${path} as ${name}` });
  }
  if (entries.length === 0) return;
  const versions = await registerAll(client, place, entries, delivery.signal);
  const aliases = aliasesOf(run);
  for (const { name, source, sha256, path } of entries) {
    const version = versions.get(`${name} ${source}`);
    for (const alias of aliases.get(sha256 ?? "") ?? []) {
      if (!ALIAS.test(alias)) {
        delivery.skipped(`${path}@${alias}`, "MLflow takes no such alias");
        continue;
      }
      const body = JSON.stringify({ name, alias, version: String(version) });
      const call = "registered-models/alias";
      await client.call({ path, doing: "name", call, body, signal: delivery.signal });
    }
  }
}

/** Makes the versions that are not there. The server makes one at every call: who sees that another
 * worker was first, takes its own away again. */
async function registerAll(
  client: _MlflowClient,
  place: _MlflowPlace,
  entries: readonly Entry[],
  signal: AbortSignal | undefined,
): Promise<Map<string, number>> {
  const before = await findVersions(client, place, signal);
  const made = new Map<Entry, number>();
  for (const entry of entries) {
    if (before.has(`${entry.name} ${entry.source}`)) continue;
    made.set(entry, await createVersion(client, place, entry, signal));
  }
  if (made.size === 0) return before;
  const versions = await findVersions(client, place, signal);
  for (const [{ name, source, path }, own] of made) {
    const first = versions.get(`${name} ${source}`) ?? own;
    versions.set(`${name} ${source}`, first);
    if (first === own) continue;
    const body = JSON.stringify({ name, version: String(own) });
    const call = "model-versions/delete";
    await client.call({ path, doing: "delete", method: "DELETE", call, body, signal });
  }
  return versions;
}

function nameFor(register: _Register, model: Model): string | undefined {
  return typeof register === "function" ? register(model) : register;
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

/** The versions that are registered of a run's models, by name and source; of several the first. */
async function findVersions(
  client: _MlflowClient,
  { runId }: _MlflowPlace,
  signal: AbortSignal | undefined,
): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  const query = new URLSearchParams({ filter: `run_id='${runId}'`, max_results: "1000" });
  for (let page = 0; page < MAX_PAGES; page++) {
    const call = `model-versions/search?${query}`;
    const answer = await client.call({ path: "models", doing: "look for", call, signal });
    const { model_versions, next_page_token } = _member(answer.json());
    for (const each of Array.isArray(model_versions) ? model_versions : []) {
      const { name, source, version } = _member(each);
      const key = `${name} ${source}`;
      found.set(key, Math.min(found.get(key) ?? Infinity, Number(version)));
    }
    if (typeof next_page_token !== "string" || next_page_token === "") break;
    query.set("page_token", next_page_token);
  }
  return found;
}

async function createVersion(
  client: _MlflowClient,
  place: _MlflowPlace,
  { name, source, modelId, path }: Entry,
  signal: AbortSignal | undefined,
): Promise<number> {
  const model = { path, doing: "register", call: "registered-models/create", signal };
  try {
    await client.call({ ...model, body: JSON.stringify({ name }) });
  } catch (error) {
    if (_errorCode(error) !== "RESOURCE_ALREADY_EXISTS") throw error;
  }
  let known: number | undefined;
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
  return known ?? Number(_member(_member(answer.json()).model_version).version);
}
