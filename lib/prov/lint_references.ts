import type { ProvDocument, ProvRecord, QualifiedName } from "./document.ts";
import type { ProvFinding } from "./finding.ts";
import { type DanglingReference, findDangling } from "./lookup.ts";
import { nameText, statementText } from "./statement_text.ts";
import { nameArguments, type StatementTable } from "./statement_table.ts";
import { IS_ACTIVITY, IS_AGENT, IS_ENTITY } from "./thing_types.ts";

/** Whether a scope refers to what it does not describe, as far as that is seen at a glance: an
 * argument that is no stated thing. Cost: O(n), a small part of {@link lintReferences}. */
export function mayDangle(
  { statements, nameAt }: StatementTable,
  types: Uint32Array,
): boolean {
  const stated = IS_ENTITY | IS_ACTIVITY | IS_AGENT;
  for (let row = 0; row < statements.length; row++) {
    const count = nameArguments(statements[row].kind).length;
    for (let i = 0; i < count; i++) {
      const name = nameAt(row, i);
      if (name >= 0 && (types[name] & stated) === 0) return true;
    }
  }
  return false;
}

/** Reports what is referred to and nowhere described, once for each name in each scope; relations
 * of which nothing is described are reported together, once for each scope.
 *
 * Cost: O(n).
 */
export function lintReferences(doc: ProvDocument): ProvFinding[] {
  const dangling = findDangling(doc);
  const lost = new Map<ProvRecord, number>();
  for (const { record } of dangling) lost.set(record, (lost.get(record) ?? 0) + 1);
  const undescribed = new Map<string, DanglingReference[]>();
  const references = new Map<string, DanglingReference[]>();
  for (const reference of dangling) {
    const { record, id, bundle } = reference;
    const scope = bundle?.iri ?? "";
    const present = nameArguments(record.kind).filter((name) => record.formal[name] !== undefined);
    if (present.length > 1 && lost.get(record) === present.length) {
      add(undescribed, scope, reference);
    } else add(references, `${scope.length} ${scope}${id.iri}`, reference);
  }
  return [
    ...Array.from(undescribed.values(), (list) => {
      const records = [...new Set(list.map(({ record }) => record))];
      return finding(
        "undescribed-relation",
        records.length === 1
          ? `${statementText(records[0])} is about things that nothing describes`
          : `${records.length} statements are about things that nothing describes: ${
            statementText(records[0])
          }, …`,
        records,
        list[0].bundle,
      );
    }),
    ...Array.from(references.values(), (list) => {
      const [{ id, record, bundle }] = list;
      const records = [...new Set(list.map(({ record }) => record))];
      return finding(
        "dangling-reference",
        `Nothing describes ${nameText(id)}, and ${
          records.length === 1 ? "a statement refers" : `${records.length} statements refer`
        } to it: ${statementText(record)}${records.length === 1 ? "" : ", …"}`,
        records,
        bundle,
      );
    }),
  ];
}

function add(
  lists: Map<string, DanglingReference[]>,
  key: string,
  reference: DanglingReference,
): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [reference]);
  else list.push(reference);
}

function finding(
  code: "dangling-reference" | "undescribed-relation",
  message: string,
  records: readonly ProvRecord[],
  bundle: QualifiedName | undefined,
): ProvFinding {
  const found = { code, severity: "warning", message, records } as const;
  return bundle === undefined ? found : { ...found, bundle };
}
