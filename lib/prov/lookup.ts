import type { ProvBundle, ProvDocument, ProvRecord, QualifiedName } from "./document.ts";
import { irisOf } from "./resolve_name.ts";
import { unfrozen } from "./statement_table.ts";
import { PROV_KINDS, type ProvKind } from "./vocabulary.ts";

/** The statements of one kind in a document's top level, or in a bundle, in their order.
 *
 * @example
 * ```ts
 * import { buildProv, recordsOfKind } from "stemma/prov";
 * import assert from "node:assert/strict";
 *
 * const doc = buildProv({ prefixes: { ex: "https://e.example/" } }, (p) => p.agent("ex:me"));
 * assert.equal(recordsOfKind(doc, "agent").length, 1);
 * ```
 */
export function recordsOfKind(scope: ProvDocument | ProvBundle, kind: ProvKind): ProvRecord[] {
  return scope.records.filter((record) => record.kind === kind);
}

/** The first statement with an identifier in a document's top level, or in a bundle.
 *
 * Cost: O(n) at the first call for a frozen scope, then O(1).
 *
 * @param id a name, its text with a prefix that the scope knows, or its IRI; a bundle knows also the
 * prefixes of the document that its statements use
 * @example
 * ```ts
 * import { buildProv, recordById } from "stemma/prov";
 * import assert from "node:assert/strict";
 *
 * const doc = buildProv({ prefixes: { ex: "https://e.example/" } }, (p) => p.agent("ex:me"));
 * assert.equal(recordById(doc, "ex:me")?.kind, "agent");
 * assert.equal(recordById(doc, "https://e.example/me")?.kind, "agent");
 * assert.equal(recordById(doc, "ex:you"), undefined);
 * ```
 */
export function recordById(
  scope: ProvDocument | ProvBundle,
  id: string | QualifiedName,
): ProvRecord | undefined {
  const index = indexOf(scope.records);
  for (const iri of irisOf(scope, id)) {
    const found = index.get(iri);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A reference to something that the document does not describe. */
export interface DanglingReference {
  /** The statement that refers. */
  readonly record: ProvRecord;
  /** The argument, without `prov:`. */
  readonly argument: string;
  /** What it refers to. */
  readonly id: QualifiedName;
  /** The bundle that the statement is in; absent for the top level. */
  readonly bundle?: QualifiedName;
}

/** Lists the references that lead nowhere: to an element without a statement of its own, to a
 * generation or usage that no statement has as its identifier, to a bundle that is not there.
 *
 * What any part of the document states counts for all of it. Cost: O(n).
 *
 * @see PROV-DM, section 5
 * @example
 * ```ts
 * import { buildProv, findDangling } from "stemma/prov";
 * import assert from "node:assert/strict";
 *
 * const doc = buildProv({ prefixes: { ex: "https://e.example/" } }, (p) => {
 *   p.used(p.activity("ex:a"), "ex:e");
 * });
 * assert.deepEqual(findDangling(doc).map(({ id }) => id.local), ["e"]);
 * ```
 */
export function findDangling(doc: ProvDocument): DanglingReference[] {
  const scopes = [{ records: doc.records, id: undefined }, ...doc.bundles]
    .map(({ id, records }) => ({ id, records: unfrozen(records) }));
  const elements = new Set<string>();
  const stated = new Map<string, Set<string>>();
  const state = (what: string, { iri }: QualifiedName) => {
    const known = stated.get(what);
    if (known === undefined) stated.set(what, new Set([iri]));
    else known.add(iri);
  };
  for (const { id, records } of scopes) {
    if (id !== undefined) state("bundle", id);
    for (const { kind, id } of records) {
      if (id === undefined) continue;
      if (PROV_KINDS[kind].form === "element") elements.add(id.iri);
      else if (kind === "wasGeneratedBy" || kind === "used") state(kind, id);
    }
  }
  const dangling: DanglingReference[] = [];
  for (const { id: bundle, records } of scopes) {
    for (const record of records) {
      for (const argument of PROV_KINDS[record.kind].formal) {
        const id = record.formal[argument];
        if (typeof id !== "object") continue;
        const target = TARGETS[argument];
        if ((target === undefined ? elements : stated.get(target))?.has(id.iri)) continue;
        dangling.push(
          bundle === undefined ? { record, argument, id } : { record, argument, id, bundle },
        );
      }
    }
  }
  return dangling;
}

const TARGETS: Readonly<Record<string, string>> = /* @__PURE__ */ Object.freeze({
  __proto__: null as never,
  generation: "wasGeneratedBy",
  usage: "used",
  bundle: "bundle",
});

const indexes = new WeakMap<readonly ProvRecord[], ReadonlyMap<string, ProvRecord>>();

function indexOf(records: readonly ProvRecord[]): ReadonlyMap<string, ProvRecord> {
  const known = indexes.get(records);
  if (known !== undefined) return known;
  const index = new Map<string, ProvRecord>();
  for (const record of records) {
    if (record.id !== undefined && !index.has(record.id.iri)) index.set(record.id.iri, record);
  }
  // A list that can still change has no index that stays right.
  if (Object.isFrozen(records)) indexes.set(records, index);
  return index;
}
