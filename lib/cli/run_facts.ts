import {
  type Agent,
  artifacts,
  contexts,
  datasets,
  description,
  digest,
  type EndEvent,
  events,
  models,
  params,
  type Run,
  type StartEvent,
  summarize,
  type Summary,
  tags,
} from "../../mod.ts";
import { settingsOf } from "./run_settings.ts";

/** What a run is, without what it logged. */
export interface RunFacts {
  readonly runId: string;
  readonly name: string;
  readonly experiment: string;
  readonly status: Run["status"];
  readonly namespace: string;
  /** Milliseconds since the epoch. */
  readonly startTime: number;
  /** Absent where the run has not ended. */
  readonly endTime?: number;
  readonly error?: EndEvent["error"];
  readonly description?: string;
  readonly agent?: Agent;
  /** The id of the run that this one is part of. */
  readonly parent?: string;
  readonly rank?: number;
  readonly worldSize?: number;
  /** The library that wrote the log. */
  readonly library: StartEvent["library"];
  /** How many events its log has. */
  readonly events: number;
  readonly digest: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** What a run is, without what it logged. */
export function factsOf(run: Run): RunFacts {
  const [start] = events(run) as Iterable<StartEvent>;
  const [end] = run.status === "RUNNING"
    ? []
    : events(run, { since: run.length - 1 }) as Iterable<EndEvent>;
  const text = description(run);
  const { namespace, timestamp, agent, parent, rank, worldSize, library } = start;
  return {
    runId: run.runId,
    name: run.name,
    experiment: run.experiment,
    status: run.status,
    namespace,
    startTime: timestamp,
    ...(end !== undefined && { endTime: end.timestamp }),
    ...(end?.error !== undefined && { error: end.error }),
    ...(text !== undefined && { description: text }),
    ...(agent !== undefined && { agent }),
    ...(parent !== undefined && { parent: parent.runId }),
    ...(rank !== undefined && { rank }),
    ...(worldSize !== undefined && { worldSize }),
    library,
    events: run.length,
    digest: digest(run),
    tags: tags(run),
  };
}

/** Where a run lies and everything that is shown of it, as data that JSON can hold: what is not
 * finite, and whole numbers beyond a double, are texts; the times of the run are in ISO 8601, those of entries in
 * milliseconds since the epoch. */
export function runData(place: string, run: Run): unknown {
  const facts = factsOf(run);
  return jsonOf({
    place,
    ...facts,
    startTime: new Date(facts.startTime),
    ...(facts.endTime !== undefined && { endTime: new Date(facts.endTime) }),
    ...settingsOf(run),
    params: params(run),
    metrics: summarize(run) satisfies Summary[],
    contexts: contexts(run),
    artifacts: artifacts(run),
    models: models(run),
    datasets: datasets(run),
  });
}

function jsonOf(value: unknown): unknown {
  if (typeof value === "bigint") return String(value);
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(jsonOf);
  if (typeof value !== "object" || value === null) return value;
  // A name can be `__proto__`: defined, not assigned.
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, jsonOf(each)]));
}
