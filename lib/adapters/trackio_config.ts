import {
  description,
  type EndEvent,
  type Param,
  params,
  type Run,
  type StartEvent,
  tags,
} from "../../mod.ts";
import { startEvent } from "./start_event.ts";
import { toDateTime } from "../base/time.ts";
import { trackioInteger, trackioNumber, trackioObject } from "./trackio_json.ts";
import { pathOf, type TrackioNames } from "./trackio_names.ts";

/** What of a run trackio has no place for but its config. */
export interface TrackioFacts {
  /** The run's end; absent while it runs. */
  readonly end?: EndEvent;
  /** The metrics that have another name on the server, with that. */
  readonly names: ReadonlyMap<string, string>;
  /** The units of metrics, by their names on the server. */
  readonly units: ReadonlyMap<string, string>;
}

/** A config, and what it cost to make one. */
export interface TrackioConfig {
  /** The config as JSON. */
  readonly text: string;
  /** The parameters that are not there as they are: the path, what is there, why. */
  readonly changed: readonly (readonly [path: string, to: string, reason: string])[];
  /** The parameters that are not there. */
  readonly refused: readonly (readonly [path: string, error: unknown])[];
}

/** Makes the config of a run: its parameters at the top, where the dashboard compares and groups by
 * them, and what else is known of it under `stemma`. */
export function trackioConfig(run: Run, facts: TrackioFacts, names: TrackioNames): TrackioConfig {
  const members: [string, string][] = [];
  const changed: [string, string, string][] = [];
  const refused: [string, unknown][] = [];
  for (const param of params(run)) {
    const path = pathOf(param);
    let name: string;
    try {
      name = names.param(param);
    } catch (error) {
      refused.push([`params/${path}`, error]);
      continue;
    }
    if (name !== path) changed.push([`params/${path}`, name, "trackio does not take the name"]);
    const text = valueText(param.value);
    const reason = changeOf(param.value, text);
    if (reason !== undefined) changed.push([`params/${path}`, text, reason]);
    members.push([name, text]);
  }
  const start = startEvent(run);
  members.push(
    ["_Created", JSON.stringify(toDateTime(start.timestamp))],
    ["_Username", JSON.stringify(start.agent?.name ?? null)],
    ["_Group", JSON.stringify(start.parent?.runId ?? null)],
    ["stemma", JSON.stringify(aboutOf(run, start, facts))],
  );
  return { text: trackioObject(members), changed, refused };
}

function aboutOf(run: Run, start: StartEvent, facts: TrackioFacts): Record<string, unknown> {
  return {
    runId: run.runId,
    experiment: run.experiment,
    namespace: run.namespace,
    status: run.status,
    startTime: toDateTime(start.timestamp),
    endTime: facts.end === undefined ? null : toDateTime(facts.end.timestamp),
    error: facts.end?.error ?? null,
    description: description(run) ?? null,
    tags: tags(run),
    names: Object.fromEntries(facts.names),
    units: Object.fromEntries(facts.units),
  };
}

function valueText(value: Param["value"]): string {
  if (typeof value === "number") return trackioNumber(value);
  if (typeof value === "bigint") return trackioInteger(value);
  return JSON.stringify(value);
}

/** Why a parameter is not there as it was logged. */
function changeOf(value: Param["value"], text: string): string | undefined {
  if (value instanceof Date) return "JSON has no dates";
  if (typeof value === "bigint" && text.startsWith('"')) return "the server has 64 bits";
  if (typeof value === "string" && /^(NaN|-?Infinity)$/.test(value)) {
    return "trackio's client reads that text as a number";
  }
  return undefined;
}
