import { ProvError } from "../base/errors.ts";
import type { ProvDocument, ProvRecord, QualifiedName } from "./document.ts";
import { isContextPrefix, JSONLD_CONTEXT } from "./jsonld_terms.ts";
import { type LineList, lineList } from "./line_list.ts";
import type { NameSpeller } from "./name_speller.ts";
import { quote } from "./quote.ts";
import { type Spelling, withSpellings } from "./spelling.ts";
import { PROV, PROV_KINDS, type ProvKind } from "./vocabulary.ts";
import { divideName, jsonLdSpeller } from "./write_jsonld_names.ts";
import { jsonLdStatement } from "./write_jsonld_statement.ts";

/** Writes a document as PROV-JSONLD, one statement a line. The bytes depend on what the document
 * says and on nothing else: not on the order of its statements and attributes.
 *
 * Kinds come in PROV-DM's order, statements of a kind in order of code units, bundles last; nothing
 * is merged. `prov`, `xsd` and every prefix are declared, and there is no default namespace; the
 * submission's context is named by its address. Names are bare under `type`, `role` and `location`,
 * elsewhere they are values of type `xsd:QName`: the one form that all tools read.
 *
 * So that JSON-LD processors find every IRI, a prefix that is a word of the context, such as
 * `label`, gets another name, and a namespace that ends in no delimiter is cut at the last one it
 * has. Text, type and language of every value are kept, and so are statements of one identifier.
 * The format has no term for `mentionOf`, which is an error.
 *
 * Cost: O(n log n) for n statements.
 *
 * @throws {ProvError} `PROV_SHAPE` for `mentionOf`, an element without identifier and an attribute
 * that is named like an argument of its statement, `PROV_NAME` for a name that no prefix can stand
 * for, `PROV_CONFLICT` where two bundles have one name
 * @see A JSON-LD Representation for the PROV Data Model, W3C Member Submission 2024; what it cannot
 * hold is listed in `docs/conformance.md`
 * @example
 * ```ts
 * import { buildProv, provToJsonLd } from "stemma/prov";
 * import assert from "node:assert/strict";
 *
 * const doc = buildProv({ prefixes: { ex: "https://example.org/" } }, (p) => {
 *   p.used("ex:train", p.entity("ex:data", { "ex:rows": 150 }));
 * });
 * assert.deepEqual(provToJsonLd(doc).split("\n").slice(1, 3), [
 *   `{"@type":"Entity","@id":"ex:data","ex:rows":[{"@value":"150","@type":"xsd:int"}]},`,
 *   `{"@type":"Usage","activity":"ex:train","entity":"ex:data"}`,
 * ]);
 * ```
 */
export function provToJsonLd(doc: ProvDocument): string {
  checkBundles(doc);
  return withSpellings(withContextPrefixes(doc), ({ top, ofBundle, prefixOfId }) => {
    const known = new Map(top.prefixes);
    const lines = statementLines(doc.records, speller(top, (prefix) => known.get(prefix)));
    const bundles = doc.bundles.map((bundle) => {
      const scope = withContextPrefixes(bundle);
      const own = ofBundle(scope);
      const inside = new Map(own.prefixes);
      const namespaceOf = (prefix: string) => inside.get(prefix) ?? known.get(prefix);
      const name = divideName(bundle.id);
      const id = quote(`${prefixOfId({ ...scope, id: name })}:${name.local}`);
      const lines = statementLines(bundle.records, speller(own, namespaceOf));
      return bundleHead(id, own.prefixes, namespaceOf) + graphText(lines);
    });
    for (const bundle of bundles.sort()) lines.push(bundle);
    return `${documentHead(top.prefixes)}${graphText(lines)}\n`;
  });
}

/** A document up to its statements. */
export function documentHead(prefixes: Prefixes): string {
  return `{"@context":[${prefixObject(prefixes)},${quote(JSONLD_CONTEXT)}],"@graph":[`;
}

/** A bundle up to its statements.
 *
 * Beside its own prefixes it declares what others miss: ProvToolbox the prefix of its name, and
 * JSON-LD the word `Bundle`, which the submission's context forgot.
 *
 * @param id its name in quotes
 * @param namespaceOf the namespace of a prefix that the bundle can use
 */
export function bundleHead(id: string, own: Prefixes, namespaceOf: NamespaceOf): string {
  const prefix = id.slice(1, id.indexOf(":"));
  const context = new Map([["Bundle", `${PROV}Bundle`], ...own]);
  context.set(prefix, namespaceOf(prefix)!);
  return `{"@type":"Bundle","@id":${id},"@context":[${
    prefixObject([...context].sort())
  }],"@graph":[`;
}

/** The error for two bundles of one name. */
export function sameBundles({ iri }: QualifiedName): ProvError {
  return new ProvError(
    "PROV_CONFLICT",
    `Cannot write PROV-JSONLD: two bundles are named <${iri}>`,
    { id: iri },
  );
}

type NamespaceOf = (prefix: string) => string | undefined;
type Prefixes = readonly (readonly [prefix: string, namespace: string])[];

function prefixObject(prefixes: Prefixes): string {
  const members = prefixes.map(([prefix, namespace]) => `${quote(prefix)}:${quote(namespace)}`);
  return `{${members.join(",")}}`;
}

function graphText(lines: readonly string[]): string {
  return lines.length === 0 ? "]}" : `\n${lines.join(",\n")}\n]}`;
}

function statementLines(records: readonly ProvRecord[], names: NameSpeller): string[] {
  const kinds = new Map<ProvKind, LineList>();
  for (const record of records) {
    let list = kinds.get(record.kind);
    if (list === undefined) kinds.set(record.kind, list = lineList());
    list.add(jsonLdStatement(record, names));
  }
  return (Object.keys(PROV_KINDS) as ProvKind[]).flatMap((kind) =>
    kinds.get(kind)?.lines().sort() ?? []
  );
}

/** Writes names with a prefix of the scope; what needs another one is looked up once. */
function speller(spelling: Spelling, namespaceOf: NamespaceOf): NameSpeller {
  const others = new Map<QualifiedName, string>();
  return jsonLdSpeller(namespaceOf, (name) => {
    let text = others.get(name);
    if (text === undefined) {
      const divided = divideName(name);
      text = quote(`${spelling.prefixOf(divided)}:${divided.local}`);
      others.set(name, text);
    }
    return text;
  });
}

/** The same scope with those of its prefixes that JSON-LD can use. */
function withContextPrefixes<Scope extends { prefixes: Readonly<Record<string, string>> }>(
  scope: Scope,
): Scope {
  const prefixes: Record<string, string> = Object.create(null);
  for (const [prefix, namespace] of Object.entries(scope.prefixes)) {
    if (isContextPrefix(prefix, namespace)) prefixes[prefix] = namespace;
  }
  return { ...scope, prefixes };
}

function checkBundles({ bundles }: ProvDocument): void {
  const seen = new Set<string>();
  for (const { id } of bundles) {
    if (seen.has(id.iri)) throw sameBundles(id);
    seen.add(id.iri);
  }
}
