import type { ProvRecord } from "./document.ts";
import type { StatementTable } from "./statement_table.ts";
import { isQualifiedName } from "./values.ts";
import { PROV, type ProvKind } from "./vocabulary.ts";

/** A bit of what is known of a name: `entity(x)` is stated, or follows from a specialization. */
export const IS_ENTITY = 1;
/** `activity(x)` is stated. */
export const IS_ACTIVITY = 2;
/** `agent(x)` is stated. */
export const IS_AGENT = 4;
/** The name stands where an entity must stand. */
export const USED_AS_ENTITY = 8;
/** The name stands where an activity must stand. */
export const USED_AS_ACTIVITY = 16;
/** It is stated to be an empty collection. */
export const IS_EMPTY_COLLECTION = 32;

/** The eleven relations that have identifiers; their bits follow those of things. */
export const IDENTIFIED: readonly ProvKind[] = /* @__PURE__ */ Object.freeze([
  "used",
  "wasGeneratedBy",
  "wasInvalidatedBy",
  "wasStartedBy",
  "wasEndedBy",
  "wasInformedBy",
  "wasAttributedTo",
  "wasAssociatedWith",
  "actedOnBehalfOf",
  "wasDerivedFrom",
  "wasInfluencedBy",
]);

/** The bit of a name that identifies a statement of a kind. */
export function identifierBit(kind: ProvKind): number {
  return 64 << IDENTIFIED.indexOf(kind);
}

/** The bit of each argument that is a name, by its position.
 *
 * @see PROV-CONSTRAINTS, constraint 50
 */
const ROLES: Readonly<Record<ProvKind, readonly number[]>> = /* @__PURE__ */ Object.freeze({
  entity: [],
  activity: [],
  agent: [],
  wasGeneratedBy: [USED_AS_ENTITY, USED_AS_ACTIVITY],
  used: [USED_AS_ACTIVITY, USED_AS_ENTITY],
  wasInformedBy: [USED_AS_ACTIVITY, USED_AS_ACTIVITY],
  wasStartedBy: [USED_AS_ACTIVITY, USED_AS_ENTITY, USED_AS_ACTIVITY],
  wasEndedBy: [USED_AS_ACTIVITY, USED_AS_ENTITY, USED_AS_ACTIVITY],
  wasInvalidatedBy: [USED_AS_ENTITY, USED_AS_ACTIVITY],
  wasDerivedFrom: [USED_AS_ENTITY, USED_AS_ENTITY, USED_AS_ACTIVITY],
  wasAttributedTo: [USED_AS_ENTITY],
  wasAssociatedWith: [USED_AS_ACTIVITY, 0, USED_AS_ENTITY],
  actedOnBehalfOf: [0, 0, USED_AS_ACTIVITY],
  wasInfluencedBy: [],
  specializationOf: [USED_AS_ENTITY, USED_AS_ENTITY],
  alternateOf: [USED_AS_ENTITY, USED_AS_ENTITY],
  hadMember: [USED_AS_ENTITY, USED_AS_ENTITY],
  mentionOf: [USED_AS_ENTITY, USED_AS_ENTITY],
});

/** Tells what one statement says of the names in it. */
export function visitTypes(
  table: StatementTable,
  row: number,
  visit: (name: number, bits: number) => void,
): void {
  const statement = table.statements[row];
  const { kind } = statement;
  const id = table.idAt(row);
  if (id >= 0) visit(id, identityBits(statement));
  const roles = ROLES[kind];
  for (let i = 0; i < roles.length; i++) {
    const name = table.nameAt(row, i);
    if (name >= 0 && roles[i] !== 0) visit(name, roles[i]);
  }
}

function identityBits(statement: ProvRecord): number {
  switch (statement.kind) {
    case "entity":
      return isEmptyCollection(statement) ? IS_ENTITY | IS_EMPTY_COLLECTION : IS_ENTITY;
    case "activity":
      return IS_ACTIVITY;
    case "agent":
      return IS_AGENT;
    default:
      return identifierBit(statement.kind);
  }
}

function isEmptyCollection({ attributes }: ProvRecord): boolean {
  for (const { name, value } of attributes) {
    if (name.iri === TYPE && isQualifiedName(value) && value.iri === EMPTY) return true;
  }
  return false;
}

const TYPE = /* @__PURE__ */ PROV.concat("type");
const EMPTY = /* @__PURE__ */ PROV.concat("EmptyCollection");

/** What all statements together say of each name. Cost: O(n). */
export function typesOf(table: StatementTable): Uint32Array {
  const types = new Uint32Array(table.names.length);
  const add = (name: number, bits: number) => {
    types[name] |= bits;
  };
  for (let row = 0; row < table.statements.length; row++) visitTypes(table, row, add);
  return types;
}
