import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import jsonld from "jsonld";
import type { ProvDocument, ProvRecord } from "../../lib/prov/document.ts";
import { JSONLD_CONTEXT, KIND_TERMS } from "../../lib/prov/jsonld_terms.ts";
import { isQualifiedName } from "../../lib/prov/values.ts";
import { PROV } from "../../lib/prov/vocabulary.ts";
import { provToJsonLd } from "../../lib/prov/write_jsonld.ts";
import { oracle } from "../oracle.ts";
import { CORPORA, hasMention, jsonDocuments } from "./prov_oracles.ts";

const CONTEXT = `${CORPORA}/schemas/prov-jsonld-context.jsonld`;
const here = oracle("the conformance corpora", existsSync(CONTEXT));

/** A node of an expanded document. */
type Node = Readonly<Record<string, unknown>>;

/** Expands a text; the one context that it may name comes from the corpora. */
async function expand(text: string): Promise<Node[]> {
  const document = JSON.parse(readFileSync(CONTEXT, "utf8"));
  const documentLoader = (documentUrl: string) => {
    assert.equal(documentUrl, JSONLD_CONTEXT, "no other address may be fetched");
    return Promise.resolve({ contextUrl: null, documentUrl, document });
  };
  return await jsonld.expand(JSON.parse(text), { documentLoader }) as Node[];
}

/** What the context makes of the attributes that have a term of their own. */
const TERMS: Readonly<Record<string, string>> = {
  [`${PROV}type`]: "http://www.w3.org/1999/02/22-rdf-syntax-ns#type",
  [`${PROV}label`]: "http://www.w3.org/2000/01/rdf-schema#label",
  [`${PROV}role`]: `${PROV}hadRole`,
  [`${PROV}location`]: `${PROV}atLocation`,
};
/** Those of them under which names are nodes. */
const NODES = new Set(["type", "role", "location"].map((local) => PROV + local));
/** The keys of formal times. */
const TIMES = new Set(["atTime", "startedAtTime", "endedAtTime"].map((local) => PROV + local));
const Q_NAME = "http://www.w3.org/2001/XMLSchema#QName";

/** What a statement or a node says: its identifier, its kind, what it refers to, its values. */
function said(id: unknown, kind: string, refs: Iterable<string>, values: Iterable<string>): string {
  return JSON.stringify([id ?? "", kind, [...new Set(refs)].sort(), [...new Set(values)].sort()]);
}

function saidByStatement({ kind, id, formal, attributes }: ProvRecord): string {
  const refs: string[] = [], values: string[] = [];
  for (const value of Object.values(formal)) {
    if (typeof value === "string") values.push(value);
    else refs.push(value.iri);
  }
  for (const { name: { iri }, value } of attributes) {
    const key = TERMS[iri] ?? iri;
    if (!isQualifiedName(value)) {
      values.push(valueText(key, value.text, value.type?.iri, value.language));
    } else if (NODES.has(iri)) refs.push(value.iri);
    else values.push(valueText(key, "", Q_NAME));
  }
  return said(id?.iri, KIND_TERMS[kind as keyof typeof KIND_TERMS], refs, values);
}

function saidByNode(node: Node): string {
  const refs: string[] = [], values: string[] = [];
  for (const [key, list] of [...Object.entries(node), ...Object.entries(node["@reverse"] ?? {})]) {
    if (key.startsWith("@")) continue;
    for (const item of list as Record<string, string | undefined>[]) {
      const { "@id": ref, "@value": text, "@type": type, "@language": language } = item;
      if (ref !== undefined) refs.push(ref);
      else if (TIMES.has(key)) values.push(text!);
      else values.push(valueText(key, type === Q_NAME ? "" : text!, type, language));
    }
  }
  const [type] = node["@type"] as string[];
  return said(node["@id"], type.replace(/.*[#/]/, ""), refs, values);
}

/** A value in a line; a name that is a value keeps its prefix, which no processor knows. */
function valueText(key: string, text: string, type = "", language = ""): string {
  return `${key} ${text} ${type} ${language.toLowerCase()}`;
}

const isBundle = (node: Node) => (node["@type"] as string[]).includes(`${PROV}Bundle`);

/** Holds the nodes of a scope against its statements. */
function checkScope(path: string, nodes: readonly Node[], records: readonly ProvRecord[]): void {
  const found = nodes.filter((node) => !isBundle(node)).map(saidByNode);
  assert.deepEqual(found.sort(), records.map(saidByStatement).sort(), path);
}

async function checkExpansion(path: string, document: ProvDocument): Promise<void> {
  const nodes = await expand(provToJsonLd(document));
  checkScope(path, nodes, document.records);
  for (const { id, records } of document.bundles) {
    const bundle = nodes.find((node) => isBundle(node) && node["@id"] === id.iri);
    checkScope(path, (bundle?.["@graph"] ?? []) as Node[], records);
  }
}

test(
  "provToJsonLd() writes what a JSON-LD processor expands to the same statements",
  here,
  async () => {
    let count = 0;
    for (const [path, document] of jsonDocuments()) {
      if (hasMention(document)) continue;
      await checkExpansion(path, document);
      count++;
    }
    assert(count > 400, `${count} documents`);
  },
);
