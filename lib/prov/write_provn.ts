import { ProvError } from "../base/errors.ts";
import { checkOptions, nameOf } from "../base/options.ts";
import type { ProvDocument, ProvRecord, QualifiedName } from "./document.ts";
import { type LineList, lineList } from "./line_list.ts";
import type { NameSpeller } from "./name_speller.ts";
import { RESERVED_PREFIXES } from "./names.ts";
import { type Spelling, withSpellings } from "./spelling.ts";
import { PROV_KINDS, type ProvKind } from "./vocabulary.ts";
import { divideName, provNSpeller } from "./write_provn_names.ts";
import { provNStatement } from "./write_provn_statement.ts";
import { escapeLocal } from "./write_provn_text.ts";

/** How {@link provToProvN} and {@link streamProvN} write. */
export interface ProvNOptions {
  /** How many spaces a level is indented by, 0 to 10.
   *
   * @default {2}
   */
  readonly indent?: number;
}

/** Writes a document as PROV-N that the Recommendation's grammar allows. The bytes depend on what
 * the document says and on nothing else: not on the order of its statements and attributes.
 *
 * Kinds come in PROV-DM's order, statements of a kind in order of code units, one a line, bundles
 * last; nothing is merged. Every prefix is declared, and there is no default namespace. A namespace
 * without a prefix, or with one that some format cannot write, gets a new one, and so does the part
 * of a name up to a character that no local part can hold but an IRI can, such as `×`.
 *
 * Text, type and language of every value are kept. The Recommendation cannot say everything that a
 * document can hold. An argument that is required but absent becomes `-`, and an identifier or
 * attributes of `alternateOf`, `specializationOf` and `hadMember` are written: lenient reading and
 * other tools take both. Errors are: a name whose IRI holds what no IRI can, such as a space; a time
 * that is no `xsd:dateTime`; a language that is no tag; a lone surrogate; an attribute that is named
 * like an argument of its statement.
 *
 * Cost: O(n log n) for n statements.
 *
 * @throws {ProvError} `PROV_NAME` for such a name, `PROV_SHAPE` for the other errors,
 * `PROV_CONFLICT` where two bundles have one name
 * @throws {TypeError} for unknown options
 * @see PROV-N: The Provenance Notation, W3C Recommendation 30 April 2013; what it cannot hold is
 * listed in `docs/conformance.md`
 * @example
 * ```ts
 * import { buildProv, provToProvN } from "stemma/prov";
 * import assert from "node:assert/strict";
 *
 * const doc = buildProv({ prefixes: { ex: "https://example.org/" } }, (p) => {
 *   p.used("ex:train", p.entity("ex:data", { "ex:rows": 150 }));
 * });
 * assert.equal(
 *   provToProvN(doc),
 *   `document
 *   prefix ex <https://example.org/>
 *
 *   entity(ex:data, [ex:rows=150])
 *   used(ex:train, ex:data, -)
 * endDocument
 * `,
 * );
 * ```
 */
export function provToProvN(doc: ProvDocument, options: ProvNOptions = {}): string {
  const unit = " ".repeat(readIndent("provToProvN()", options));
  checkBundles(doc);
  return withSpellings(doc, ({ top, ofBundle, prefixOfId }) => {
    const known = new Map(top.prefixes);
    const lines = [
      "document",
      ...declarationLines(top.prefixes, unit),
      ...statementLines(doc.records, spellerOf(top, known), unit),
    ];
    const bundles = doc.bundles.map((bundle) => {
      const name = divideName(bundle.id);
      const id = `${prefixOfId({ ...bundle, id: name })}:${escapeLocal(name.local)}`;
      const own = ofBundle(bundle);
      const speller = spellerOf(own, new Map(own.prefixes), known);
      const content = [
        ...declarationLines(own.prefixes, unit + unit),
        ...statementLines(bundle.records, speller, unit + unit),
      ];
      return [`${unit}bundle ${id}`, ...content, `${unit}endBundle`].join("\n");
    });
    return [...lines, ...bundles.sort(), "endDocument\n"].join("\n");
  });
}

/** Checks the options that all PROV-N writers take. */
export function readIndent(caller: string, options: ProvNOptions): number {
  checkOptions(caller, options, ["indent"]);
  const { indent = 2 } = options;
  if (Number.isInteger(indent) && indent >= 0 && indent <= 10) return indent;
  throw new RangeError(
    `Cannot write PROV-N: indent must be an integer from 0 to 10, got ${nameOf(indent)}`,
  );
}

/** The declarations of a scope, with an empty line after them. */
export function declarationLines(
  prefixes: Iterable<readonly [prefix: string, namespace: string]>,
  indent: string,
): string[] {
  const lines: string[] = [];
  for (const [prefix, namespace] of prefixes) {
    if (!(prefix in RESERVED_PREFIXES)) lines.push(`${indent}prefix ${prefix} <${namespace}>`);
  }
  return lines.length === 0 ? lines : [...lines, ""];
}

function statementLines(
  records: readonly ProvRecord[],
  speller: NameSpeller,
  indent: string,
): string[] {
  const kinds = new Map<ProvKind, LineList>();
  for (const record of records) {
    let list = kinds.get(record.kind);
    if (list === undefined) kinds.set(record.kind, list = lineList());
    list.add(indent + provNStatement(record, speller));
  }
  const all: string[] = [];
  for (const kind of Object.keys(PROV_KINDS) as ProvKind[]) {
    for (const line of kinds.get(kind)?.lines().sort() ?? []) all.push(line);
  }
  return all;
}

/** Writes names with a prefix of the scope; what needs another one is looked up once. */
function spellerOf(
  spelling: Spelling,
  own: ReadonlyMap<string, string>,
  outer?: ReadonlyMap<string, string>,
): NameSpeller {
  const others = new Map<QualifiedName, string>();
  return provNSpeller((prefix) => own.get(prefix) ?? outer?.get(prefix), (name) => {
    let text = others.get(name);
    if (text === undefined) {
      const divided = divideName(name);
      text = `${spelling.prefixOf(divided)}:${escapeLocal(divided.local)}`;
      others.set(name, text);
    }
    return text;
  });
}

function checkBundles({ bundles }: ProvDocument): void {
  const seen = new Set<string>();
  for (const { id } of bundles) {
    if (seen.has(id.iri)) throw sameBundles(id);
    seen.add(id.iri);
  }
}

/** The error for two bundles of one name. */
export function sameBundles({ iri }: QualifiedName): ProvError {
  return new ProvError("PROV_CONFLICT", `Cannot write PROV-N: two bundles are named <${iri}>`, {
    id: iri,
  });
}
