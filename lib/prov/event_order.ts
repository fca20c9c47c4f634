import { edgeList, type EventEdges } from "./event_edges.ts";
import type { Events } from "./events.ts";

/** The one constraint whose two events cannot happen at the same time. */
export const STRICT_CLAUSE = 42;

/** Tells which events must not come after which, as far as they took place.
 *
 * | constraint | first | then |
 * |---|---|---|
 * | 30 | start of an activity | its end |
 * | 33, 34 | start of an activity | usage and generation by it; these come before its end |
 * | 35 | start of the informant | end of the informed |
 * | 36, 37, 38 | generation of an entity | its usages; these come before its invalidation |
 * | 41 | the usage of a derivation | its generation |
 * | 42 | generation of the source | generation of what was derived: never at the same time |
 * | 43, 44 | generation of the trigger | start or end; this comes before its invalidation |
 * | 45, 46 | generation of the general entity | that of the specific one; invalidations the other way |
 * | 47, 48, 49 | association, attribution, delegation: an agent is there in time | |
 *
 * Inferences 9 to 11 and 14 give further statements to which 34, 43, 44 and 47 apply; they are
 * followed without being written out. Cost: O(n), at most nine edges a statement.
 *
 * @see PROV-CONSTRAINTS, section 6.2
 */
export function orderEvents(events: Events): EventEdges {
  const { table, generation, invalidation, start, end, usage, happened } = events;
  const list = edgeList(table.statements.length * 2);
  let row = -1;

  const always = (first: number, then: number, clause: number) =>
    list.add(first, then, clause, row);
  const before = (first: number, then: number, clause: number) => {
    if (happened(first) && happened(then)) always(first, then, clause);
  };

  /** An event within an activity. */
  function within(activity: number, event: number, clause: number): void {
    if (activity < 0) return;
    before(start(activity), event, clause);
    before(event, end(activity), clause);
  }

  /** An event for which an entity must be there. */
  function during(entity: number, event: number, afterGeneration: number, other: number): void {
    if (entity < 0) return;
    before(generation(entity), event, afterGeneration);
    before(event, invalidation(entity), other);
  }

  /** An activity that something set off or ended: `trigger`, which `source` had made. */
  function triggered(event: number, trigger: number, source: number, clause: number): void {
    during(trigger, event, clause, clause);
    if (source < 0) return;
    if (trigger >= 0) within(source, generation(trigger), 34);
    else before(start(source), event, clause);
  }

  function associated(activity: number, agent: number): void {
    if (activity < 0 || agent < 0) return;
    before(start(activity), invalidation(agent), 47);
    before(generation(agent), end(activity), 47);
    before(start(activity), end(agent), 47);
    before(start(agent), end(activity), 47);
  }

  for (let name = 0; name < table.names.length; name++) {
    before(generation(name), invalidation(name), 36);
    before(start(name), end(name), 30);
  }
  for (row = 0; row < table.statements.length; row++) {
    const a = table.nameAt(row, 0), b = table.nameAt(row, 1), c = table.nameAt(row, 2);
    switch (table.statements[row].kind) {
      case "used":
        within(a, usage(row), 33);
        during(b, usage(row), 37, 38);
        break;
      case "wasGeneratedBy":
        if (a >= 0) within(b, generation(a), 34);
        break;
      case "wasInformedBy":
        if (a >= 0 && b >= 0) before(start(b), end(a), 35);
        break;
      case "wasStartedBy":
        if (a >= 0) triggered(start(a), b, c, 43);
        break;
      case "wasEndedBy":
        if (a >= 0) triggered(end(a), b, c, 44);
        break;
      case "wasDerivedFrom":
        if (a < 0 || b < 0) break;
        before(generation(b), generation(a), STRICT_CLAUSE);
        if (c < 0) break;
        within(c, generation(a), 34);
        within(c, usage(row), 33);
        during(b, usage(row), 37, 38);
        before(usage(row), generation(a), 41);
        break;
      case "wasAttributedTo":
        if (a < 0 || b < 0) break;
        before(generation(b), generation(a), 48);
        before(start(b), generation(a), 48);
        break;
      case "wasAssociatedWith":
        associated(a, b);
        break;
      case "actedOnBehalfOf":
        associated(c, a);
        associated(c, b);
        if (a < 0 || b < 0) break;
        before(generation(b), invalidation(a), 49);
        before(start(b), end(a), 49);
        break;
      case "specializationOf":
      case "mentionOf":
        if (a < 0 || b < 0) break;
        // Across entities whose events nobody states, order holds too.
        always(generation(b), generation(a), 45);
        always(invalidation(a), invalidation(b), 46);
    }
  }
  return list.edges();
}
