import type { ProvDocument, ProvRecord } from "./document.ts";
import { formalKey } from "./merge_statements.ts";
import { valueKey } from "./values.ts";
import { PROV_KINDS } from "./vocabulary.ts";

/** Tells whether two documents say the same.
 *
 * Statements and attributes are sets, bundles go by their name; names compare by IRI, so prefixes
 * play no part. Values compare by text, datatype and language, except that `xsd:int`,
 * `xsd:boolean`, `xsd:double`, `xsd:dateTime` and `xsd:decimal` compare by value within their type,
 * and that language tags ignore case; NaN equals itself. Nothing is inferred or merged. Cost: O(n
 * log n) in the size of the documents.
 *
 * @see PROV-DM, section 5, and PROV-CONSTRAINTS, section 6.1
 * @example
 * ```ts
 * import { buildProv, equalProv } from "stemma/prov";
 * import assert from "node:assert/strict";
 *
 * const a = buildProv({ prefixes: { ex: "https://e.example/" } }, (p) => p.entity("ex:e"));
 * const b = buildProv({ prefixes: { e: "https://e.example/" } }, (p) => p.entity("e:e"));
 * assert(equalProv(a, b));
 * ```
 */
export function equalProv(a: ProvDocument, b: ProvDocument): boolean {
  if (a === b) return true;
  const left = scopes(a), right = scopes(b);
  if (left.size !== right.size) return false;
  for (const [id, records] of left) {
    const others = right.get(id);
    if (others === undefined || !sameRecords(records, others)) return false;
  }
  return true;
}

/** A text that two statements share exactly when they say the same. */
export function recordKey(record: ProvRecord): string {
  const parts = [record.kind, record.id?.iri ?? ""];
  for (const argument of PROV_KINDS[record.kind].formal) {
    const value = record.formal[argument];
    parts.push(value === undefined ? "" : formalKey(value));
  }
  const attributes = record.attributes.map(({ name, value }) =>
    JSON.stringify([name.iri, valueKey(value)])
  );
  return JSON.stringify([...parts, ...new Set(attributes.sort())]);
}

/** The statements by the IRI of their bundle; the empty text stands for the top level. */
function scopes(doc: ProvDocument): Map<string, readonly ProvRecord[]> {
  const scopes = new Map([["", doc.records]]);
  for (const { id, records } of doc.bundles) {
    scopes.set(id.iri, [...scopes.get(id.iri) ?? [], ...records]);
  }
  return scopes;
}

function sameRecords(a: readonly ProvRecord[], b: readonly ProvRecord[]): boolean {
  const left = new Set(a.map(recordKey));
  const right = new Set(b.map(recordKey));
  return left.size === right.size && [...left].every((key) => right.has(key));
}
