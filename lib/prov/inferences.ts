import type { ProvRecord, QualifiedName } from "./document.ts";

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
