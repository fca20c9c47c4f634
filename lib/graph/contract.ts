import { mergeEdges } from "./leave_out.ts";
import type { Picture, PictureEdge, PictureNode } from "./picture.ts";

/** Nodes that become one node. */
export interface Fold {
  /** Positions, in the order in which the members are named. */
  readonly nodes: readonly number[];
  /** Whether they are the versions of one thing. */
  readonly chain: boolean;
}

/** Draws each of the folds as one node; its relations are those of its members, each once. */
export function contract(picture: Picture, folds: readonly Fold[]): Picture {
  if (folds.length === 0) return picture;
  const { nodes, edges } = picture;
  const heads = new Map<number, Fold>(
    folds.map((fold) => [fold.nodes[0], fold]),
  );
  const target = new Int32Array(nodes.length);
  for (const { nodes: members } of folds) {
    for (const member of members) target[member] = -1 - members[0];
  }
  const drawn: PictureNode[] = [];
  for (const [place, node] of nodes.entries()) {
    const fold = heads.get(place);
    if (fold === undefined && target[place] < 0) continue;
    target[place] = drawn.length;
    drawn.push(fold === undefined ? node : join(fold, nodes));
  }
  for (const { nodes: members } of folds) {
    for (const member of members) target[member] = target[members[0]];
  }
  return { ...picture, nodes: drawn, edges: moveEdges(edges, target) };
}

function join(fold: Fold, nodes: readonly PictureNode[]): PictureNode {
  const members: PictureNode[] = [];
  let chain = fold.chain;
  for (const place of fold.nodes) {
    const node = nodes[place];
    if (node.members.length === 0) members.push(node);
    else for (const member of node.members) members.push(member);
  }
  chain &&= members.every((member) => member.shape === "entity");
  const head = nodes[fold.nodes[0]];
  return { ...head, records: [], members, chain };
}

function moveEdges(
  edges: readonly PictureEdge[],
  target: Int32Array,
): PictureEdge[] {
  const moved: PictureEdge[] = [];
  for (const edge of edges) {
    const from = target[edge.from], to = target[edge.to];
    if (from === to && edge.from !== edge.to) continue;
    const via = edge.via.map((end) => ({ ...end, node: target[end.node] }));
    moved.push({ ...edge, from, to, via });
  }
  return mergeEdges(moved);
}
