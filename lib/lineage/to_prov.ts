import { provBuilder } from "../prov/build.ts";
import type { ProvDocument } from "../prov/document.ts";
import type { ProvStatements } from "../prov/statements.ts";
import type { Run } from "../run/run.ts";
import { _head } from "../run/run.ts";
import { mapActivities } from "./map_activities.ts";
import { mapAgents } from "./map_agents.ts";
import { mapFiles } from "./map_files.ts";
import { mapMetrics } from "./map_metrics.ts";
import { mapModels } from "./map_models.ts";
import { mapParams } from "./map_params.ts";
import { mapSettings } from "./map_settings.ts";
import { runNames, runNamespace } from "./run_names.ts";
import { NAMESPACES } from "./terms.ts";
import { type Mapping, recordsByType } from "./mapping.ts";

/** Draws the family tree of a run, or of several, as a PROV document.
 *
 * Every id lies in its run's own namespace, everything that is referred to is described, and times
 * are those of the events, so equal facts give an equal document. Runs that are ranks of one
 * parent each get a bundle of their own. The mapping:
 *
 * | fact | PROV |
 * |---|---|
 * | run | activity `run`, `mls:Run`; a nested run `wasInformedBy` its parent |
 * | context | activity from its first to its last event, `wasInformedBy` its parent or the run |
 * | parameter | entity `mls:HyperParameterSetting` with `prov:value`; input `used`, output `wasGeneratedBy` |
 * | metric series | entity `mls:ModelEvaluation` with its summary, `wasGeneratedBy` its context |
 * | artifact | entity with digest, size, media type, place; a copy `wasDerivedFrom` the original; versions are a chain of revisions, each a `specializationOf` the artifact |
 * | model | entity `mls:Model`, `wasDerivedFrom` what was used before it; saved versions as for artifacts |
 * | dataset | entity `mls:Dataset`; its files are members |
 * | optimizer, source code, environment, command | entities, `used` by the run |
 * | person, library | agents: `wasAssociatedWith`, `actedOnBehalfOf`; outputs `wasAttributedTo` |
 *
 * Cost: O(events but for points), plus a summary of each series.
 *
 * @throws {TypeError} where an argument is no run, or there is none
 * @see PROV-DM, https://www.w3.org/TR/prov-dm/
 * @example
 * ```ts
 * import { logParam, provToJson, startRun, toProv } from "stemma";
 * import assert from "node:assert/strict";
 * const run = logParam(startRun({ experiment: "digits", runId: "r1" }), "seed", 7);
 * assert.match(provToJson(toProv(run)), /"run:param\/seed"/);
 * ```
 */
export function toProv(runs: Run | readonly Run[]): ProvDocument {
  const list = Array.isArray(runs) ? runs as readonly Run[] : [runs as Run];
  if (list.length === 0) throw new TypeError("Cannot make a PROV document: there is no run");
  const prefixes = prefixesOf(list);
  const builder = provBuilder({ ...NAMESPACES, ...Object.fromEntries(prefixes.declared) });
  const ranks = list.length > 1 && areRanks(list);
  list.forEach((run, i) => {
    const prefix = prefixes.ofRun[i];
    if (!ranks) return mapRun(builder, run, prefix, prefixes.ofParent(run));
    const bundle = builder.name(`${prefix}:bundle`);
    builder.entity(bundle, {
      "prov:type": builder.name("prov:Bundle"),
      "prov:label": `rank ${_head(run).rank}`,
    });
    mapRun(builder.bundle(bundle), run, prefix, prefixes.ofParent(run));
  });
  if (ranks) joinRanks(builder, list, prefixes);
  return builder.document();
}

function mapRun(
  p: ProvStatements,
  run: Run,
  prefix: string,
  parentPrefix: string | undefined,
): void {
  const mapping: Mapping = {
    p,
    run,
    records: recordsByType(run),
    names: runNames(prefix),
    outputs: [],
    used: [],
  };
  mapActivities(mapping, parentPrefix);
  mapParams(mapping);
  mapSettings(mapping);
  mapFiles(mapping);
  mapModels(mapping);
  mapMetrics(mapping);
  mapAgents(mapping);
}

/** The prefixes of a document: one for each namespace of a run or of a run's parent. */
interface Prefixes {
  readonly declared: readonly [prefix: string, namespace: string][];
  readonly ofRun: readonly string[];
  ofParent(run: Run): string | undefined;
}

function prefixesOf(runs: readonly Run[]): Prefixes {
  const byNamespace = new Map<string, string>();
  const declare = (namespace: string, stem: string): string => {
    const known = byNamespace.get(namespace);
    if (known !== undefined) return known;
    const used = new Set(byNamespace.values());
    let prefix = stem;
    for (let count = 2; used.has(prefix); count++) prefix = `${stem}${count}`;
    byNamespace.set(namespace, prefix);
    return prefix;
  };
  const ofRun = runs.map((run) => declare(runNamespace(_head(run)), "run"));
  const ofParent = (run: Run) => {
    const { parent } = _head(run);
    return parent === undefined ? undefined : declare(runNamespace(parent), "parent");
  };
  runs.forEach(ofParent);
  const declared = Array.from(
    byNamespace,
    ([namespace, prefix]): [string, string] => [prefix, namespace],
  );
  return { declared, ofRun, ofParent };
}

function areRanks(runs: readonly Run[]): boolean {
  const parents = new Set(runs.map((run) => {
    const { parent, rank } = _head(run);
    return parent === undefined || rank === undefined ? undefined : runNamespace(parent);
  }));
  return parents.size === 1 && !parents.has(undefined);
}

function joinRanks(p: ProvStatements, runs: readonly Run[], prefixes: Prefixes): void {
  const parent = `${prefixes.ofParent(runs[0])}:run`;
  p.activity(parent, {
    "prov:type": p.name("mls:Run"),
    "prov:label": _head(runs[0]).parent!.runId,
  });
  for (const prefix of prefixes.ofRun) p.wasGeneratedBy(`${prefix}:bundle`, parent);
}
