import type { ProvBundle, ProvDocument, ProvRecord, ProvValue, QualifiedName } from "./document.ts";
import { irisOf } from "./resolve_name.ts";
import { nameArguments } from "./statement_table.ts";
import { isQualifiedName, valueKey } from "./values.ts";
import type { ProvKind } from "./vocabulary.ts";

/** The statements of a document's top level, or of a bundle, that have an attribute, in their
 * order.
 *
 * Cost: O(n).
 *
 * @param name the attribute: a name, its text with a prefix that the scope knows, or its IRI
 * @param value what it must say: a value as PROV compares them; or a text, which a literal of any
 * type can have and a name can be. Without it any value will do.
 * @example
 * ```ts
 * import { buildProv, recordsByAttribute } from "stemma/prov";
 * import assert from "node:assert/strict";
 *
 * const doc = buildProv({ prefixes: { ex: "https://e.example/" } }, (p) => {
 *   p.entity("ex:m", { "prov:type": p.name("ex:Model") });
 *   p.entity("ex:d", { "prov:type": p.name("ex:Dataset") });
 * });
 * assert.equal(recordsByAttribute(doc, "prov:type").length, 2);
 * assert.equal(recordsByAttribute(doc, "prov:type", "ex:Model")[0].id?.local, "m");
 * ```
 */
export function recordsByAttribute(
  scope: ProvDocument | ProvBundle,
  name: string | QualifiedName,
  value?: string | ProvValue,
): ProvRecord[] {
  const names = irisOf(scope, name);
  const key = value === undefined || typeof value === "string" ? undefined : valueKey(value);
  const iris = typeof value === "string" ? irisOf(scope, value) : [];
  const says = (own: ProvValue) => {
    if (value === undefined) return true;
    if (key !== undefined) return valueKey(own) === key;
    return isQualifiedName(own) ? iris.includes(own.iri) : own.text === value;
  };
  return scope.records.filter(({ attributes }) =>
    attributes.some((attribute) => names.includes(attribute.name.iri) && says(attribute.value))
  );
}

/** The statements that refer to a thing, in their order: those that have it as an argument.
 *
 * Cost: O(n) at the first call for a frozen scope, then O(1) and what is found.
 *
 * @param id a name, its text with a prefix that the scope knows, or its IRI
 * @example
 * ```ts
 * import { buildProv, recordsReferringTo } from "stemma/prov";
 * import assert from "node:assert/strict";
 *
 * const doc = buildProv({ prefixes: { ex: "https://e.example/" } }, (p) => {
 *   p.wasGeneratedBy("ex:model", "ex:train");
 *   p.used("ex:test", "ex:model");
 * });
 * const kinds = recordsReferringTo(doc, "ex:model").map(({ kind }) => kind);
 * assert.deepEqual(kinds, ["wasGeneratedBy", "used"]);
 * ```
 */
export function recordsReferringTo(
  scope: ProvDocument | ProvBundle,
  id: string | QualifiedName,
): readonly ProvRecord[] {
  const index = referrersOf(scope.records);
  for (const iri of irisOf(scope, id)) {
    const found = index.get(iri);
    if (found !== undefined) return found;
  }
  return [];
}

/** What generated an entity: its generations, each with the activity and the time as far as they
 * are stated.
 *
 * @param entity as in {@link recordsReferringTo}, whose cost it has
 * @example
 * ```ts
 * import { buildProv, generationsOf } from "stemma/prov";
 * import assert from "node:assert/strict";
 *
 * const doc = buildProv({ prefixes: { ex: "https://e.example/" } }, (p) => {
 *   p.wasGeneratedBy("ex:model", "ex:train");
 * });
 * const { activity } = generationsOf(doc, "ex:model")[0].formal;
 * assert.equal(typeof activity === "object" && activity.local, "train");
 * ```
 */
export function generationsOf(
  scope: ProvDocument | ProvBundle,
  entity: string | QualifiedName,
): ProvRecord[] {
  return ofEntity(scope, entity, "wasGeneratedBy");
}

/** What used an entity: its usages, each with the activity and, where it is stated, the time.
 *
 * @param entity as in {@link recordsReferringTo}, whose cost it has
 * @example
 * ```ts
 * import { buildProv, usagesOf } from "stemma/prov";
 * import assert from "node:assert/strict";
 *
 * const doc = buildProv({ prefixes: { ex: "https://e.example/" } }, (p) => {
 *   p.used("ex:train", "ex:data");
 *   p.used("ex:test", "ex:data");
 * });
 * assert.equal(usagesOf(doc, "ex:data").length, 2);
 * ```
 */
export function usagesOf(
  scope: ProvDocument | ProvBundle,
  entity: string | QualifiedName,
): ProvRecord[] {
  return ofEntity(scope, entity, "used");
}

function ofEntity(
  scope: ProvDocument | ProvBundle,
  entity: string | QualifiedName,
  kind: ProvKind,
): ProvRecord[] {
  const iris = irisOf(scope, entity);
  return recordsReferringTo(scope, entity).filter(({ kind: own, formal }) =>
    own === kind && typeof formal.entity === "object" && iris.includes(formal.entity.iri)
  );
}

type Referrers = ReadonlyMap<string, readonly ProvRecord[]>;

const indexes = new WeakMap<readonly ProvRecord[], Referrers>();

/** The statements that refer to each name, by its IRI; made once for a list that is frozen. */
export function referrersOf(records: readonly ProvRecord[]): Referrers {
  const known = indexes.get(records);
  if (known !== undefined) return known;
  const index = new Map<string, ProvRecord[]>();
  for (const record of records) {
    for (const argument of nameArguments(record.kind)) {
      const name = record.formal[argument];
      if (typeof name !== "object") continue;
      const list = index.get(name.iri);
      if (list === undefined) index.set(name.iri, [record]);
      else if (list[list.length - 1] !== record) list.push(record);
    }
  }
  // A list that can still change has no index that stays right.
  if (Object.isFrozen(records)) indexes.set(records, index);
  return index;
}
