import { toDateTime } from "../base/time.ts";
import type { EndEvent } from "../run/events.ts";
import { addAgent } from "./crate_agents.ts";
import type { CrateFacts } from "./crate_facts.ts";
import type { CrateReference } from "./crate_graph.ts";
import { localId } from "./crate_ids.ts";
import type { CrateThings } from "./crate_things.ts";
import { addValue } from "./crate_values.ts";

/** The reference to the action that a run is. */
export function actionOf(runId: string): CrateReference {
  return { "@id": localId("run", runId) };
}

/** Adds the run as an action: what ran, who ran it, what it took in and what it made. */
export function addAction(
  { graph, objects, results }: CrateThings,
  facts: CrateFacts,
  instrument: CrateReference,
): void {
  const { start, end, command, description, agent, variables } = facts;
  const { "@id": id } = actionOf(start.runId);
  graph.add(id, id, {
    "@type": "CreateAction",
    name: start.name,
    description: command ?? description,
    identifier: start.runId,
    startTime: crateTime(start.timestamp),
    endTime: end && crateTime(end.timestamp),
    actionStatus: end && `http://schema.org/${statusOf(end)}ActionStatus`,
    error: end && errorOf(end),
    instrument,
    agent: agent && addAgent(graph, agent),
    environment: variables.map(([name, value]) =>
      addValue(graph, localId("environment", name), { name, value })
    ),
    object: objects,
    result: results,
  });
}

/** A time as the profile's checkers read it: an offset in digits, milliseconds at most. */
export function crateTime(ms: number): string {
  return toDateTime(ms).replace("Z", "+00:00");
}

function statusOf({ status }: EndEvent): "Completed" | "Failed" {
  return status === "FINISHED" ? "Completed" : "Failed";
}

/** What went wrong; a run that failed without a word still says that it did. */
function errorOf({ status, error }: EndEvent): string | undefined {
  if (status === "FINISHED") return undefined;
  const { name, message } = error ?? {};
  return [name, message].filter(Boolean).join(": ") || `The run ended as ${status}`;
}
