import type { ProvRecord } from "./document.ts";
import { checkOrder } from "./event_cycles.ts";
import type { EventEdges } from "./event_edges.ts";
import { orderEvents } from "./event_order.ts";
import { type Events, eventsOf } from "./events.ts";
import type { Report } from "./finding.ts";
import { inferFromDerivations, inferFromInfluences } from "./inferences.ts";
import { checkInfluences } from "./influences.ts";
import { checkArguments, checkMentions } from "./required_arguments.ts";
import { mayDangle } from "./lint_references.ts";
import { checkSpecializations, inheritTypes, specializationsOf } from "./specialization.ts";
import { tabulate, unfrozen } from "./statement_table.ts";
import { typesOf } from "./thing_types.ts";
import { checkImpossible, checkTypes } from "./typing.ts";
import { type Unified, unifyScope } from "./unify_scope.ts";

/** What a check of one scope found out beside its findings. */
export interface CheckedScope {
  readonly events: Events;
  readonly edges: EventEdges;
  /** What a statement came of, where it is none of the document's own. */
  readonly sources: ReadonlyMap<ProvRecord, readonly ProvRecord[]>;
  /** Whether a statement may refer to what the scope does not describe. */
  readonly dangles: boolean;
}

/** Checks the constraints of PROV-CONSTRAINTS in the top level or in one bundle.
 *
 * Cost: O(n).
 */
export function validateScope(records: readonly ProvRecord[], report: Report): CheckedScope {
  const { table, sources, conflicts } = unifyWithInferred(records);
  const own: Report = (finding) => {
    const records = finding.records.flatMap((record) => sources.get(record) ?? [record]);
    report({ ...finding, records: [...new Set(records)] });
  };
  for (const conflict of conflicts) own({ ...conflict, severity: "error" });
  const types = typesOf(table);
  // Of two arguments that clash only one is in the table.
  const dangles = conflicts.length > 0 || mayDangle(table, types);
  const specializations = specializationsOf(table);
  inheritTypes(specializations, types);
  checkArguments(table.statements, own);
  checkMentions(table, own);
  checkImpossible(table, types, own);
  checkSpecializations(table, specializations, own);
  checkTypes(table, types, own);
  checkInfluences(table, types, own);
  const events = eventsOf(table, types);
  const edges = orderEvents(events);
  checkOrder(events, edges, own);
  return { events, edges, sources, dangles };
}

/** Unifies a scope together with what its influences and derivations imply by name. */
function unifyWithInferred(given: readonly ProvRecord[]): Unified {
  const records = unfrozen(given);
  const completed = inferFromInfluences(records);
  const stated = completed.size === 0 ? unifyScope(records) : unifyScope(
    records.map((record) => completed.get(record) ?? record),
    new Map(Array.from(completed, ([record, complete]) => [complete, [record]])),
  );
  const inferred = inferFromDerivations(stated.table.statements);
  if (inferred.size === 0) return stated;
  const sources = new Map(stated.sources);
  for (const [statement, derivation] of inferred) {
    sources.set(statement, stated.sources.get(derivation) ?? [derivation]);
  }
  const touched = ({ kind }: ProvRecord) => kind === "wasGeneratedBy" || kind === "used";
  const { statements } = stated.table;
  const again = unifyScope([...statements.filter(touched), ...inferred.keys()], sources);
  return {
    table: tabulate([
      ...statements.filter((statement) => !touched(statement)),
      ...again.table.statements,
    ]),
    sources: again.sources,
    conflicts: [...stated.conflicts, ...again.conflicts],
  };
}
