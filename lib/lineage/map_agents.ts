import { _head } from "../run/run.ts";
import type { Agent } from "../run/events.ts";
import type { Mapping } from "./mapping.ts";

const KINDS: Readonly<Record<Agent["kind"], string>> = Object.freeze({
  person: "prov:Person",
  software: "prov:SoftwareAgent",
  organization: "prov:Organization",
});

/** Maps who made the run, and the library that recorded it, to agents. */
export function mapAgents({ p, run, names, outputs }: Mapping): void {
  const { agent, library } = _head(run);
  const software = p.agent(names.thing("software", `${library.name}-${library.version}`), {
    "prov:type": p.name("prov:SoftwareAgent"),
    "prov:label": `${library.name} ${library.version}`,
    "schema:softwareVersion": library.version,
  });
  p.wasAssociatedWith(names.run, software);
  if (agent === undefined) {
    for (const id of outputs) p.wasAttributedTo(id, software);
    return;
  }
  const person = p.agent(names.thing("agent", agent.name), {
    "prov:type": p.name(KINDS[agent.kind]),
    "prov:label": agent.name,
    "schema:identifier": agent.id,
  });
  p.wasAssociatedWith(names.run, person);
  p.actedOnBehalfOf(software, person, { activity: names.run });
  for (const id of outputs) p.wasAttributedTo(id, person);
}
