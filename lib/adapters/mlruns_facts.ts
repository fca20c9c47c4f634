import { safeSegment } from "../base/path.ts";
import {
  digest,
  type EndEvent,
  events,
  type LogEvent,
  type Run,
  type StartEvent,
  textAsset,
} from "../../mod.ts";
import type { _MlflowDataset } from "./mlflow_datasets.ts";
import { _MlflowMapping } from "./mlflow_mapping.ts";
import type { _Named } from "./mlflow_names.ts";

/** A text as MLflow would hold it, and what it is called in the run. */
export interface _MlrunsText {
  readonly named: _Named;
  readonly text: string;
}

/** What a server of MLflow would hold of a run beside its points. */
export interface _MlrunsFacts {
  readonly start: StartEvent;
  /** Absent while the run goes on. */
  readonly end: EndEvent | undefined;
  /** By their names at MLflow. */
  readonly params: ReadonlyMap<string, _MlrunsText>;
  readonly tags: ReadonlyMap<string, _MlrunsText>;
  readonly datasets: readonly _MlflowDataset[];
}

/** Gathers what a server of MLflow would hold of a run, by the same mapping. Cost: O(events). */
export function _mlrunsFacts(run: Run): _MlrunsFacts {
  const mapping = new _MlflowMapping();
  let start: StartEvent | undefined;
  let end: EndEvent | undefined;
  const texts = { params: new Map<string, _MlrunsText>(), tags: new Map<string, _MlrunsText>() };
  const datasets: _MlflowDataset[] = [];
  for (const event of events(run)) {
    if (event.type === "metric") continue;
    if (event.type === "start") start = event;
    if (event.type === "end") end = event;
    const parts = mapping.parts(event);
    for (const [i, { kind, name, json }] of parts.entries()) {
      const named = namedBy(event, i - parts.length) ?? { key: name };
      texts[kind].set(name, { named, text: JSON.parse(json).value });
    }
    const dataset = mapping.dataset(event);
    if (dataset !== undefined) datasets.push(dataset);
  }
  const { parent } = start!;
  const links = {
    ...(parent && { "mlflow.parentRunId": _mlrunsRunId(parent.runId) }),
    "stemma.digest": digest(run),
  };
  for (const [name, text] of Object.entries(links)) {
    texts.tags.set(name, { named: { key: name }, text });
  }
  return { start: start!, end, ...texts, datasets };
}

/** What a part of an event is called in the run, counted from the last one; what we name ourselves
 * is called as it is there. */
function namedBy(event: LogEvent, at: number): _Named | undefined {
  if (event.type === "param") return { key: event.key, context: event.context };
  if (event.type === "tag") return { key: event.key };
  // The tags that a run starts with come last.
  const key = event.type === "start" ? Object.keys(event.tags ?? {}).at(at) : undefined;
  return key === undefined ? undefined : { key };
}

/** The id of a run's folder: the run's own, where MLflow and a file system take it. */
export function _mlrunsRunId(runId: string): string {
  const fits = /^[a-z0-9][\w-]{0,99}$/i.test(runId) && safeSegment(runId) === runId &&
    !/^(tags|datasets|traces|models|artifacts)$/i.test(runId);
  return fits ? runId : _shortDigest(runId);
}

/** A digest of 32 hex digits, as MLflow's own ids have. */
export function _shortDigest(text: string): string {
  return textAsset("text", text).sha256.slice(0, 32);
}
