import { dateTimeValue } from "./date_time.ts";
import type { ProvRecord, QualifiedName } from "./document.ts";

/** Joins statements of one kind and one identifier: an absent argument takes the other's value, and
 * attributes are united. `undefined` where an argument has two values.
 *
 * Of equal values in several spellings the first in order of code units is kept. Cost: O(total
 * number of attributes).
 *
 * @see PROV-CONSTRAINTS, constraints 22 and 23
 */
export function mergeStatements(statements: readonly ProvRecord[]): ProvRecord | undefined {
  const [first] = statements;
  if (statements.length === 1) return first;
  const formal: Record<string, QualifiedName | string> = {};
  for (const statement of statements) {
    for (const argument of Object.keys(statement.formal)) {
      const value = statement.formal[argument];
      const known = formal[argument];
      if (known === undefined || spelledFirst(value, known)) formal[argument] = value;
      if (known !== undefined && formalKey(known) !== formalKey(value)) return undefined;
    }
  }
  const attributes = statements.flatMap((statement) => statement.attributes);
  return { ...first, formal, attributes };
}

/** A text that two formal arguments share exactly when they mean the same: the IRI of a name, the
 * moment of a time. */
export function formalKey(value: QualifiedName | string): string {
  return typeof value === "string" ? dateTimeValue(value) ?? value : value.iri;
}

function spelledFirst(a: QualifiedName | string, b: QualifiedName | string): boolean {
  return typeof a === "string"
    ? typeof b === "string" && a < b
    : typeof b !== "string" && a.prefix < b.prefix;
}
