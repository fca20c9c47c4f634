import assert from "node:assert/strict";
import { provToDot } from "../../lib/graph/dot.ts";
import type { ProvDocument } from "../../lib/prov/document.ts";
import { equalProv } from "../../lib/prov/equal.ts";
import { flattenProv } from "../../lib/prov/flatten.ts";
import { provFromJson } from "../../lib/prov/read_json.ts";
import { provFromJsonLd } from "../../lib/prov/read_jsonld.ts";
import { provFromProvN } from "../../lib/prov/read_provn.ts";
import { unifyProv } from "../../lib/prov/unify.ts";
import { validateProv } from "../../lib/prov/validate.ts";
import { provToJson } from "../../lib/prov/write_json.ts";
import { provToJsonLd } from "../../lib/prov/write_jsonld.ts";
import { provToProvN } from "../../lib/prov/write_provn.ts";

type Read = typeof provFromJson;

const FORMATS: readonly [write: (doc: ProvDocument) => string, read: Read][] = [
  [(doc) => provToJson(doc, { duplicates: "keep" }), provFromJson],
  [provToProvN, provFromProvN],
  [provToJsonLd, provFromJsonLd],
];

/** Does with a document all that can be done: each succeeds or throws a ProvError, and what a format
 * holds is read again as it was. */
export function tryEverything(doc: ProvDocument): void {
  for (const [write, read] of FORMATS) {
    const text = orProvError(() => write(doc));
    if (text === undefined) continue;
    const again = read(text, { mode: "lenient" }).document;
    assert(equalProv(again, doc), text);
  }
  const toolbox = (doc: ProvDocument) => provToJson(doc, { dialect: "provtoolbox" });
  for (const task of [toolbox, validateProv, provToDot, unifyProv, flattenProv]) {
    orProvError(() => task(doc));
  }
}

function orProvError<T>(task: () => T): T | undefined {
  try {
    return task();
  } catch (error) {
    if ((error as Error).name !== "ProvError") throw error;
    return undefined;
  }
}
