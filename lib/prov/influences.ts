import type { ProvRecord } from "./document.ts";
import type { Report } from "./finding.ts";
import { nameText, statementText } from "./statement_text.ts";
import type { StatementTable } from "./statement_table.ts";
import { identifierBit } from "./thing_types.ts";
import { PROV_KINDS, type ProvKind } from "./vocabulary.ts";

const GENERAL: readonly ProvKind[] = ["wasInfluencedBy", "wasDerivedFrom"];

/** Reports derivations and influences that share an identifier with another relation and join
 * other things than it does: each relation is an influence too, and an influence has two ends.
 *
 * @see PROV-CONSTRAINTS, inference 15 and constraint 23
 */
export function checkInfluences(
  table: StatementTable,
  types: Uint32Array,
  report: Report,
): void {
  const general = GENERAL.reduce((bits, kind) => bits | identifierBit(kind), 0);
  const rows = new Map<number, number[]>();
  table.statements.forEach(({ kind }, row) => {
    const id = table.idAt(row);
    if (id < 0 || PROV_KINDS[kind].form !== "relation") return;
    const shared = types[id] & ~identifierBit(kind);
    if ((types[id] & general) === 0 || shared === 0) return;
    const known = rows.get(id);
    if (known === undefined) rows.set(id, [row]);
    else known.push(row);
  });
  for (const [id, shared] of rows) {
    // The first name of every relation is what was influenced, the second what influenced it.
    for (const end of [0, 1]) {
      const named = shared.filter((row) => table.nameAt(row, end) >= 0);
      const other = named.find((row) => table.nameAt(row, end) !== table.nameAt(named[0], end));
      if (other === undefined) continue;
      const records: ProvRecord[] = [table.statements[named[0]], table.statements[other]];
      report({
        code: "C23",
        severity: "error",
        message: `The relations that ${nameText(table.names[id])} identifies must join the same ` +
          `two things: ${records.map(statementText).join(" and ")}`,
        records,
      });
      break;
    }
  }
}
