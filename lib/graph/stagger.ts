import { endsOf, type Picture, type PictureEdge } from "./picture.ts";

/** With more nodes than this the layers would cost more time than they save width. */
const MANY = 150;

/** In how many layers the leaves around a node are put: for each edge to a leaf how many layers it
 * spans, where that is more than one. Leaves are the nodes that only edges leave, or only edges
 * reach, and that share all their neighbours.
 *
 * Ten things that hang on one activity make a picture that is ten things wide. Put in layers, in
 * turn, they make one that fits on a page.
 */
export function staggerLeaves(picture: Picture): Map<PictureEdge, number> {
  const lengths = new Map<PictureEdge, number>();
  if (picture.nodes.length > MANY) return lengths;
  for (const leaves of leafGroups(picture).values()) {
    const layers = Math.min(8, Math.ceil(Math.sqrt((leaves.length - 1) / 3)));
    for (const [turn, edges] of leaves.entries()) {
      if (layers < 2 || turn % layers === 0) continue;
      for (const edge of edges) lengths.set(edge, 1 + turn % layers);
    }
  }
  return lengths;
}

/** The edges of each leaf, by the neighbours that it has and the side that it is on. */
function leafGroups(
  { nodes, edges }: Picture,
): Map<string, (readonly PictureEdge[])[]> {
  const touching: PictureEdge[][] = nodes.map(() => []);
  for (const edge of edges) {
    for (const end of endsOf(edge)) touching[end].push(edge);
  }
  const groups = new Map<string, (readonly PictureEdge[])[]>();
  for (const [place, mine] of touching.entries()) {
    const side = mine[0]?.from === place ? "from" : "to";
    const leaf = mine.length > 0 && mine.length < 9 &&
      mine.every((edge) => edge[side] === place && edge.from !== edge.to && edge.via.length === 0);
    if (!leaf) continue;
    const others = new Set(mine.map(({ from, to }) => side === "from" ? to : from));
    const key = `${side} ${[...others].sort((a, b) => a - b).join(" ")}`;
    const group = groups.get(key);
    if (group) group.push(mine);
    else groups.set(key, [mine]);
  }
  return groups;
}
