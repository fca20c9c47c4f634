import { dateTimeValue } from "./date_time.ts";
import type { ProvRecord, QualifiedName } from "./document.ts";
import type { ProvKind } from "./vocabulary.ts";

/** Joins statements of one kind and one identifier: an absent argument takes the other's value, and
 * attributes are united. `undefined` where an argument has two values, or one beside an absence that
 * says there is none.
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
  for (const argument of Object.keys(formal)) {
    if (!isClosed(first.kind, argument, formal)) continue;
    if (statements.some((statement) => statement.formal[argument] === undefined)) return undefined;
  }
  const attributes = statements.flatMap((statement) => statement.attributes);
  return { ...first, formal, attributes };
}

/** Whether an argument that is absent says that there is none.
 *
 * Beside an activity, an absent generation or usage is one that nobody named.
 *
 * @param formal what is known of the statement's activity
 * @see PROV-CONSTRAINTS, definition 4
 */
export function isClosed(
  kind: ProvKind,
  argument: string,
  formal: Readonly<Record<string, unknown>>,
): boolean {
  if (kind === "wasAssociatedWith") return argument === "plan";
  if (kind !== "wasDerivedFrom" || argument.endsWith("Entity")) return false;
  return argument === "activity" || formal.activity === undefined;
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
