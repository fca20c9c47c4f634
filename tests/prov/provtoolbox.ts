import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import fc from "fast-check";
import { toProv } from "../../lib/lineage/to_prov.ts";
import type { ProvDocument, ProvRecord } from "../../lib/prov/document.ts";
import { TIME_ARGUMENTS } from "../../lib/prov/vocabulary.ts";
import { provToJson } from "../../lib/prov/write_json.ts";
import { oracle } from "../oracle.ts";
import { scriptedRun } from "../scripted_run.ts";
import { denseDocument } from "./dense_document.ts";
import { COMPARE, jsonDocuments, printed, python, TOOLBOX } from "./prov_oracles.ts";

const isThere = (program: string) => spawnSync(program, ["-version"]).status === 0;

/** What a test needs that holds documents against what ProvToolbox makes of them. */
export const toolboxHere: { skip: false | string } = oracle(
  "ProvToolbox (Java, Maven) and Python prov 3.2.3",
  python(3) !== undefined && existsSync(TOOLBOX) && existsSync(COMPARE) && isThere("java") &&
    isThere("mvn"),
);

/** What ProvToolbox is tried with: the corpora, a run of ours, and random documents. */
export function* toolboxDocuments(): Generator<[path: string, document: ProvDocument]> {
  for (const [path, document] of jsonDocuments()) yield [path, zoned(document)];
  yield ["run.json", toProv(scriptedRun())];
  const random = fc.sample(denseDocument, { seed: 9, numRuns: 100 });
  // One that PROV-JSON would have to hold in an array is none for ProvToolbox.
  for (const [i, document] of random.entries()) {
    if (!provToJson(document, { indent: 0 }).includes(":[{")) yield [`random/${i}.json`, document];
  }
}

/** Lets ProvToolbox read all documents of a folder and write them into another; what it says. */
export function convertAll(from: string, to: string, extension: string): Promise<string> {
  return printed("bash", TOOLBOX, "convert", from, to, extension);
}

/** A document whose times have zones: ProvToolbox gives those without one that of the computer. */
function zoned(document: ProvDocument): ProvDocument {
  const withZone = (record: ProvRecord): ProvRecord => {
    const formal = Object.entries(record.formal).map(([argument, value]) =>
      TIME_ARGUMENTS.has(argument) && !/(?:Z|[+-]\d\d:\d\d)$/.test(value as string)
        ? [argument, `${value}Z`]
        : [argument, value]
    );
    return { ...record, formal: Object.fromEntries(formal) };
  };
  return {
    ...document,
    records: document.records.map(withZone),
    bundles: document.bundles.map((bundle) => ({
      ...bundle,
      records: bundle.records.map(withZone),
    })),
  };
}
