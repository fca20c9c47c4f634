import type { ProvRecord } from "./document.ts";
import { PAIR_RULES, rowsOfOneId, rowsOfOnePair } from "./same_statements.ts";
import { nameText } from "./statement_text.ts";
import { type StatementTable, tabulate } from "./statement_table.ts";
import { compareIds, type Conflict, unifyGroup } from "./unify_group.ts";
import { unifyTimes } from "./unify_times.ts";
import { PROV_KINDS } from "./vocabulary.ts";

/** The statements of one scope after everything that must be one became one. */
export interface Unified {
  /** The statements; one that came of several is new, the others are those that were given. */
  readonly table: StatementTable;
  /** What a statement came of, where it is not one of those that were given. */
  readonly sources: ReadonlyMap<ProvRecord, readonly ProvRecord[]>;
  /** What cannot be one. */
  readonly conflicts: readonly Conflict[];
}

/** Joins the statements of one scope that must be one: by kind and identifier (22, 23), by the two
 * things between which there is one only (24–27), and the times of an activity with those of its
 * start and end (28, 29).
 *
 * Cost: O(n); a statement that stands alone is not copied.
 *
 * @param known what a statement already came of, where it is none of the document's
 * @see PROV-CONSTRAINTS, section 6.1
 */
export function unifyScope(
  records: readonly ProvRecord[],
  known: ReadonlyMap<ProvRecord, readonly ProvRecord[]> = new Map(),
): Unified {
  const conflicts: Conflict[] = [];
  const sources = new Map(known);
  const report = (conflict: Conflict) => conflicts.push(conflict);
  const sourcesOf = (statement: ProvRecord) => sources.get(statement) ?? [statement];

  /** Joins groups of rows; a group takes the place of its first member. */
  function join(
    table: StatementTable,
    groups: readonly number[][],
    unify: (group: readonly ProvRecord[], first: number) => ProvRecord,
  ): StatementTable {
    if (groups.length === 0) return table;
    const statements: (ProvRecord | undefined)[] = table.statements.slice();
    for (const rows of groups) {
      const group = rows.map((row) => table.statements[row]);
      const joined = unify(group, rows[0]);
      sources.set(joined, group.flatMap(sourcesOf));
      for (const row of rows) statements[row] = undefined;
      statements[rows[0]] = joined;
    }
    return tabulate(statements.filter((statement) => statement !== undefined));
  }

  const all = tabulate(records);
  const byId = join(all, rowsOfOneId(all), (group) => {
    const element = PROV_KINDS[group[0].kind].form === "element";
    const why = `The statements of ${group[0].kind} ${nameText(group[0].id!)} must be one`;
    return unifyGroup(group, element ? "C22" : "C23", why, report);
  });
  const byPair = join(byId, rowsOfOnePair(byId), (group, row) => {
    const { second, code, what } = PAIR_RULES[group[0].kind]!;
    const [a, b] = [0, second].map((position) => nameText(byId.names[byId.nameAt(row, position)]));
    const why = `The ${what} of ${a} by ${b} must be one`;
    compareIds(group, code, why, report);
    // What has one identifier, be it unknown, is one by 23.
    return unifyGroup(group, "C23", `${why} (${code})`, report);
  });
  const statements = unifyTimes(byPair.statements, report, (from, to) => {
    sources.set(to, sourcesOf(from));
  });
  return { table: { ...byPair, statements }, sources, conflicts };
}
