/** How large the drawing of a graph in layers is: its nodes, and for each edge every layer that it
 * crosses. Time and memory of the layout follow this number, not that of the edges: 60 versions of
 * a thing, each related to three old ones, are 180 edges that cross 5,000 layers.
 *
 * Edges go from `from[i]` to `to[i]`. An estimate from above, by longest paths; edges that close a
 * ring count as far as they reach back. Cost: O(nodes + edges).
 */
export function layeredSize(
  nodes: number,
  from: ArrayLike<number>,
  to: ArrayLike<number>,
): number {
  const next = adjacency(nodes, from, to);
  const waiting = new Int32Array(nodes);
  for (let i = 0; i < to.length; i++) waiting[to[i]]++;
  const layer = new Int32Array(nodes), done = new Uint8Array(nodes);
  const order: number[] = [];
  for (let start = 0; start < nodes; start++) {
    if (waiting[start] === 0 && !done[start]) walk(start);
  }
  for (let start = 0; start < nodes; start++) if (!done[start]) walk(start);
  for (const node of order.reverse()) pullCloser(node);
  let size = nodes;
  for (let i = 0; i < from.length; i++) {
    size += Math.max(1, Math.abs(layer[to[i]] - layer[from[i]]));
  }
  return size;

  function walk(start: number): void {
    const ready = [start];
    done[start] = 1;
    for (let node = ready.pop(); node !== undefined; node = ready.pop()) {
      order.push(node);
      for (let i = next.starts[node]; i < next.starts[node + 1]; i++) {
        const other = next.ends[i];
        if (done[other]) continue;
        layer[other] = Math.max(layer[other], layer[node] + 1);
        if (--waiting[other] <= 0) {
          done[other] = 1;
          ready.push(other);
        }
      }
    }
  }

  /** A node with more edges out than in moves up to the nearest of what it points to. */
  function pullCloser(node: number): void {
    const { starts, ends, reached } = next;
    if (starts[node + 1] - starts[node] <= reached[node]) return;
    let nearest = Infinity;
    for (let i = starts[node]; i < starts[node + 1]; i++) {
      if (layer[ends[i]] > layer[node]) nearest = Math.min(nearest, layer[ends[i]]);
    }
    if (nearest < Infinity) layer[node] = nearest - 1;
  }
}

function adjacency(
  nodes: number,
  from: ArrayLike<number>,
  to: ArrayLike<number>,
): { starts: Int32Array; ends: Int32Array; reached: Int32Array } {
  const starts = new Int32Array(nodes + 1), reached = new Int32Array(nodes);
  for (let i = 0; i < from.length; i++) {
    starts[from[i] + 1]++;
    reached[to[i]]++;
  }
  for (let i = 0; i < nodes; i++) starts[i + 1] += starts[i];
  const free = starts.slice(), ends = new Int32Array(from.length);
  for (let i = 0; i < from.length; i++) ends[free[from[i]]++] = to[i];
  return { starts, ends, reached };
}
