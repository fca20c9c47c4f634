import type { ProvDocument, ProvRecord, QualifiedName } from "./document.ts";
import type { ProvFinding } from "./finding.ts";
import { type DanglingReference, findDangling } from "./lookup.ts";
import { nameText, statementText } from "./statement_text.ts";
import { NAME_ARGUMENTS } from "./statement_table.ts";

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
    const present = NAME_ARGUMENTS[record.kind].filter((name) => record.formal[name] !== undefined);
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
