import { utf8 } from "../base/bytes.ts";
import type { Run } from "../run/run.ts";
import { tags } from "../run/view_contexts.ts";
import type { ManifestFile } from "../seal/manifest.ts";
import { actionOf, addAction, crateTime } from "./crate_action.ts";
import { addAgent, addLicense, addOrganization, addProgram } from "./crate_agents.ts";
import { crateFacts } from "./crate_facts.ts";
import { compactEntity, type CrateEntity, crateGraph, type CrateReference } from "./crate_graph.ts";
import { fileId } from "./crate_ids.ts";
import type { CrateOptions } from "./crate_options.ts";
import { addThings, type CrateThings, mediaTypeText } from "./crate_things.ts";
import { addMetrics } from "./crate_values.ts";
import type { SinkFile } from "./file.ts";
import { fileFromBytes } from "./make_file.ts";

const CRATE = "https://w3id.org/ro/crate/1.1";
const PROFILE = "https://w3id.org/ro/wfrun/process/0.5";
const CONTEXT = [
  "https://w3id.org/ro/crate/1.1/context",
  "https://w3id.org/ro/terms/workflow-run/context",
];

/** What the files of every run are called for people. */
const NAMES: Readonly<Record<string, string>> = Object.freeze({
  __proto__: null as never,
  "run.log": "The log of the run",
  "prov.json": "The provenance as PROV-JSON",
  "prov.provn": "The provenance as PROV-N",
  "prov.jsonld": "The provenance as PROV-JSONLD",
  "prov.dot": "The provenance as DOT",
  "prov.svg": "The provenance as a picture",
  "manifest.json": "The manifest: every file with its size and digest",
});

/** The metadata file that makes a run's folder a Process Run Crate.
 *
 * @param files what the folder holds; the manifest, which is written later and names this file, is
 * listed without size and digest
 * @see RO-Crate 1.1, https://w3id.org/ro/crate/1.1
 */
export function crateFile(
  run: Run,
  files: readonly ManifestFile[],
  options: CrateOptions,
): SinkFile {
  const graph = { "@context": CONTEXT, "@graph": crateEntities(run, files, options) };
  const bytes = utf8(`${JSON.stringify(graph, null, 2)}\n`);
  return fileFromBytes("ro-crate-metadata.json", "application/ld+json", bytes);
}

function crateEntities(
  run: Run,
  files: readonly ManifestFile[],
  options: CrateOptions,
): CrateEntity[] {
  const facts = crateFacts(run, options);
  const graph = crateGraph();
  const held = new Set(files.map(({ path }) => path));
  const things: CrateThings = { graph, held, objects: [], results: [] };
  const profile = graph.add(PROFILE, "#profile", {
    "@type": "CreativeWork",
    name: "Process Run Crate",
    version: "0.5",
  });
  // Addresses are given in this order: a program without one is not what the profile asks for.
  const program = addProgram(graph, facts.program);
  const { license, author, publisher } = facts;
  const root = {
    "@type": "Dataset",
    name: facts.name,
    description: facts.description,
    datePublished: crateTime(facts.published),
    license: license && addLicense(graph, license),
    author: author && addAgent(graph, author),
    publisher: publisher && addOrganization(graph, publisher),
    keywords: Object.entries(tags(run)).map(([key, value]) => value ? `${key}: ${value}` : key),
    conformsTo: profile,
    mentions: actionOf(run.runId),
  };
  addThings(things, run);
  const hasPart = addParts(things, run, files);
  addAction(things, facts, program);
  return [
    compactEntity("ro-crate-metadata.json", {
      "@type": "CreativeWork",
      conformsTo: { "@id": CRATE },
      about: { "@id": "./" },
    }),
    compactEntity("./", { ...root, hasPart }),
    ...graph.entities(),
  ];
}

/** Adds the files that the run did not name itself, and returns all. */
function addParts(
  { graph, results }: CrateThings,
  run: Run,
  files: readonly ManifestFile[],
): CrateReference[] {
  const metrics = addMetrics(graph, run);
  results.push(...metrics.values());
  const parts: CrateReference[] = [];
  for (const { path, size, sha256, mediaType } of files) {
    const id = fileId(path);
    parts.push({ "@id": id });
    if (graph.has(id)) continue;
    results.push(graph.add(id, id, {
      "@type": "File",
      name: NAMES[path] ?? path,
      encodingFormat: mediaTypeText(mediaType),
      contentSize: String(size),
      sha256,
      about: metrics.get(path) ?? actionOf(run.runId),
    }));
  }
  parts.push(graph.add("manifest.json", "#manifest", {
    "@type": "File",
    name: NAMES["manifest.json"],
    encodingFormat: "application/json",
    about: actionOf(run.runId),
  }));
  return parts;
}
