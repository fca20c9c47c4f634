import type { ProvRecord, QualifiedName } from "./document.ts";
import { formalKey, isClosed } from "./merge_statements.ts";
import { nameText, valueText } from "./statement_text.ts";
import { PROV_KINDS } from "./vocabulary.ts";

/** The constraints that make statements one, or fail. */
export type UniquenessCode =
  | "C22"
  | "C23"
  | "C24"
  | "C25"
  | "C26"
  | "C27"
  | "C28"
  | "C29";

/** Statements that must be one and cannot be. */
export interface Conflict {
  /** The constraint that asks for it. */
  readonly code: UniquenessCode;
  /** What clashes with what. */
  readonly message: string;
  /** One statement for each side of the clash. */
  readonly records: readonly ProvRecord[];
}

/** Makes one statement of several of one kind: an absent argument takes the other's value, and
 * attributes are added up.
 *
 * An absent activity, generation or usage of a derivation, and an absent plan, is PROV-N's `-`: it
 * says that there is none, and is a value like any other. Of two values the first is kept and the
 * clash is reported. Cost: O(total number of attributes).
 *
 * @see PROV-CONSTRAINTS, section 6.1
 */
export function unifyGroup(
  group: readonly ProvRecord[],
  code: UniquenessCode,
  why: string,
  report: (conflict: Conflict) => void,
): ProvRecord {
  const [first] = group;
  const formal: Record<string, QualifiedName | string> = {};
  for (const argument of PROV_KINDS[first.kind].formal) {
    const holder = group.find((record) => record.formal[argument] !== undefined);
    if (holder === undefined) continue;
    const value = formal[argument] = holder.formal[argument];
    const key = formalKey(value);
    const closed = isClosed(first.kind, argument, formal);
    const other = group.find((record) => {
      const own = record.formal[argument];
      if (own === undefined) return closed;
      return own !== value && formalKey(own) !== key;
    });
    if (other === undefined) continue;
    const own = other.formal[argument];
    report({
      code,
      message: `${why}, but prov:${argument} is ${valueText(value)} in one of them and ${
        own === undefined ? "none" : valueText(own)
      } in another`,
      records: [holder, other],
    });
  }
  const named = group.find((record) => record.id !== undefined);
  const attributes = group.flatMap((record) => record.attributes);
  return named === undefined
    ? { kind: first.kind, formal, attributes }
    : { kind: first.kind, id: named.id, formal, attributes };
}

/** Reports statements that must be one and have identifiers that differ. */
export function compareIds(
  group: readonly ProvRecord[],
  code: UniquenessCode,
  why: string,
  report: (conflict: Conflict) => void,
): void {
  const named = group.filter((record) => record.id !== undefined);
  const other = named.find((record) => record.id!.iri !== named[0].id!.iri);
  if (other === undefined) return;
  report({
    code,
    message: `${why}, but one of them is ${nameText(named[0].id!)} and another ${
      nameText(other.id!)
    }`,
    records: [named[0], other],
  });
}
