import type { Catalog, CheckpointFacts } from "./catalog.ts";

/** Which checkpoint is the best one. */
export interface BestRule {
  /** The metric, as `save` is given it. */
  readonly metric: string;
  /** Whether the least or the greatest value is the best.
   *
   * @default {"min"} */
  readonly goal?: "min" | "max";
}

/** What is kept. */
export interface KeepRules {
  /** How many of the newest; the best and the aliased ones are kept besides. */
  readonly keep: number;
  readonly best?: BestRule;
}

/** The catalog with one checkpoint more, which is the latest then.
 *
 * What is neither among the newest nor has an alias is dropped: it may be deleted once this catalog
 * is in the sink, not before.
 */
export function addCheckpoint(
  catalog: Catalog,
  added: CheckpointFacts,
  given: readonly string[],
  { keep, best }: KeepRules,
): Catalog {
  const all = [...catalog.kept, added];
  const names = best !== undefined && isBest(catalog, added, best) ? [...given, "best"] : given;
  const aliases = {
    ...catalog.aliases,
    ...Object.fromEntries(names.map((alias) => [alias, added.path])),
  };
  const aliased = new Set(Object.values(aliases));
  const isKept = ({ path }: CheckpointFacts, i: number) =>
    i >= all.length - keep || aliased.has(path);
  const dropped = all.filter((facts, i) => !isKept(facts, i));
  return {
    ...catalog,
    kept: all.filter(isKept),
    aliases,
    dropped: [...catalog.dropped, ...dropped.map(({ path, files }) => ({ path, files }))],
  };
}

function isBest({ kept, aliases }: Catalog, added: CheckpointFacts, rule: BestRule): boolean {
  const { metric, goal = "min" } = rule;
  const valueOf = (facts: CheckpointFacts | undefined) => {
    const metrics = facts?.metrics ?? {};
    const value = Object.hasOwn(metrics, metric) ? metrics[metric] : NaN;
    return goal === "min" ? -value : value;
  };
  const value = valueOf(added);
  if (Number.isNaN(value)) return false;
  const held = valueOf(kept.find(({ path }) => path === aliases.best));
  return Number.isNaN(held) || value > held;
}
