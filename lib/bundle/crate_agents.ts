import type { CrateGraph, CrateReference } from "./crate_graph.ts";
import { localId } from "./crate_ids.ts";
import type { CrateLicense } from "./crate_license.ts";
import type { CrateAgent, CrateOrganization } from "./crate_options.ts";
import type { Program } from "./crate_program.ts";

/** Adds a person or an organization, and whom the person works for. */
export function addAgent(graph: CrateGraph, agent: CrateAgent): CrateReference {
  if (agent.kind === "organization") return addOrganization(graph, agent);
  const { id, name, url, affiliation } = agent;
  const local = localId("person", name);
  return graph.add(id ?? local, local, {
    "@type": "Person",
    name,
    url,
    affiliation: affiliation && addOrganization(graph, affiliation),
  });
}

/** Adds an organization. */
export function addOrganization(
  graph: CrateGraph,
  { id, name, url }: CrateOrganization,
): CrateReference {
  const local = localId("organization", name);
  return graph.add(id ?? url ?? local, local, { "@type": "Organization", name, url });
}

/** Adds a license. */
export function addLicense(
  graph: CrateGraph,
  { id, name, description }: CrateLicense,
): CrateReference {
  const properties = { "@type": "CreativeWork", name, description };
  return graph.add(id, localId("license", name), properties);
}

/** Adds the program that ran. */
export function addProgram(graph: CrateGraph, program: Program): CrateReference {
  const { name, url, version, isSource, remote, runtime } = program;
  const local = localId("software", name);
  return graph.add(url ?? local, local, {
    "@type": isSource ? "SoftwareSourceCode" : "SoftwareApplication",
    name,
    url,
    [isSource ? "version" : "softwareVersion"]: version,
    codeRepository: isSource ? remote : undefined,
    [isSource ? "runtimePlatform" : "softwareRequirements"]: runtime,
  });
}
