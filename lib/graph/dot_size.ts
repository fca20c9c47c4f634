import { dotTokens } from "./dot_tokens.ts";
import { layeredSize } from "./layers.ts";

/** What a DOT text asks to be drawn. */
export interface DotSize {
  readonly nodes: number;
  readonly edges: number;
  /** The nodes, and the layers that all edges cross. */
  readonly size: number;
}

const WORDS: ReadonlySet<string> = new Set([
  "graph",
  "digraph",
  "subgraph",
  "node",
  "edge",
  "strict",
]);

/** Counts what a DOT text asks to be drawn, without drawing it. Cost: O(text).
 *
 * An edge between groups in braces counts as many times as it joins two nodes.
 */
export function dotSize(dot: string): DotSize {
  const places = new Map<string, number>();
  const from: number[] = [], to: number[] = [];
  const outer: Operand[] = [];
  let inside: Operand = { names: 0, left: undefined };
  let left: Side | undefined, last: Side | undefined;
  let joins = 0, brackets = 0, before = "";
  const close = (side: Side) => {
    if (left !== undefined) {
      joins += left.names * side.names;
      if (left.place >= 0 && side.place >= 0) {
        from.push(left.place);
        to.push(side.place);
      }
    }
    [left, last] = [undefined, side];
  };
  for (const token of dotTokens(dot)) {
    if (token === "[") brackets++;
    else if (token === "]") brackets = Math.max(0, brackets - 1);
    else if (brackets > 0) continue;
    else if (token === "->" || token === "--") left = last;
    else if (token === "{") {
      inside.left = left;
      outer.push(inside);
      inside = { names: 0, left: undefined };
      left = last = undefined;
    } else if (token === "}") {
      const group: Side = { names: inside.names, place: -1 };
      inside = outer.pop() ?? { names: 0, left: undefined };
      inside.names += group.names;
      left = inside.left;
      close(group);
    } else if (token === "=" || token === ";" || token === ",") last = undefined;
    else if (isName(token) && !NOT_NODES.has(before)) {
      const name = token.startsWith('"') ? token.slice(1, -1) : token;
      let place = places.get(name);
      if (place === undefined) places.set(name, place = places.size);
      inside.names++;
      close({ names: 1, place });
    }
    before = WORDS.has(token.toLowerCase()) ? token.toLowerCase() : token;
  }
  const layered = layeredSize(places.size, from, to);
  return {
    nodes: places.size,
    edges: joins,
    size: layered + (joins - from.length),
  };
}

interface Side {
  readonly names: number;
  /** The node, or -1 for a group. */
  readonly place: number;
}

interface Operand {
  names: number;
  left: Side | undefined;
}

/** After these a name is no node: the name of a graph, a port, a value. */
const NOT_NODES: ReadonlySet<string> = new Set([
  "graph",
  "digraph",
  "subgraph",
  ":",
  "=",
  "+",
]);

function isName(token: string): boolean {
  return (token.length > 1 || /[^{}[\];,=:+<>*/-]/.test(token)) &&
    !WORDS.has(token.toLowerCase());
}
