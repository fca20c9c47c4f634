import type { ProvRecord } from "./document.ts";
import type { StatementTable } from "./statement_table.ts";
import { isQualifiedName } from "./values.ts";
import { PROV, type ProvKind } from "./vocabulary.ts";

/** What is known of a name, as bits. */
export const IS: Readonly<
  Record<
    "entity" | "activity" | "agent" | "usedAsEntity" | "usedAsActivity" | "emptyCollection",
    number
  >
> = Object.freeze({
  /** `entity(x)` is stated, or follows from a specialization. */
  entity: 1,
  activity: 2,
  agent: 4,
  /** Stands where an entity must stand. */
  usedAsEntity: 8,
  usedAsActivity: 16,
  emptyCollection: 32,
});

/** The eleven relations that have identifiers; their bits follow those of {@link IS}. */
export const IDENTIFIED: readonly ProvKind[] = Object.freeze([
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
const ROLES: Readonly<Record<ProvKind, readonly number[]>> = Object.freeze({
  entity: [],
  activity: [],
  agent: [],
  wasGeneratedBy: [IS.usedAsEntity, IS.usedAsActivity],
  used: [IS.usedAsActivity, IS.usedAsEntity],
  wasInformedBy: [IS.usedAsActivity, IS.usedAsActivity],
  wasStartedBy: [IS.usedAsActivity, IS.usedAsEntity, IS.usedAsActivity],
  wasEndedBy: [IS.usedAsActivity, IS.usedAsEntity, IS.usedAsActivity],
  wasInvalidatedBy: [IS.usedAsEntity, IS.usedAsActivity],
  wasDerivedFrom: [IS.usedAsEntity, IS.usedAsEntity, IS.usedAsActivity],
  wasAttributedTo: [IS.usedAsEntity],
  wasAssociatedWith: [IS.usedAsActivity, 0, IS.usedAsEntity],
  actedOnBehalfOf: [0, 0, IS.usedAsActivity],
  wasInfluencedBy: [],
  specializationOf: [IS.usedAsEntity, IS.usedAsEntity],
  alternateOf: [IS.usedAsEntity, IS.usedAsEntity],
  hadMember: [IS.usedAsEntity, IS.usedAsEntity],
  mentionOf: [IS.usedAsEntity, IS.usedAsEntity],
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
      return isEmptyCollection(statement) ? IS.entity | IS.emptyCollection : IS.entity;
    case "activity":
      return IS.activity;
    case "agent":
      return IS.agent;
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

const TYPE = `${PROV}type`;
const EMPTY = `${PROV}EmptyCollection`;

/** What all statements together say of each name. Cost: O(n). */
export function typesOf(table: StatementTable): Uint32Array {
  const types = new Uint32Array(table.names.length);
  const add = (name: number, bits: number) => {
    types[name] |= bits;
  };
  for (let row = 0; row < table.statements.length; row++) visitTypes(table, row, add);
  return types;
}
