import type { ProvRecord, QualifiedName } from "./document.ts";
import { PROV_KINDS } from "./vocabulary.ts";

/** The generations and usages that derivations imply by name: of the two entities, in the
 * derivation's activity.
 *
 * Those that have no name can clash with nothing; the order of events takes them into account
 * where they matter. Cost: O(n).
 *
 * @returns each with the derivation that it follows from
 * @see PROV-CONSTRAINTS, inference 11
 */
export function inferFromDerivations(
  statements: readonly ProvRecord[],
): Map<ProvRecord, ProvRecord> {
  const inferred = new Map<ProvRecord, ProvRecord>();
  for (const statement of statements) {
    if (statement.kind !== "wasDerivedFrom") continue;
    const { activity, generatedEntity, usedEntity, generation, usage } = statement.formal as Record<
      string,
      QualifiedName | undefined
    >;
    if (activity === undefined) continue;
    if (generation !== undefined && generatedEntity !== undefined) {
      inferred.set({
        kind: "wasGeneratedBy",
        id: generation,
        formal: { entity: generatedEntity, activity },
        attributes: [],
      }, statement);
    }
    if (usage !== undefined && usedEntity !== undefined) {
      inferred.set({
        kind: "used",
        id: usage,
        formal: { activity, entity: usedEntity },
        attributes: [],
      }, statement);
    }
  }
  return inferred;
}

/** The relations whose unknown second thing a derivation or influence of the same identifier
 * tells: each relation is an influence too, and an identifier has one.
 *
 * Cost: O(n).
 *
 * @returns each with what it becomes
 * @see PROV-CONSTRAINTS, inference 15 and constraint 23
 */
export function inferFromInfluences(
  records: readonly ProvRecord[],
): Map<ProvRecord, ProvRecord> {
  const influencers = new Map<string, QualifiedName>();
  for (const { kind, id, formal } of records) {
    if (id === undefined || kind !== "wasInfluencedBy" && kind !== "wasDerivedFrom") continue;
    const influencer = formal[PROV_KINDS[kind].formal[1]];
    if (typeof influencer === "object") influencers.set(id.iri, influencer);
  }
  const completed = new Map<ProvRecord, ProvRecord>();
  if (influencers.size === 0) return completed;
  const unknown: ProvRecord[] = [];
  const told = new Set<string>();
  for (const record of records) {
    const { kind, id, formal } = record;
    if (id === undefined || !influencers.has(id.iri)) continue;
    if (PROV_KINDS[kind].form !== "relation") continue;
    if (formal[PROV_KINDS[kind].formal[1]] === undefined) unknown.push(record);
    else told.add(`${kind} ${id.iri}`);
  }
  for (const record of unknown) {
    const { kind, id, formal } = record;
    // What another statement of the relation tells comes first.
    if (told.has(`${kind} ${id!.iri}`)) continue;
    const second = PROV_KINDS[kind].formal[1];
    completed.set(record, {
      ...record,
      formal: { ...formal, [second]: influencers.get(id!.iri)! },
    });
  }
  return completed;
}
