import { type Digraph, digraph, shortestPath, strongComponents } from "./digraph.ts";
import type { EventEdges } from "./event_edges.ts";
import { STRICT_CLAUSE } from "./event_order.ts";
import { type Events, eventText } from "./events.ts";
import type { ProvEventStep, Report } from "./finding.ts";
import { statementText } from "./statement_text.ts";

/** How many ways round are tried for a short one, and how many steps a message tells. */
const TRIES = 8, TOLD = 6;

/** Reports events that would have to come before themselves: one circle for each set of events
 * that all wait for each other, through an edge that is strict.
 *
 * Cost: O(events + edges).
 *
 * @see PROV-CONSTRAINTS, section 7.1
 */
export function checkOrder(events: Events, edges: EventEdges, report: Report): void {
  if (!edges.clause.includes(STRICT_CLAUSE)) return;
  const { graph, kept } = openingEvents(events, edges);
  const component = strongComponents(graph);
  const strict = new Map<number, number[]>();
  for (let edge = 0; edge < kept.length; edge++) {
    if (edges.clause[kept[edge]] !== STRICT_CLAUSE) continue;
    const own = component[graph.from[edge]];
    if (own !== component[graph.to[edge]]) continue;
    const known = strict.get(own);
    if (known === undefined) strict.set(own, [edge]);
    else if (known.length < TRIES) known.push(edge);
  }
  for (const [own, tries] of strict) {
    const inside = (node: number) => component[node] === own;
    const circles = tries.map((edge) => [
      edge,
      ...shortestPath(graph, graph.to[edge], graph.from[edge], inside)!,
    ]);
    const shortest = circles.reduce((a, b) => b.length < a.length ? b : a);
    tell(events, edges, shortest.map((edge) => kept[edge]), report);
  }
}

/** The order without invalidations and ends: from those nothing leads back to what is strict. */
function openingEvents(
  events: Events,
  { from, to }: EventEdges,
): { graph: Digraph; kept: Int32Array } {
  const kept = new Int32Array(from.length);
  let count = 0;
  for (let edge = 0; edge < from.length; edge++) {
    if (!events.closes(to[edge])) kept[count++] = edge;
  }
  const own = kept.subarray(0, count);
  const graph = digraph(events.count, own.map((edge) => from[edge]), own.map((edge) => to[edge]));
  return { graph, kept: own };
}

function tell(events: Events, edges: EventEdges, circle: readonly number[], report: Report): void {
  const { statements } = events.table;
  const cycle = circle.map((edge): ProvEventStep => {
    const row = edges.row[edge];
    return {
      before: eventText(events, edges.from[edge]),
      after: eventText(events, edges.to[edge]),
      strict: edges.clause[edge] === STRICT_CLAUSE,
      code: `C${edges.clause[edge]}`,
      ...(row >= 0 && { record: statements[row] }),
    };
  });
  const steps = cycle.slice(0, TOLD).map(({ before, after, strict, code, record }) =>
    `${before} ${strict ? "comes before" : "does not come after"} ${after} (${
      record === undefined ? code : `${statementText(record)}, ${code}`
    })`
  );
  const rest = cycle.length > TOLD ? `, and so on for ${cycle.length - TOLD} more` : "";
  report({
    code: "C42",
    severity: "error",
    message: `These events would have to come before themselves: ${steps.join(", ")}${rest}`,
    records: cycle.flatMap(({ record }) => record === undefined ? [] : [record]),
    cycle,
  });
}
