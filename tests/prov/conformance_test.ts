import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { test } from "node:test";
import type { ProvDocument, ProvRecord } from "../../lib/prov/document.ts";
import { equalProv } from "../../lib/prov/equal.ts";
import { qualifiedName } from "../../lib/prov/names.ts";
import { provFromJson } from "../../lib/prov/read_json.ts";
import { provFromJsonLd } from "../../lib/prov/read_jsonld.ts";
import { provFromProvN } from "../../lib/prov/read_provn.ts";
import { provToJson } from "../../lib/prov/write_json.ts";
import { provToJsonLd } from "../../lib/prov/write_jsonld.ts";
import { provToProvN } from "../../lib/prov/write_provn.ts";
import { oracle } from "../oracle.ts";
import { type Excuse, excused } from "./conformance_table.ts";
import { CORPORA, jsonDocuments } from "./prov_oracles.ts";
import { throughAllFormats } from "./through_all_formats.ts";

const lenient = { mode: "lenient" } as const;
const here = oracle("the conformance corpora", existsSync(CORPORA));

test("every document goes from JSON to N to JSONLD to JSON and stays equal", here, () => {
  let count = 0;
  for (const [path, document] of jsonDocuments()) {
    assert(equalProv(throughAllFormats(document), document), path);
    count++;
  }
  assert(count > 400);
});

const refuses = (task: () => unknown): boolean => {
  try {
    task();
    return false;
  } catch (error) {
    assert.equal((error as Error).name, "ProvError", String(error));
    return true;
  }
};

/** Whether a document is an exception, by what happens to it. */
const exceptions: Readonly<Record<Excuse, (document: ProvDocument) => boolean>> = {
  mention: (document) => refuses(() => provToJsonLd(document)),
  "several-statements": (document) => refuses(() => provFromJson(provToJson(document))),
  merged: (document) => !equalProv(provFromJson(provToJson(document), lenient).document, document),
  "missing-argument": (document) => refuses(() => provFromProvN(provToProvN(document))),
};

for (const reason of Object.keys(exceptions) as Excuse[]) {
  test(`docs/conformance.md lists the documents that are "${reason}"`, here, () => {
    const found = [...jsonDocuments()].filter(([, document]) => exceptions[reason](document));
    assert.deepEqual(new Set(found.map(([path]) => path)), excused(reason));
  });
}

const ex = (local: string) => qualifiedName("ex", "https://e.example/", local);
const documentOf = (...records: Partial<ProvRecord>[]): ProvDocument => ({
  prefixes: { ex: "https://e.example/" },
  records: records.map((record) => ({ kind: "entity", formal: {}, attributes: [], ...record })),
  bundles: [],
});
const plain = {
  kind: "specializationOf",
  formal: { specificEntity: ex("a"), generalEntity: ex("b") },
} as const;
const text = (text: string, language?: string) => ({
  name: ex("k"),
  value: language === undefined ? { text } : { text, language },
});

/** What becomes of a document that is written and read again: an error, or how the reading goes. */
type Fate = "kept" | "kept leniently" | "changed" | "PROV_SHAPE" | "PROV_NAME" | "PROV_CONFLICT";

function fateOf(
  document: ProvDocument,
  write: (document: ProvDocument) => string,
  read: typeof provFromJson,
): Fate {
  let written: string;
  try {
    written = write(document);
  } catch (error) {
    return (error as { code: Fate }).code;
  }
  if (!equalProv(read(written, lenient).document, document)) return "changed";
  return refuses(() => read(written)) ? "kept leniently" : "kept";
}

const rows: readonly [what: string, ProvDocument, json: Fate, n: Fate, ld: Fate, toolbox: Fate][] =
  [
    [
      "mentionOf",
      documentOf({ kind: "mentionOf", formal: { ...plain.formal, bundle: ex("c") } }),
      "kept",
      "kept",
      "PROV_SHAPE",
      "PROV_SHAPE",
    ],
    [
      "statements that differ",
      documentOf(
        { kind: "used", id: ex("u"), formal: { activity: ex("a") } },
        { kind: "used", id: ex("u"), formal: { activity: ex("b") } },
      ),
      "kept leniently",
      "kept",
      "kept",
      "PROV_CONFLICT",
    ],
    [
      "statements that agree",
      documentOf({ id: ex("e") }, { id: ex("e"), attributes: [text("v")] }),
      "changed",
      "kept",
      "kept",
      "changed",
    ],
    [
      "a missing argument",
      documentOf({ kind: "used", formal: { entity: ex("e") } }),
      "kept",
      "kept leniently",
      "kept",
      "kept",
    ],
    [
      "an identifier",
      documentOf({ ...plain, id: ex("s") }),
      "kept",
      "kept leniently",
      "kept",
      "kept",
    ],
    [
      "attributes",
      documentOf({ ...plain, attributes: [text("v")] }),
      "kept",
      "kept leniently",
      "kept",
      "kept",
    ],
    ["an odd character", documentOf({ id: ex("a×b") }), "kept", "kept", "kept", "kept"],
    ["no IRI", documentOf({ id: ex("a b") }), "kept", "PROV_NAME", "kept", "kept"],
    [
      "no time",
      documentOf({ kind: "activity", id: ex("a"), formal: { startTime: "noon" } }),
      "kept leniently",
      "PROV_SHAPE",
      "kept leniently",
      "kept leniently",
    ],
    [
      "no language",
      documentOf({ id: ex("e"), attributes: [text("v", "en_US")] }),
      "kept leniently",
      "PROV_SHAPE",
      "kept leniently",
      "kept leniently",
    ],
  ];

for (const [what, document, json, provN, jsonLd, toolbox] of rows) {
  test(`each format does with ${what} as docs/conformance.md says`, () => {
    const dialect = { dialect: "provtoolbox" } as const;
    assert.deepEqual([
      fateOf(document, provToJson, provFromJson),
      fateOf(document, provToProvN, provFromProvN),
      fateOf(document, provToJsonLd, provFromJsonLd),
      fateOf(document, (own) => provToJson(own, dialect), provFromJson),
    ], [json, provN, jsonLd, toolbox]);
  });
}
