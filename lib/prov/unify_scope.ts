import type { ProvRecord, QualifiedName } from "./document.ts";
import { nameText } from "./statement_text.ts";
import { compareIds, type Conflict, unifyGroup, type UniquenessCode } from "./unify_group.ts";
import { unifyTimes } from "./unify_times.ts";
import { PROV_KINDS, type ProvKind } from "./vocabulary.ts";

/** The statements of one scope after everything that must be one became one. */
export interface Unified {
  /** The statements; one that came of several is new, the others are those that were given. */
  readonly statements: readonly ProvRecord[];
  /** What a statement came of, where it is not one of those that were given. */
  readonly sources: ReadonlyMap<ProvRecord, readonly ProvRecord[]>;
  /** What cannot be one. */
  readonly conflicts: readonly Conflict[];
}

/** Relations of which two things have at most one. */
const PAIRS: Readonly<
  Partial<Record<ProvKind, readonly [a: string, b: string, UniquenessCode, what: string]>>
> = Object.freeze({
  wasGeneratedBy: ["entity", "activity", "C24", "generations"],
  wasInvalidatedBy: ["entity", "activity", "C25", "invalidations"],
  wasStartedBy: ["activity", "starter", "C26", "starts"],
  wasEndedBy: ["activity", "ender", "C27", "ends"],
});

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

  /** Joins the groups that share a key; a group takes the place of its first member. */
  function join(
    list: readonly ProvRecord[],
    keyOf: (record: ProvRecord) => string | undefined,
    unify: (group: readonly ProvRecord[]) => ProvRecord,
  ): ProvRecord[] {
    const places = new Map<ProvKind, Map<string, number>>();
    const groups = new Map<number, ProvRecord[]>();
    const joined: ProvRecord[] = [];
    for (const record of list) {
      const key = keyOf(record);
      if (key === undefined) {
        joined.push(record);
        continue;
      }
      let byKey = places.get(record.kind);
      if (byKey === undefined) places.set(record.kind, byKey = new Map());
      const place = byKey.get(key);
      if (place === undefined) {
        byKey.set(key, joined.length);
        joined.push(record);
        continue;
      }
      const group = groups.get(place);
      if (group === undefined) groups.set(place, [joined[place], record]);
      else group.push(record);
    }
    for (const [place, group] of groups) {
      joined[place] = unify(group);
      sources.set(joined[place], group.flatMap(sourcesOf));
    }
    return joined;
  }

  const byId = join(records, idKey, (group) => {
    const element = PROV_KINDS[group[0].kind].form === "element";
    const why = `The statements of ${group[0].kind} ${nameText(group[0].id!)} must be one`;
    return unifyGroup(group, element ? "C22" : "C23", why, report);
  });
  const byPair = join(byId, pairKey, (group) => {
    const [a, b, code, what] = PAIRS[group[0].kind]!;
    const [first, second] = [a, b].map((end) => nameText(group[0].formal[end] as QualifiedName));
    const why = `The ${what} of ${first} by ${second} must be one`;
    compareIds(group, code, why, report);
    // What has one identifier, be it unknown, is one by 23.
    return unifyGroup(group, "C23", `${why} (${code})`, report);
  });
  unifyTimes(byPair, report, (from, to) => sources.set(to, sourcesOf(from)));
  return { statements: byPair, sources, conflicts };
}

function idKey({ kind, id }: ProvRecord): string | undefined {
  return PROV_KINDS[kind].form === "plain" ? undefined : id?.iri;
}

function pairKey({ kind, formal }: ProvRecord): string | undefined {
  const pair = PAIRS[kind];
  if (pair === undefined) return undefined;
  const a = formal[pair[0]] as QualifiedName | undefined;
  const b = formal[pair[1]] as QualifiedName | undefined;
  return a === undefined || b === undefined ? undefined : `${a.iri.length} ${a.iri}${b.iri}`;
}
