import { type Digraph, digraph, shortestPath, strongComponents } from "./digraph.ts";
import type { Report } from "./finding.ts";
import { nameText } from "./statement_text.ts";
import type { StatementTable } from "./statement_table.ts";
import { IS_EMPTY_COLLECTION, IS_ENTITY } from "./thing_types.ts";

/** Which entity specializes which: an edge from the general one to the specific one, and the row
 * that each edge comes from. A mention specializes too. */
export interface Specializations {
  readonly graph: Digraph;
  readonly rows: readonly number[];
}

/** Gathers the specializations; they are never multiplied out: what holds across several steps is
 * found by following them. Cost: O(n).
 *
 * @see PROV-CONSTRAINTS, inference 19, and PROV-LINKS, inference 1
 */
export function specializationsOf(table: StatementTable): Specializations {
  const rows: number[] = [];
  table.statements.forEach(({ kind }, row) => {
    if (kind !== "specializationOf" && kind !== "mentionOf") return;
    if (table.nameAt(row, 0) >= 0 && table.nameAt(row, 1) >= 0) rows.push(row);
  });
  const from = Int32Array.from(rows, (row) => table.nameAt(row, 1));
  const to = Int32Array.from(rows, (row) => table.nameAt(row, 0));
  return { graph: digraph(rows.length === 0 ? 0 : table.names.length, from, to), rows };
}

/** Gives the specific entities what is known of the general ones: that they are stated, and that
 * they are empty collections.
 *
 * @param types changed in place
 * @see PROV-CONSTRAINTS, inference 21
 */
export function inheritTypes({ graph }: Specializations, types: Uint32Array): void {
  const inherited = IS_ENTITY | IS_EMPTY_COLLECTION;
  const queue: number[] = [];
  for (let node = 0; node < graph.nodes; node++) {
    if ((types[node] & inherited) !== 0 && hasEdges(graph, node)) queue.push(node);
  }
  while (queue.length > 0) {
    const node = queue.pop()!;
    for (let at = graph.offsets[node]; at < graph.offsets[node + 1]; at++) {
      const specific = graph.to[graph.out[at]];
      const known = types[specific];
      types[specific] |= types[node] & inherited;
      if (types[specific] !== known) queue.push(specific);
    }
  }
}

function hasEdges({ offsets }: Digraph, node: number): boolean {
  return offsets[node] < offsets[node + 1];
}

/** Reports entities that specialize themselves, each circle once and by a shortest way round.
 *
 * @see PROV-CONSTRAINTS, constraint 52
 */
export function checkSpecializations(
  { statements, names }: StatementTable,
  { graph, rows }: Specializations,
  report: Report,
): void {
  if (rows.length === 0) return;
  const component = strongComponents(graph);
  const reported = new Set<number>();
  for (let edge = 0; edge < rows.length; edge++) {
    const from = graph.from[edge], to = graph.to[edge];
    const own = component[from];
    if (own !== component[to] || reported.has(own)) continue;
    reported.add(own);
    const back = shortestPath(graph, to, from, (node) => component[node] === own)!;
    const circle = [edge, ...back];
    const shown = circle.slice(0, 6).map((step) => nameText(names[graph.to[step]]));
    report({
      code: "C52",
      severity: "error",
      message: circle.length === 1
        ? `${nameText(names[from])} is a specialization of itself`
        : `${nameText(names[from])} is, by way of ${circle.length} statements, a specialization ` +
          `of itself: ${shown.join(", ")}${circle.length > 6 ? ", …" : ""}`,
      records: circle.map((step) => statements[rows[step]]),
    });
  }
}
