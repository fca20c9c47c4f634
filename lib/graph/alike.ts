import type { Fold } from "./contract.ts";
import { type Picture, type PictureNode, weight } from "./picture.ts";

/** How nodes are compared. */
export interface AlikeRule {
  /** More than this many alike are folded. */
  readonly above: number;
  /** Whether each activity and agent is unlike every other. */
  readonly anchored: boolean;
  /** How many relations far a node is looked at; `Infinity` for all that it is related to. */
  readonly depth: number;
  /** Whether nodes of different types are unlike. */
  readonly types: boolean;
}

/** The work that a comparison may do: relations looked at, over all rounds. */
const WORK = 2e5;

/** Finds the nodes that are alike: of one shape, type and bundle, and in the same relations to the
 * same nodes, or to nodes that are alike themselves.
 *
 * This is partition refinement: nodes start in one class a type, and a class falls apart where its
 * members are related to different classes, as often as `depth` says. Cost: O(depth · relations),
 * bounded.
 */
export function findAlike(picture: Picture, rule: AlikeRule): Fold[] {
  const { nodes, edges } = picture;
  let classes = number(nodes.map((node, place) => start(node, place, rule)));
  const rounds = Math.min(
    rule.depth,
    Math.max(4, Math.floor(WORK / (edges.length + 1))),
  );
  for (let round = 0; round < rounds; round++) {
    const next = number(refine(picture, classes.of, rule));
    if (next.count === classes.count) break;
    classes = next;
  }
  const members = new Map<number, number[]>();
  for (const [place, one] of classes.of.entries()) {
    const list = members.get(one);
    if (list) list.push(place);
    else members.set(one, [place]);
  }
  return [...members.values()]
    .filter((list) =>
      list.length > 1 &&
      list.reduce((sum, place) => sum + weight(nodes[place]), 0) > rule.above
    )
    .map((list) => ({ nodes: list, chain: nodes[list[0]].chain }));
}

function start(node: PictureNode, place: number, rule: AlikeRule): string {
  if (rule.anchored && node.shape !== "entity") return String(place);
  const traits = [node.shape, node.declared, node.group];
  return (rule.types ? [...traits, node.chain, ...node.types] : traits).join(
    " ",
  );
}

/** One round: the class of each node, and the classes that it is related to and how. */
function refine(
  { nodes, edges }: Picture,
  classes: Int32Array,
  rule: AlikeRule,
): string[] {
  const relations: Set<string>[] = nodes.map(() => new Set());
  for (const { term, role, from, to, via } of edges) {
    const word = rule.anchored ? `${term} ${role}` : term;
    relations[from].add(`${word}>${classes[to]}`);
    relations[to].add(`${word}<${classes[from]}`);
    for (const end of via) {
      relations[from].add(`${word}+${end.role} ${classes[end.node]}`);
      relations[end.node].add(`${word}-${end.role} ${classes[from]}`);
    }
  }
  return nodes.map((_, place) => `${classes[place]} ${[...relations[place]].sort().join("|")}`);
}

function number(keys: readonly string[]): { of: Int32Array; count: number } {
  const numbers = new Map<string, number>();
  const of = new Int32Array(keys.length);
  for (const [place, key] of keys.entries()) {
    let value = numbers.get(key);
    if (value === undefined) numbers.set(key, value = numbers.size);
    of[place] = value;
  }
  return { of, count: numbers.size };
}
