import { createTaskPool } from "../base/task_pool.ts";
import { models, type Run, type SinkFile } from "../../mod.ts";
import { artifactFiles, type Delivery } from "../destination.ts";
import type { _MlflowClient } from "./mlflow_client.ts";
import { _openFileStore } from "./mlflow_file_store.ts";
import { _filesSink } from "./mlflow_files_sink.ts";
import {
  _createModel,
  _deleteModel,
  _findModels,
  _finishModel,
  type _LoggedModel,
} from "./mlflow_logged_models.ts";
import { type _ModelFacts, _modelFacts } from "./mlflow_model_facts.ts";
import { _linkModels } from "./mlflow_model_links.ts";
import type { _MlflowPlace } from "./mlflow_place.ts";
import { type _Register, _registerModels } from "./mlflow_registry.ts";

/** So many models are uploaded at a time, and so many bytes are held together. */
const CONCURRENCY = 4;
const HELD_BYTES = 2 ** 25;

/** What became of the models of a run. */
export interface _SentModels {
  /** The paths of weights that lie with their models: they are no files of the run there. */
  readonly weights: ReadonlySet<string>;
  /** Whether all of them are there. */
  readonly isWhole: boolean;
}

/** Sends the models of a run, as far as they are not there. */
export type _SendModels = (
  slice: { readonly run: Run; readonly place: _MlflowPlace },
  delivery: Delivery,
) => Promise<_SentModels>;

/** Makes what sends the models of runs to a server: each saved version, and each model that was
 * logged as a whole, becomes a logged model of MLflow with its weights, figures and digest; the run
 * is linked to it. A model that is there, by its tag, is not made again.
 *
 * @param takesParts as {@link _openFileStore} asks it
 */
export function _createModelSender(
  client: _MlflowClient,
  register: _Register,
  takesParts: () => Promise<boolean>,
): _SendModels {
  /** What the server holds, by its id of the run; absent in a server that knows no models. */
  const known = new Map<string, Map<string, _LoggedModel> | undefined>();
  /** How many of a run's models are there, likewise. */
  const sent = new Map<string, number>();

  async function find(place: _MlflowPlace, delivery: Delivery) {
    const { runId } = place;
    if (!known.has(runId)) known.set(runId, await _findModels(client, place, delivery.signal));
    return known.get(runId);
  }

  async function send(
    facts: readonly _ModelFacts[],
    run: Run,
    place: _MlflowPlace,
    held: Map<string, _LoggedModel>,
    delivery: Delivery,
  ): Promise<boolean> {
    let isWhole = true;
    const failed = (path: string, error: unknown) => {
      isWhole = false;
      delivery.failed(path, error);
    };
    await create(facts, place, held, delivery, failed);
    const files = new Map(artifactFiles(run).files.map((file) => [file.path, file]));
    const done = new Map<_ModelFacts, _LoggedModel>();
    const pool = createTaskPool(CONCURRENCY, HELD_BYTES);
    for (const each of facts) {
      const model = held.get(each.key);
      if (model === undefined) continue;
      await pool.room();
      if (delivery.signal?.aborted) {
        failed(each.path, delivery.signal.reason);
        break;
      }
      pool.start(Math.min(each.model.size ?? 0, HELD_BYTES), async () => {
        try {
          if (!model.isReady) await upload(model, each, files, delivery);
          held.set(each.key, { ...model, isReady: true });
          done.set(each, model);
        } catch (error) {
          failed(each.path, error);
        }
      });
    }
    await pool.idle();
    // In the order of the run: so versions are numbered.
    const there = facts.flatMap((facts) => {
      const model = done.get(facts);
      return model === undefined ? [] : [{ facts, model }];
    });
    const links = there.map(({ model: { id }, facts: { model } }) => ({
      id,
      direction: model.direction,
      step: model.step ?? 0,
    }));
    await _linkModels(client, place, links, delivery.signal);
    await _registerModels(client, register, run, place, there, delivery);
    return isWhole;
  }

  /** Makes the models that are not there. Two workers can do so at once: who sees that another one
   * was first, takes its own away again. */
  async function create(
    facts: readonly _ModelFacts[],
    place: _MlflowPlace,
    held: Map<string, _LoggedModel>,
    delivery: Delivery,
    failed: (path: string, error: unknown) => void,
  ): Promise<void> {
    const { signal } = delivery;
    const made = new Map<_ModelFacts, _LoggedModel>();
    for (const each of facts) {
      if (held.has(each.key)) continue;
      if (each.name !== each.model.name) {
        delivery.changed(each.path, each.name, "MLflow takes no such name of a model");
      }
      try {
        made.set(each, await _createModel(client, place, each, signal));
      } catch (error) {
        failed(each.path, error);
        if (signal?.aborted) break;
      }
    }
    if (made.size === 0) return;
    const all = await _findModels(client, place, signal);
    for (const [each, own] of made) {
      const first = all?.get(each.key) ?? own;
      if (first.id !== own.id) await _deleteModel(client, own, each, signal);
      held.set(each.key, first);
    }
  }

  async function upload(
    model: _LoggedModel,
    facts: _ModelFacts,
    files: ReadonlyMap<string, SinkFile>,
    delivery: Delivery,
  ): Promise<void> {
    const { path, uri } = facts.model;
    const file = path === undefined ? undefined : files.get(path);
    const { signal } = delivery;
    if (file === undefined) {
      // A model without weights is whole; one whose weights are nowhere is not.
      const isLost = path !== undefined;
      await _finishModel(client, model, facts, isLost ? "UPLOAD_FAILED" : "READY", signal);
      if (isLost) delivery.skipped(facts.path, "the bytes are not at hand in this process");
      else if (uri !== undefined) delivery.skipped(facts.path, `its weights lie at ${uri}`);
      return;
    }
    try {
      const owner = { kind: "model", id: model.id, artifactUri: model.artifactUri } as const;
      const sink = _filesSink({
        store: _openFileStore(client, owner, takesParts),
        known: new Map(),
        earlier: new Map(),
        leavesOut: () => false,
        wrote: () => delivery.wrote(file),
        signal,
      });
      await sink.put({ ...file, path: nameOf(file.path) }, { signal });
      await sink.verify();
    } catch (error) {
      // Nothing of it is shown as a model; what went wrong before is what is told.
      await _finishModel(client, model, facts, "UPLOAD_FAILED", undefined).catch(() => {});
      throw error;
    }
    await _finishModel(client, model, facts, "READY", signal);
  }

  return async ({ run, place }, delivery) => {
    const all = models(run);
    const weights = new Set(all.flatMap(({ path }) => path ?? []));
    if (all.length === 0) return { weights, isWhole: true };
    try {
      const held = await find(place, delivery);
      if (held === undefined) return { weights: new Set<string>(), isWhole: true };
      if (sent.get(place.runId) === all.length) return { weights, isWhole: true };
      const isWhole = await send(_modelFacts(all), run, place, held, delivery);
      if (isWhole) sent.set(place.runId, all.length);
      return { weights, isWhole };
    } catch (error) {
      delivery.failed("models", error);
      return { weights, isWhole: false };
    }
  };
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
