/** A directed graph whose nodes and edges are numbers. */
export interface Digraph {
  /** How many nodes there are. */
  readonly nodes: number;
  /** Where each edge starts. */
  readonly from: Int32Array;
  /** Where each edge ends. */
  readonly to: Int32Array;
  /** Where a node's edges begin in `out`; one more than there are nodes. */
  readonly offsets: Int32Array;
  /** The edges, those of one node together. */
  readonly out: Int32Array;
}

/** Makes a graph of its edges. Cost: O(nodes + edges). */
export function digraph(nodes: number, from: Int32Array, to: Int32Array): Digraph {
  const offsets = new Int32Array(nodes + 1);
  for (let edge = 0; edge < from.length; edge++) offsets[from[edge] + 1]++;
  for (let node = 0; node < nodes; node++) offsets[node + 1] += offsets[node];
  const next = offsets.slice();
  const out = new Int32Array(from.length);
  for (let edge = 0; edge < from.length; edge++) out[next[from[edge]]++] = edge;
  return { nodes, from, to, offsets, out };
}

/** Numbers the strongly connected components: two nodes have one number exactly when each can be
 * reached from the other.
 *
 * Cost: O(nodes + edges); nothing calls itself, so no depth is too much.
 *
 * @see R. Tarjan, Depth-first search and linear graph algorithms, 1972
 */
export function strongComponents({ nodes, to, offsets, out }: Digraph): Int32Array {
  const component = new Int32Array(nodes).fill(-1);
  const lowest = new Int32Array(nodes);
  const place = new Int32Array(nodes);
  const next = offsets.slice(0, nodes);
  const path = new Int32Array(nodes);
  const open = new Int32Array(nodes);
  let depth = 0, opened = 0, visited = 0, components = 0;
  const enter = (node: number) => {
    lowest[node] = place[node] = ++visited;
    path[depth++] = open[opened++] = node;
  };
  for (let root = 0; root < nodes; root++) {
    if (place[root] !== 0) continue;
    enter(root);
    while (depth > 0) {
      const node = path[depth - 1];
      if (next[node] < offsets[node + 1]) {
        const target = to[out[next[node]++]];
        if (place[target] === 0) enter(target);
        else if (component[target] < 0) lowest[node] = Math.min(lowest[node], place[target]);
        continue;
      }
      depth--;
      if (depth > 0) lowest[path[depth - 1]] = Math.min(lowest[path[depth - 1]], lowest[node]);
      if (lowest[node] !== place[node]) continue;
      while (true) {
        const member = open[--opened];
        component[member] = components;
        if (member === node) break;
      }
      components++;
    }
  }
  return component;
}

/** The edges of a shortest way between two nodes, both ends within one set of nodes; `undefined`
 * where there is none. The way from a node to itself is empty.
 *
 * Cost: O(nodes and edges of the set) time.
 */
export function shortestPath(
  { from, to, offsets, out }: Digraph,
  start: number,
  goal: number,
  inside: (node: number) => boolean = () => true,
): number[] | undefined {
  const cameBy = new Map<number, number>([[start, -1]]);
  const queue = [start];
  for (let i = 0; i < queue.length && !cameBy.has(goal); i++) {
    for (let at = offsets[queue[i]]; at < offsets[queue[i] + 1]; at++) {
      const target = to[out[at]];
      if (cameBy.has(target) || !inside(target)) continue;
      cameBy.set(target, out[at]);
      queue.push(target);
    }
  }
  if (!cameBy.has(goal)) return undefined;
  const path: number[] = [];
  for (let node = goal; node !== start; node = from[path[path.length - 1]]) {
    path.push(cameBy.get(node)!);
  }
  return path.reverse();
}
