import { attributeKey, distinctAttributes } from "./attribute_set.ts";
import type {
  ProvAttribute,
  ProvBundle,
  ProvDocument,
  ProvRecord,
  QualifiedName,
} from "./document.ts";
import { recordKey } from "./equal.ts";
import { formalKey } from "./merge_statements.ts";
import { nameArguments } from "./statement_table.ts";
import { PROV_KINDS } from "./vocabulary.ts";

/** A formal argument that two statements differ in. */
export interface ProvArgumentChange {
  /** Its name without `prov:`. */
  readonly argument: string;
  /** What it was; absent where it was not there. */
  readonly before?: QualifiedName | string;
  /** What it is; absent where it is not there. */
  readonly after?: QualifiedName | string;
}

/** A statement that is in both documents and says something else in each. */
export interface ProvRecordChange {
  /** As the first document has it. */
  readonly before: ProvRecord;
  /** As the second document has it. */
  readonly after: ProvRecord;
  /** The arguments that differ. */
  readonly arguments: readonly ProvArgumentChange[];
  /** The attributes that only the first document has. */
  readonly removed: readonly ProvAttribute[];
  /** The attributes that only the second document has. */
  readonly added: readonly ProvAttribute[];
}

/** What two documents differ in within one scope. */
export interface ProvScopeDiff {
  /** The bundle; absent for the top level. */
  readonly bundle?: QualifiedName;
  /** The statements that only the first document has. */
  readonly removed: readonly ProvRecord[];
  /** The statements that only the second document has. */
  readonly added: readonly ProvRecord[];
  /** The statements that both have and that differ. */
  readonly changed: readonly ProvRecordChange[];
}

/** Tells what two documents differ in: one entry for each scope that differs, none where
 * {@link equalProv} finds them equal and no bundle is without statements.
 *
 * Statements of one kind and identifier are taken for the same statement, changed; so are relations
 * without an identifier that join the same things. Prefixes and order play no part. Cost: O(n log
 * n) in the size of the documents.
 *
 * @example
 * ```ts
 * import { buildProv, diffProv } from "stemma/prov";
 * import assert from "node:assert/strict";
 *
 * const loss = (value: number) =>
 *   buildProv({ prefixes: { ex: "https://e.example/" } }, (p) => {
 *     p.entity("ex:loss", { "prov:value": value });
 *   });
 * const [{ changed, added }] = diffProv(loss(0.5), loss(0.25));
 * assert.equal(changed[0].before.id?.local, "loss");
 * assert.deepEqual(added, []);
 * ```
 */
export function diffProv(a: ProvDocument, b: ProvDocument): ProvScopeDiff[] {
  const left = new Map(a.bundles.map((bundle) => [bundle.id.iri, bundle]));
  const right = new Map(b.bundles.map((bundle) => [bundle.id.iri, bundle]));
  const found = [diffScope(a.records, b.records)];
  for (const iri of new Set([...left.keys(), ...right.keys()])) {
    const before = left.get(iri), after = right.get(iri);
    found.push(
      diffScope(recordsOf(before), recordsOf(after), (before ?? after)!.id),
    );
  }
  return found.filter(({ removed, added, changed }) =>
    removed.length + added.length + changed.length > 0
  );
}

function recordsOf(bundle: ProvBundle | undefined): readonly ProvRecord[] {
  return bundle?.records ?? [];
}

function diffScope(
  a: readonly ProvRecord[],
  b: readonly ProvRecord[],
  bundle?: QualifiedName,
): ProvScopeDiff {
  const left = new Map(a.map((record) => [recordKey(record), record]));
  const right = new Map(b.map((record) => [recordKey(record), record]));
  const waiting = new Map<string, ProvRecord[]>();
  for (const [key, record] of right) {
    if (left.has(key)) continue;
    const same = waiting.get(subjectKey(record));
    if (same === undefined) waiting.set(subjectKey(record), [record]);
    else same.push(record);
  }
  for (const same of waiting.values()) same.reverse();
  const removed: ProvRecord[] = [];
  const changed: ProvRecordChange[] = [];
  for (const [key, before] of left) {
    if (right.has(key)) continue;
    const after = waiting.get(subjectKey(before))?.pop();
    if (after === undefined) removed.push(before);
    else changed.push(compare(before, after));
  }
  const rest = new Set([...waiting.values()].flat());
  const added = [...right.values()].filter((record) => rest.has(record));
  return bundle === undefined ? { removed, added, changed } : { bundle, removed, added, changed };
}

/** A text that two statements share where one can be the other, changed. */
function subjectKey({ kind, id, formal }: ProvRecord): string {
  if (id !== undefined) return JSON.stringify([kind, id.iri]);
  const names = nameArguments(kind).map((argument) => {
    const value = formal[argument];
    return value === undefined ? "" : formalKey(value);
  });
  return JSON.stringify([kind, "", ...names]);
}

function compare(before: ProvRecord, after: ProvRecord): ProvRecordChange {
  const key = (value: QualifiedName | string | undefined) => value && formalKey(value);
  return {
    before,
    after,
    arguments: PROV_KINDS[before.kind].formal
      .map((argument) => ({
        argument,
        before: before.formal[argument],
        after: after.formal[argument],
      }))
      .filter((change) => key(change.before) !== key(change.after))
      .map(({ argument, before, after }) => ({
        argument,
        ...(before !== undefined && { before }),
        ...(after !== undefined && { after }),
      })),
    removed: without(before.attributes, after.attributes),
    added: without(after.attributes, before.attributes),
  };
}

function without(
  attributes: readonly ProvAttribute[],
  others: readonly ProvAttribute[],
): ProvAttribute[] {
  const known = new Set(others.map(attributeKey));
  return distinctAttributes(attributes).filter((attribute) => !known.has(attributeKey(attribute)));
}
