import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import type { ProvDocument, ProvRecord } from "../../lib/prov/document.ts";
import { TIME_ARGUMENTS } from "../../lib/prov/vocabulary.ts";
import { oracle } from "../oracle.ts";
import { COMPARE, printed, python, TOOLBOX } from "./prov_oracles.ts";

const isThere = (program: string) => spawnSync(program, ["-version"]).status === 0;

/** What a test needs that holds documents against what ProvToolbox makes of them. */
export const toolboxHere: { skip: false | string } = oracle(
  "ProvToolbox (Java, Maven) and Python prov 3.2.3",
  python(3) !== undefined && existsSync(TOOLBOX) && existsSync(COMPARE) && isThere("java") &&
    isThere("mvn"),
);

/** Lets ProvToolbox read all documents of a folder and write them into another; what it says. */
export function convertAll(from: string, to: string, extension: string): Promise<string> {
  return printed("bash", TOOLBOX, "convert", from, to, extension);
}

/** A document whose times have zones: ProvToolbox gives those without one that of the computer. */
export function zoned(document: ProvDocument): ProvDocument {
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
