import type { Fold } from "./contract.ts";
import { type Picture, type PictureNode, weight } from "./picture.ts";

/** How nodes are compared. */
export interface AlikeRule {
  /** More than this many alike are folded. */
  readonly above: number;
  /** Whether activities and agents are alike only where they are related to the very same things. */
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
  const neighbours = rule.anchored ? relations(picture, Int32Array.from(nodes.keys()), rule) : [];
  let classes = number(nodes.map((node, place) => start(node, neighbours[place], rule)));
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

function start(node: PictureNode, neighbours: string, rule: AlikeRule): string {
  const traits = [node.shape, node.declared, node.group];
  return [
    ...traits,
    ...(rule.anchored && node.shape !== "entity" ? [neighbours] : []),
    ...(rule.types ? [node.chain, ...node.types] : []),
  ].join(" ");
}

/** One round: the class of each node, and the classes that it is related to and how. */
function refine(picture: Picture, classes: Int32Array, rule: AlikeRule): string[] {
  return relations(picture, classes, rule).map((told, place) => `${classes[place]} ${told}`);
}

/** How each node is related to which classes. */
function relations({ nodes, edges }: Picture, classes: Int32Array, rule: AlikeRule): string[] {
  const told: Set<string>[] = nodes.map(() => new Set());
  for (const { term, role, from, to, via } of edges) {
    const word = rule.anchored ? `${term} ${role}` : term;
    told[from].add(`${word}>${classes[to]}`);
    told[to].add(`${word}<${classes[from]}`);
    for (const end of via) {
      told[from].add(`${word}+${end.role} ${classes[end.node]}`);
      told[end.node].add(`${word}-${end.role} ${classes[from]}`);
    }
  }
  return told.map((words) => [...words].sort().join("|"));
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
