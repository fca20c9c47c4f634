import { events, type Run } from "../../mod.ts";
import type { _MlflowDataset } from "./mlflow_datasets.ts";
import type { _MlflowMapping, _MlflowPart } from "./mlflow_mapping.ts";

/** What goes to MLflow in one piece, and the number of events that are there then. */
export interface _MlflowBatch {
  readonly end: number;
  /** Points as JSON, joined by commas. */
  readonly metrics: string;
  readonly params: readonly _MlflowPart[];
  readonly tags: readonly _MlflowPart[];
  /** What goes before the batch, for the batch says that it is there. */
  readonly datasets: readonly _MlflowDataset[];
  readonly notes: readonly _MlflowPart[];
  /** Whether the run goes on after a break. */
  readonly isResumed: boolean;
}

/** The most points, params and tags of a batch, all together, and params or tags alone. A tag more
 * says how far the run is. */
const MAX_TOGETHER = 999;
const MAX_PARTS = 99;

/** The most bytes of a batch's parts; its frame has room beside. */
const MAX_BYTES = 999_000;

/** Cuts the events from `since` to `until` into batches, each made when it is asked for.
 *
 * @see `_validate_batch_log_limits` of MLflow
 */
export function* _batchesOf(
  run: Run,
  since: number,
  until: number,
  mapping: _MlflowMapping,
): Generator<_MlflowBatch, void, undefined> {
  let at = since;
  let batch = new Batch();
  for (const event of events(run, { since })) {
    if (at === until) break;
    if (event.type === "metric") {
      const point = mapping.point(event);
      if (point !== undefined) {
        if (!batch.hasRoom(point.bytes)) {
          yield batch.close(at, mapping);
          batch = new Batch();
        }
        batch.addPoint(point.json, point.bytes);
      }
    } else {
      for (const part of mapping.parts(event)) {
        if (batch.takes(part)) continue;
        yield batch.close(at, mapping);
        batch = new Batch();
        batch.takes(part);
      }
      const dataset = mapping.dataset(event);
      if (dataset !== undefined) batch.datasets.push(dataset);
      if (event.type === "resumed") batch.isResumed = true;
    }
    at++;
  }
  if (at > since) yield batch.close(at, mapping);
}

class Batch {
  #metrics = "";
  #points = 0;
  #bytes = 0;
  readonly #params = new Map<string, _MlflowPart>();
  readonly #tags = new Map<string, _MlflowPart>();
  readonly datasets: _MlflowDataset[] = [];
  isResumed = false;

  hasRoom(bytes: number): boolean {
    return this.#points + this.#params.size + this.#tags.size < MAX_TOGETHER &&
      this.#bytes + bytes < MAX_BYTES;
  }

  addPoint(json: string, bytes: number): void {
    this.#metrics += this.#points === 0 ? json : `,${json}`;
    this.#points++;
    this.#bytes += bytes + 1;
  }

  /** Adds a param or a tag, of which the last of a name counts, unless there is no room. */
  takes(part: _MlflowPart): boolean {
    const parts = part.kind === "params" ? this.#params : this.#tags;
    const bytes = new TextEncoder().encode(part.json).length + 1;
    if (!this.hasRoom(bytes) || parts.size === MAX_PARTS) return false;
    parts.set(part.name, part);
    this.#bytes += bytes;
    return true;
  }

  close(end: number, mapping: _MlflowMapping): _MlflowBatch {
    return {
      end,
      metrics: this.#metrics,
      params: [...this.#params.values()],
      tags: [...this.#tags.values()],
      datasets: this.datasets,
      notes: mapping.takeNotes(),
      isResumed: this.isResumed,
    };
  }
}
