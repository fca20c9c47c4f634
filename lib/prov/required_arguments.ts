import type { ProvRecord } from "./document.ts";
import type { Report } from "./finding.ts";
import { nameText, statementText } from "./statement_text.ts";
import type { StatementTable } from "./statement_table.ts";
import { PROV_KINDS } from "./vocabulary.ts";

/** Reports statements that lack an argument which their kind cannot do without.
 *
 * @see PROV-DM, section 5
 */
export function checkArguments(statements: readonly ProvRecord[], report: Report): void {
  for (const statement of statements) {
    const { required } = PROV_KINDS[statement.kind];
    for (let i = 0; i < required.length; i++) {
      if (statement.formal[required[i]] !== undefined) continue;
      report({
        code: "missing-argument",
        severity: "error",
        message: `${statementText(statement)} has no prov:${required[i]}`,
        records: [statement],
      });
    }
  }
}

/** Reports entities that are mentions of more than one entity.
 *
 * @see PROV-LINKS, constraint 1 (unique-mention)
 */
export function checkMentions(
  { statements, names, nameAt }: StatementTable,
  report: Report,
): void {
  const rows = new Map<number, number[]>();
  statements.forEach(({ kind }, row) => {
    if (kind !== "mentionOf" || nameAt(row, 0) < 0) return;
    const known = rows.get(nameAt(row, 0));
    if (known === undefined) rows.set(nameAt(row, 0), [row]);
    else known.push(row);
  });
  for (const [name, [first, ...others]] of rows) {
    const other = others.find((row) =>
      nameAt(row, 1) !== nameAt(first, 1) || nameAt(row, 2) !== nameAt(first, 2)
    );
    if (other === undefined) continue;
    const records = [statements[first], statements[other]];
    report({
      code: "mention-twice",
      severity: "error",
      message: `${nameText(names[name])} mentions two entities: ${
        records.map(statementText).join(" and ")
      }`,
      records,
    });
  }
}
