import { groupBy } from "../base/group_by.ts";
import type { StatementTable } from "./statement_table.ts";
import type { UniquenessCode } from "./unify_group.ts";
import { PROV_KINDS, type ProvKind } from "./vocabulary.ts";

/** A relation of which two things have at most one. */
export interface PairRule {
  /** Where the second thing is among the names of a statement; the first one is the first. */
  readonly second: number;
  readonly code: UniquenessCode;
  /** Several of them, in words. */
  readonly what: string;
}

/** @see PROV-CONSTRAINTS, constraints 24 to 27 */
export const PAIR_RULES: Readonly<Partial<Record<ProvKind, PairRule>>> = /* @__PURE__ */ Object
  .freeze({
    wasGeneratedBy: { second: 1, code: "C24", what: "generations" },
    wasInvalidatedBy: { second: 1, code: "C25", what: "invalidations" },
    wasStartedBy: { second: 2, code: "C26", what: "starts" },
    wasEndedBy: { second: 2, code: "C27", what: "ends" },
  });

/** The rows that have one kind and one identifier, where there are several. Cost: O(n). */
export function rowsOfOneId(table: StatementTable): number[][] {
  const byId = rowGroups(table.names.length);
  table.statements.forEach(({ kind }, row) => {
    const id = table.idAt(row);
    if (id >= 0 && PROV_KINDS[kind].form !== "plain") byId.add(id, row);
  });
  return byId.several().flatMap((rows) =>
    severalOf(groupBy(rows, (row) => table.statements[row].kind))
  );
}

/** The rows between whose two things there is one relation of its kind only, where there are
 * several. Cost: O(n). */
export function rowsOfOnePair(table: StatementTable): number[][] {
  const byKind = new Map<ProvKind, RowGroups>();
  table.statements.forEach(({ kind }, row) => {
    const rule = PAIR_RULES[kind];
    if (rule === undefined) return;
    const first = table.nameAt(row, 0);
    if (first < 0 || table.nameAt(row, rule.second) < 0) return;
    let groups = byKind.get(kind);
    if (groups === undefined) byKind.set(kind, groups = rowGroups(table.names.length));
    groups.add(first, row);
  });
  return Array.from(
    byKind,
    ([kind, groups]) =>
      groups.several().flatMap((rows) =>
        severalOf(groupBy(rows, (row) => table.nameAt(row, PAIR_RULES[kind]!.second)))
      ),
  ).flat();
}

function severalOf(groups: Map<unknown, number[]>): number[][] {
  return [...groups.values()].filter((rows) => rows.length > 1);
}

interface RowGroups {
  add(number: number, row: number): void;
  several(): number[][];
}

/** Groups rows by a number; where there is one row only, it costs four bytes. */
function rowGroups(numbers: number): RowGroups {
  const first = new Int32Array(numbers);
  const groups = new Map<number, number[]>();
  return {
    add(number, row) {
      if (first[number] === 0) {
        first[number] = row + 1;
        return;
      }
      const group = groups.get(number);
      if (group === undefined) groups.set(number, [first[number] - 1, row]);
      else group.push(row);
    },
    several: () => [...groups.values()],
  };
}
