import type { ProvDocument } from "./document.ts";
import { prefixTable } from "./prefix_table.ts";

/** Moves the statements of all bundles to the top level.
 *
 * A prefix that means something else in a bundle gets a number behind it. Nothing is joined:
 * {@link unifyProv} does that, and may find that bundles contradict each other. Cost: O(n); what
 * fits is shared.
 *
 * @returns a frozen document without bundles
 * @see PROV-DM, section 5.4
 * @example
 * ```ts
 * import { buildProv, flattenProv } from "stemma/prov";
 * import assert from "node:assert/strict";
 *
 * const doc = buildProv({ prefixes: { ex: "https://e.example/" } }, (p) => {
 *   p.entity("ex:e");
 *   p.bundle("ex:b", (b) => b.agent("ex:ag"));
 * });
 * assert.deepEqual(flattenProv(doc).records.map(({ kind }) => kind), ["entity", "agent"]);
 * ```
 */
export function flattenProv(doc: ProvDocument): ProvDocument {
  if (doc.bundles.length === 0) return doc;
  const prefixes = prefixTable();
  prefixes.declare(doc.prefixes);
  for (const bundle of doc.bundles) prefixes.declare(bundle.prefixes);
  const records = [doc.records, ...doc.bundles.map((bundle) => bundle.records)].flat();
  return Object.freeze({
    prefixes: prefixes.table(),
    records: Object.freeze(records.map(prefixes.fit)),
    bundles: Object.freeze([]),
  });
}
