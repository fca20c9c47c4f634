import type { ProvRecord, QualifiedName } from "./document.ts";
import type { ProvFindingCode, Report } from "./finding.ts";
import { nameText, statementText } from "./statement_text.ts";
import type { StatementTable } from "./statement_table.ts";
import {
  IDENTIFIED,
  identifierBit,
  IS_ACTIVITY,
  IS_AGENT,
  IS_EMPTY_COLLECTION,
  IS_ENTITY,
  USED_AS_ACTIVITY,
  USED_AS_ENTITY,
  visitTypes,
} from "./thing_types.ts";
import type { ProvKind } from "./vocabulary.ts";

const ENTITY = IS_ENTITY | USED_AS_ENTITY;
const ACTIVITY = IS_ACTIVITY | USED_AS_ACTIVITY;
const ELEMENTS = IS_ENTITY | IS_ACTIVITY | IS_AGENT;

/** The relations of which one identifier names one only: all but derivation and influence, which
 * say in general what others say in particular. */
const APART: number = /* @__PURE__ */ bitsOf(
  /* @__PURE__ */ IDENTIFIED.filter((kind) =>
    kind !== "wasDerivedFrom" && kind !== "wasInfluencedBy"
  ),
);
const RELATIONS: number = /* @__PURE__ */ bitsOf(IDENTIFIED);

function bitsOf(kinds: readonly ProvKind[]): number {
  return kinds.reduce((bits, kind) => bits | identifierBit(kind), 0);
}

/** Reports names that are of two kinds that exclude each other.
 *
 * Cost: O(n).
 *
 * @param types what is known of each name
 * @see PROV-CONSTRAINTS, constraints 53, 54 and 55
 */
export function checkTypes(table: StatementTable, types: Uint32Array, report: Report): void {
  const clashing = new Map<number, ClashRule[]>();
  for (let name = 0; name < types.length; name++) {
    const bits = types[name];
    const rules = CLASHES.filter(({ holds }) => holds(bits));
    if (rules.length > 0) clashing.set(name, rules);
  }
  if (clashing.size === 0) return;
  const witnesses = new Map<number, Map<number, ProvRecord>>();
  table.statements.forEach((statement, row) => {
    visitTypes(table, row, (name, bits) => {
      if (!clashing.has(name)) return;
      const byBits = witnesses.get(name) ?? new Map<number, ProvRecord>();
      witnesses.set(name, byBits);
      if (!byBits.has(bits)) byBits.set(bits, statement);
    });
  });
  for (const [name, rules] of clashing) {
    const said = [...witnesses.get(name)!];
    const first = (mask: number) => said.find(([bits]) => (bits & mask) !== 0)?.[1];
    for (const { code, sides, tell } of rules) {
      const records = sides(types[name]).map(first).filter((record) => record !== undefined);
      report({
        code,
        severity: "error",
        message: `${nameText(table.names[name])} ${tell}: ${
          records.map(statementText).join(" and ")
        }`,
        records,
      });
    }
  }
}

interface ClashRule {
  readonly code: ProvFindingCode;
  readonly holds: (bits: number) => boolean;
  /** The bits of one side each. */
  readonly sides: (bits: number) => number[];
  readonly tell: string;
}

const CLASHES: readonly ClashRule[] = [
  {
    code: "C53",
    holds: (bits) => single(bits & APART) !== (bits & APART),
    sides: (bits) => IDENTIFIED.map(identifierBit).filter((bit) => (bits & APART & bit) !== 0),
    tell: "identifies relations of different kinds",
  },
  {
    code: "C54",
    holds: (bits) => (bits & ELEMENTS) !== 0 && (bits & RELATIONS) !== 0,
    // An entity by specialization alone has no statement of its own.
    sides: () => [ELEMENTS | ENTITY, RELATIONS],
    tell: "identifies a thing and also a relation",
  },
  {
    code: "C55",
    holds: (bits) => (bits & ENTITY) !== 0 && (bits & ACTIVITY) !== 0,
    sides: () => [ENTITY, ACTIVITY],
    tell: "is an entity and also an activity",
  },
];

/** The lowest bit. */
function single(bits: number): number {
  return bits & -bits;
}

/** Reports statements that are impossible in themselves, and members of empty collections.
 *
 * @see PROV-CONSTRAINTS, constraints 51 and 56
 */
export function checkImpossible(
  table: StatementTable,
  types: Uint32Array,
  report: Report,
): void {
  table.statements.forEach((statement, row) => {
    const { kind, formal } = statement;
    if (kind === "wasDerivedFrom" && formal.activity === undefined) {
      const named = (formal.generation ?? formal.usage) as QualifiedName | undefined;
      if (named === undefined) return;
      report({
        code: "C51",
        severity: "error",
        message: `A derivation without an activity has no ${
          formal.generation === undefined ? "usage" : "generation"
        } either, but one names ${nameText(named)}: ${statementText(statement)}`,
        records: [statement],
      });
    }
    if (kind !== "hadMember") return;
    const collection = table.nameAt(row, 0);
    if (collection < 0 || (types[collection] & IS_EMPTY_COLLECTION) === 0) return;
    const name = nameText(table.names[collection]);
    report({
      code: "C56",
      severity: "error",
      message: `${name} is an empty collection and has a member: ${statementText(statement)}`,
      records: [statement],
    });
  });
}
