import type { PictureEdge } from "./picture.ts";

/** Chains with more versions than this are told in short. */
const LONG = 4;
/** The relations that a version may share with the one before it. */
const SHARED: readonly string[] = ["wasGeneratedBy", "specializationOf"];

/** The relations of a version that the version before it has too, in chains of more than 4. */
export function repeatedByVersions(
  edges: readonly PictureEdge[],
): ReadonlySet<PictureEdge> {
  const older = new Map<number, number>();
  for (const edge of edges) {
    if (edge.term === "wasRevisionOf") older.set(edge.from, edge.to);
  }
  const long = inLongChains(older);
  const known = new Set(
    edges.filter((edge) => SHARED.includes(edge.term)).map(keyOf),
  );
  return new Set(edges.filter((edge) => {
    const before = older.get(edge.from);
    return before !== undefined && SHARED.includes(edge.term) &&
      long.has(edge.from) && known.has(keyOf({ ...edge, from: before }));
  }));
}

/** The versions of chains that are long; a ring is none. */
function inLongChains(older: ReadonlyMap<number, number>): Set<number> {
  const heads = new Set(older.values());
  const long = new Set<number>();
  for (const newest of older.keys()) {
    if (heads.has(newest)) continue;
    const chain = new Set<number>();
    for (
      let at: number | undefined = newest;
      at !== undefined && !chain.has(at) && !long.has(at);
      at = older.get(at)
    ) chain.add(at);
    if (chain.size > LONG) { for (const version of chain) long.add(version); }
  }
  return long;
}

function keyOf({ term, from, to }: PictureEdge): string {
  return `${term} ${from} ${to}`;
}
