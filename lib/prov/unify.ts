import { ProvError } from "../base/errors.ts";
import { distinctAttributes } from "./attribute_set.ts";
import type { ProvDocument, ProvRecord, QualifiedName } from "./document.ts";
import { nameText, statementText } from "./statement_text.ts";
import { type Unified, unifyScope } from "./unify_scope.ts";

/** Joins the statements that must be one, in the top level and in each bundle by itself.
 *
 * Statements of one kind and identifier become one: an absent argument takes the other's value,
 * attributes are united. So do the generations, and the invalidations, of one entity by one
 * activity, and the starts, and the ends, of one activity by another; an activity shares its
 * times with its starts and ends. Nothing is inferred beyond that, and what has neither an
 * identifier nor such a pair stays as it is. Cost: O(n); what is not touched is shared.
 *
 * @returns a frozen document
 * @throws {ProvError} `PROV_CONFLICT` where two statements cannot be one; `details.clause` is the
 * constraint, such as `C23`
 * @see PROV-CONSTRAINTS, constraints 22 to 29
 * @example
 * ```ts
 * import { buildProv, unifyProv } from "stemma/prov";
 * import assert from "node:assert/strict";
 *
 * const doc = buildProv({ prefixes: { ex: "https://e.example/" } }, (p) => {
 *   p.activity("ex:a", {}, { startTime: "2026-01-01T00:00:00Z" });
 *   p.activity("ex:a", { "ex:host": "n1" }, { endTime: "2026-01-01T01:00:00Z" });
 * });
 * const [activity, ...others] = unifyProv(doc).records;
 * assert.deepEqual(Object.keys(activity.formal), ["startTime", "endTime"]);
 * assert.equal(others.length, 0);
 * ```
 */
export function unifyProv(doc: ProvDocument): ProvDocument {
  const unify = (records: readonly ProvRecord[], bundle?: QualifiedName) => {
    const unified = unifyScope(records);
    refuseConflicts("unify the document", unified, bundle, () => []);
    return unifiedRecords(unified);
  };
  return Object.freeze({
    prefixes: doc.prefixes,
    records: unify(doc.records),
    bundles: Object.freeze(
      doc.bundles.map((bundle) =>
        Object.freeze({ ...bundle, records: unify(bundle.records, bundle.id) })
      ),
    ),
  });
}

/** The statements of a scope after unification: frozen, each attribute once. */
export function unifiedRecords({ table, sources }: Unified): readonly ProvRecord[] {
  return Object.freeze(table.statements.map((statement) => {
    if (!sources.has(statement)) return statement;
    const attributes = Object.freeze(distinctAttributes(statement.attributes));
    return Object.freeze({ ...statement, formal: Object.freeze(statement.formal), attributes });
  }));
}

/** Refuses statements that cannot be one.
 *
 * @param task what cannot be done, for the message
 * @param whereFrom names what two statements come from, for the message
 * @throws {ProvError} `PROV_CONFLICT` for the first conflict
 */
export function refuseConflicts(
  task: string,
  { conflicts, sources }: Unified,
  bundle: QualifiedName | undefined,
  whereFrom: (records: readonly ProvRecord[]) => string[],
): void {
  if (conflicts.length === 0) return;
  const [{ code, message, records }] = conflicts;
  const own = records.map((record) => sources.get(record)?.[0] ?? record);
  const places = whereFrom(own);
  const place = bundle === undefined ? "" : ` in the bundle ${nameText(bundle)}`;
  const told = own.map((record, i) =>
    places.length === 0 ? statementText(record) : `${statementText(record)} in ${places[i]}`
  );
  throw new ProvError(
    "PROV_CONFLICT",
    `Cannot ${task}${place}: ${message} (${code}; ${told.join(" and ")})`,
    { clause: code, records: own, ...(bundle !== undefined && { bundle: bundle.iri }), places },
  );
}
