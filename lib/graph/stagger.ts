import { endsOf, type Picture, type PictureEdge } from "./picture.ts";

/** In how many layers the leaves around each node are put: for each edge to a leaf how many
 * layers it spans, where that is more than one.
 *
 * Ten things that hang on one activity make a picture that is ten things wide. Put in layers, in
 * turn, they make one that fits on a page.
 */
export function staggerLeaves({ nodes, edges }: Picture): Map<PictureEdge, number> {
  const degrees = new Int32Array(nodes.length);
  for (const edge of edges) for (const end of endsOf(edge)) degrees[end]++;
  const around = new Map<string, PictureEdge[]>();
  for (const edge of edges) {
    const { from, to, via } = edge;
    const leaf = degrees[from] === 1 ? from : degrees[to] === 1 ? to : -1;
    if (leaf < 0 || via.length > 0 || from === to) continue;
    const key = leaf === from ? `to ${to}` : `from ${from}`;
    const list = around.get(key);
    if (list) list.push(edge);
    else around.set(key, [edge]);
  }
  const lengths = new Map<PictureEdge, number>();
  for (const list of around.values()) {
    const layers = Math.min(8, Math.ceil(Math.sqrt(list.length / 2.5)));
    for (const [turn, edge] of list.entries()) {
      if (turn % layers > 0) lengths.set(edge, 1 + turn % layers);
    }
  }
  return lengths;
}
