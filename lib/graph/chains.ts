import type { Fold } from "./contract.ts";
import { endsOf, type Picture, type PictureEdge } from "./picture.ts";

/** How chains of versions are folded. */
export interface ChainRule {
  /** The relations that make a chain. */
  readonly terms: readonly string[];
  /** A chain whose inner versions are more than this is folded. */
  readonly above: number;
  /** How many inner versions stay drawn because they stand in other relations than the rest. */
  readonly special: number;
}

/** Finds the long chains of versions: the first, the last and those that stand in other relations
 * than the rest stay, everything between them becomes one node. Cost: O(relations).
 */
export function findChains(picture: Picture, rule: ChainRule): Fold[] {
  const links = picture.edges.filter((edge) =>
    rule.terms.includes(edge.term) && edge.from !== edge.to &&
    alike(picture, edge.from, edge.to)
  );
  const older = single(links, "from"), newer = single(links, "to");
  const outside = new Outside(picture, new Set(links));
  const folds: Fold[] = [];
  for (const start of older.keys()) {
    if (step(newer, older, start) !== undefined) continue;
    const chain = [start];
    for (
      let next = step(older, newer, start);
      next !== undefined;
      next = step(older, newer, next)
    ) chain.push(next);
    chain.reverse();
    if (chain.length - 2 > rule.above) {
      folds.push(...split(chain.slice(1, -1), outside, rule));
    }
  }
  return folds;
}

/** The neighbour in a chain: the only one, for which this is the only one. */
function step(
  forth: ReadonlyMap<number, number>,
  back: ReadonlyMap<number, number>,
  place: number,
): number | undefined {
  const next = forth.get(place);
  return next !== undefined && next >= 0 && back.get(next) === place ? next : undefined;
}

function single(
  links: readonly PictureEdge[],
  side: "from" | "to",
): Map<number, number> {
  const found = new Map<number, number>();
  for (const link of links) {
    const here = link[side], there = side === "from" ? link.to : link.from;
    const known = found.get(here);
    found.set(here, known === undefined || known === there ? there : -1);
  }
  return found;
}

function alike({ nodes }: Picture, a: number, b: number): boolean {
  const one = nodes[a], two = nodes[b];
  return one.shape === "entity" && two.shape === "entity" &&
    one.group === two.group && one.members.length === 0 &&
    two.members.length === 0 && one.types.join(" ") === two.types.join(" ");
}

function split(
  inner: readonly number[],
  outside: Outside,
  rule: ChainRule,
): Fold[] {
  const signatures = inner.map((place) => outside.of(place));
  const counts = new Map<string, number>();
  for (const signature of signatures) {
    counts.set(signature, (counts.get(signature) ?? 0) + 1);
  }
  const [usual, most] = [...counts].reduce((a, b) => b[1] > a[1] ? b : a);
  const drawn = inner.length - most <= rule.special
    ? signatures.map((signature) => signature !== usual)
    : [];
  const folds: Fold[] = [];
  let stretch: number[] = [];
  for (let i = 0; i <= inner.length; i++) {
    if (i < inner.length && !drawn[i]) {
      stretch.push(inner[i]);
      continue;
    }
    if (stretch.length > 1) folds.push({ nodes: stretch, chain: true });
    stretch = [];
  }
  return folds;
}

/** What a version is related to beside the chain; a thing that is its own is told by its type. */
class Outside {
  private readonly picture: Picture;
  private readonly touching: number[][];

  constructor(picture: Picture, links: ReadonlySet<PictureEdge>) {
    this.picture = picture;
    this.touching = picture.nodes.map(() => []);
    for (const [index, edge] of picture.edges.entries()) {
      if (links.has(edge)) continue;
      for (const end of new Set(endsOf(edge))) this.touching[end].push(index);
    }
  }

  of(place: number): string {
    const parts = this.touching[place].map((index) => {
      const edge = this.picture.edges[index];
      const ends = endsOf(edge).map((end) => end === place ? "" : this.nameOf(end));
      return `${edge.term} ${ends.join(",")}`;
    });
    return [...new Set(parts)].sort().join("\n");
  }

  private nameOf(place: number): string {
    const { shape, types } = this.picture.nodes[place];
    return this.touching[place].length > 1 ? String(place) : `${shape} ${types.join(" ")}`;
  }
}
