import { type EndEvent, events, type Run } from "../../mod.ts";
import type { Delivery } from "../destination.ts";
import { _readRun } from "./mlflow_answers.ts";
import { _batchesOf, type _MlflowBatch } from "./mlflow_batches.ts";
import { _errorCode, type _MlflowClient } from "./mlflow_client.ts";
import { _CURSOR_TAG, _cursorText } from "./mlflow_cursor.ts";
import { _sendDatasets } from "./mlflow_datasets.ts";
import type { _MlflowPart } from "./mlflow_mapping.ts";
import { _linkParent } from "./mlflow_parents.ts";
import type { _MlflowPlace } from "./mlflow_place.ts";
import { _wholeTime } from "./mlflow_texts.ts";

/** So many tags of 5000 characters fit into a request. */
const NOTES_AT_ONCE = 50;

/** Sends the events of a run from `since` on. The next batch is made while the server works on the
 * last one.
 *
 * @param beforeEnd sends what else has to be there when the run ends
 */
export async function _sendEvents(
  client: _MlflowClient,
  { run, since, place }: { run: Run; since: number; place: _MlflowPlace },
  delivery: Delivery,
  beforeEnd: () => Promise<void>,
): Promise<void> {
  const { mapping, refused } = place;
  if (place.parent !== undefined && await _linkParent(client, place, place.parent, delivery)) {
    place.parent = undefined;
  }
  const sender = new Sender(client, run, place, delivery);
  // The end is always the last event: it is told when all before it is there.
  const until = run.status === "RUNNING" ? run.length : run.length - 1;
  let flying = Promise.resolve();
  for (const batch of _batchesOf(run, since, until, mapping)) {
    await flying;
    flying = sender.send(batch);
    // It is awaited before the next one, or below.
    flying.catch(() => {});
    // The request leaves before the next batch is made.
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  await flying;
  await beforeEnd();
  if (since < run.length && until < run.length) await sender.end();
  for (const [path, error] of [...mapping.refused, ...refused]) delivery.failed(path, error);
}

class Sender {
  readonly #client: _MlflowClient;
  readonly #run: Run;
  readonly #place: _MlflowPlace;
  readonly #delivery: Delivery;

  constructor(client: _MlflowClient, run: Run, place: _MlflowPlace, delivery: Delivery) {
    this.#client = client;
    this.#run = run;
    this.#place = place;
    this.#delivery = delivery;
  }

  async send(batch: _MlflowBatch): Promise<void> {
    const { datasets, notes, end } = batch;
    const { runId } = this.#place;
    for (let at = 0; at < notes.length; at += NOTES_AT_ONCE) {
      await this.#post("names", this.#body({ tags: notes.slice(at, at + NOTES_AT_ONCE) }));
    }
    if (datasets.length > 0) {
      await _sendDatasets(this.#client, runId, datasets, this.#delivery.signal);
    }
    // Somebody may have ended it at the server meanwhile.
    if (batch.isResumed) await this.#update({ status: "RUNNING" });
    try {
      await this.#postBatch(batch);
    } catch (error) {
      if (batch.params.length + batch.tags.length === 0 || !isRefusal(error)) throw error;
      await this.#sendApart([...batch.params, ...batch.tags], error);
      await this.#postBatch({ ...batch, params: [], tags: [] });
    }
    for (const { path, to, reason } of this.#place.mapping.takeChanges()) {
      this.#delivery.changed(path, to, reason);
    }
    this.#delivery.acknowledge(end);
  }

  /** Tells how the run ended. */
  async end(): Promise<void> {
    const run = this.#run;
    const [end] = events(run, { since: run.length - 1 }) as Iterable<unknown> as Iterable<EndEvent>;
    await this.#update({ status: end.status, end_time: _wholeTime(end.timestamp) });
    const [, digest] = _cursorText(run, run.length).split(" ");
    const json = JSON.stringify({ key: "stemma.digest", value: digest });
    const tags: _MlflowPart[] = [
      ...this.#place.mapping.parts(end),
      { kind: "tags", name: "stemma.digest", json },
    ];
    const nothing = { metrics: "", params: [], datasets: [], notes: [], isResumed: false };
    await this.send({ ...nothing, tags, end: run.length });
  }

  /** A batch that failed is not sent again before the server was asked whether it has it: a repeated
   * point costs it a search. */
  async #postBatch(batch: _MlflowBatch): Promise<void> {
    const { runId } = this.#place;
    const cursor = _cursorText(this.#run, batch.end);
    const json = JSON.stringify({ key: _CURSOR_TAG, value: cursor });
    const tags = [...batch.tags, { json }];
    const held = async () => {
      const answer = await this.#get(runId);
      return _readRun(answer, "events").tags.get(_CURSOR_TAG) === cursor ? answer : undefined;
    };
    await this.#post(`events to ${batch.end}`, this.#body({ ...batch, tags }), held);
  }

  /** Sends parts of a batch that was refused one by one, so that no one of them holds up the rest. */
  async #sendApart(parts: readonly _MlflowPart[], reason: unknown): Promise<void> {
    if (!_readRun(await this.#get(this.#place.runId), "events").isActive) throw reason;
    for (const part of parts) {
      const path = `${part.kind}/${part.name}`;
      try {
        await this.#post(path, this.#body({ [part.kind]: [part] }));
      } catch (error) {
        if (!isRefusal(error)) throw error;
        this.#place.refused.set(path, error);
      }
    }
  }

  #body(parts: {
    metrics?: string;
    params?: readonly { json: string }[];
    tags?: readonly { json: string }[];
  }): string {
    const list = (items: readonly { json: string }[] = []) =>
      items.map(({ json }) => json).join(",");
    return `{"run_id":${JSON.stringify(this.#place.runId)},"metrics":[${parts.metrics ?? ""}],` +
      `"params":[${list(parts.params)}],"tags":[${list(parts.tags)}]}`;
  }

  async #update(change: { status: string; end_time?: number }): Promise<void> {
    const body = JSON.stringify({ run_id: this.#place.runId, ...change });
    const { signal } = this.#delivery;
    await this.#client.call({ path: "status", doing: "send", call: "runs/update", body, signal });
  }

  #post(path: string, body: string, held?: Parameters<_MlflowClient["call"]>[0]["held"]) {
    const { signal } = this.#delivery;
    return this.#client.call({ path, doing: "send", call: "runs/log-batch", body, held, signal });
  }

  #get(runId: string) {
    const call = `runs/get?run_id=${encodeURIComponent(runId)}`;
    const { signal } = this.#delivery;
    return this.#client.call({ path: "events", doing: "look for", call, signal });
  }
}

/** Whether MLflow does not take what was sent, whoever sends it. */
function isRefusal(error: unknown): boolean {
  return _errorCode(error) === "INVALID_PARAMETER_VALUE" || _errorCode(error) === "BAD_REQUEST";
}
