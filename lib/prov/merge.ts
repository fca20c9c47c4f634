import type { ProvBundle, ProvDocument, ProvRecord, QualifiedName } from "./document.ts";
import { recordKey } from "./equal.ts";
import { prefixTable } from "./prefix_table.ts";
import { refuseConflicts, unifiedRecords } from "./unify.ts";
import { unifyScope } from "./unify_scope.ts";

/** Makes one document of many, such as those of all ranks of a run.
 *
 * Statements that must be one become one, as {@link unifyProv} does it; of statements that say
 * the same one is kept; bundles of one name are merged likewise. A prefix that two documents
 * declare differently is kept by the first; in the other it gets a number behind it, or the
 * prefix that its namespace already has. All prefixes are declared at the top. Cost: O(n).
 *
 * @returns a frozen document
 * @throws {TypeError} where there is no document
 * @throws {ProvError} `PROV_CONFLICT` where statements contradict each other: `details.clause` is
 * the constraint, `details.places` tells both documents by their place in the list
 * @see PROV-CONSTRAINTS, section 6.1
 * @example
 * ```ts
 * import { buildProv, mergeProv } from "stemma/prov";
 * import assert from "node:assert/strict";
 *
 * const rank = (n: number) =>
 *   buildProv({ prefixes: { ex: "https://e.example/" } }, (p) => {
 *     p.wasInformedBy(p.activity(`ex:rank${n}`), p.activity("ex:run"));
 *   });
 * assert.equal(mergeProv([rank(0), rank(1)]).records.length, 5);
 * ```
 */
export function mergeProv(docs: readonly ProvDocument[]): ProvDocument {
  if (docs.length === 0) throw new TypeError("Cannot merge documents: there is none");
  const prefixes = prefixTable();
  for (const doc of docs) {
    prefixes.declare(doc.prefixes);
    for (const bundle of doc.bundles) prefixes.declare(bundle.prefixes);
  }
  const top: Part[] = [];
  const bundles = new Map<string, { id: QualifiedName; parts: Part[] }>();
  docs.forEach((doc, source) => {
    top.push({ records: doc.records.map(prefixes.fit), source });
    for (const { id, records } of doc.bundles) {
      const own = bundles.get(id.iri) ?? { id: prefixes.fitName(id), parts: [] };
      bundles.set(id.iri, own);
      own.parts.push({ records: records.map(prefixes.fit), source });
    }
  });
  return Object.freeze({
    prefixes: prefixes.table(),
    records: mergeParts(top),
    bundles: Object.freeze(
      Array.from(
        bundles.values(),
        ({ id, parts }): ProvBundle =>
          Object.freeze({ id, prefixes: NO_PREFIXES, records: mergeParts(parts, id) }),
      ),
    ),
  });
}

const NO_PREFIXES: Readonly<Record<string, string>> = /* @__PURE__ */ Object.freeze(
  /* @__PURE__ */ Object.create(null),
);

/** What one document has in one scope. */
interface Part {
  readonly records: readonly ProvRecord[];
  /** The document's place in the list. */
  readonly source: number;
}

function mergeParts(parts: readonly Part[], bundle?: QualifiedName): readonly ProvRecord[] {
  const unified = unifyScope(parts.flatMap(({ records }) => records));
  refuseConflicts("merge the documents", unified, bundle, (records) => {
    const sets = parts.map(({ records, source }) => ({ known: new Set(records), source }));
    return records.map((record) =>
      `document ${sets.find(({ known }) => known.has(record))?.source}`
    );
  });
  const merged = unifiedRecords(unified);
  const known = new Set<string>();
  return Object.freeze(merged.filter((record) => {
    // What has an identifier is there once by now.
    if (record.id !== undefined) return true;
    const key = recordKey(record);
    if (known.has(key)) return false;
    known.add(key);
    return true;
  }));
}
