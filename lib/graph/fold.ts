import { type AlikeRule, findAlike } from "./alike.ts";
import { type ChainRule, findChains } from "./chains.ts";
import { contract } from "./contract.ts";
import { leaveOutKnown } from "./leave_out.ts";
import { layeredSize } from "./layers.ts";
import { type Picture, weight } from "./picture.ts";
import { shortName } from "./terms.ts";

/** How much of a document is drawn. */
export type Detail = "auto" | "overview" | "full";

/** The most nodes and edges that a picture may have before it is folded harder, and the most layers
 * that its edges may cross. */
const BOUNDS = {
  auto: { nodes: 48, edges: 120, size: 600 },
  overview: { nodes: 24, edges: 48, size: 200 },
} as const;

interface Step {
  readonly chains?: ChainRule;
  readonly alike: AlikeRule;
  /** Whether bundles are drawn as one. */
  readonly bundles?: boolean;
}

const REVISIONS = ["wasRevisionOf"];
const DERIVATIONS = ["wasRevisionOf", "wasDerivedFrom"];

/** From the gentlest to the hardest; the last leaves a node for each shape. */
const STEPS: readonly Step[] = [
  {
    chains: { terms: REVISIONS, above: 6, special: 6 },
    alike: { above: 6, anchored: true, depth: Infinity, types: true },
  },
  {
    chains: { terms: REVISIONS, above: 2, special: 3 },
    alike: { above: 2, anchored: true, depth: Infinity, types: true },
  },
  {
    chains: { terms: DERIVATIONS, above: 2, special: 3 },
    alike: { above: 6, anchored: false, depth: Infinity, types: true },
  },
  {
    chains: { terms: DERIVATIONS, above: 1, special: 0 },
    alike: { above: 1, anchored: false, depth: Infinity, types: true },
    bundles: true,
  },
  { alike: { above: 1, anchored: false, depth: 3, types: true } },
  { alike: { above: 1, anchored: false, depth: 1, types: true } },
  { alike: { above: 1, anchored: false, depth: 0, types: true } },
  { alike: { above: 1, anchored: false, depth: 0, types: false } },
];

/** The last step that is taken whether the picture needs it or not. */
const GENTLEST = { auto: 0, overview: 3 } as const;

/** Folds a picture until it can be read: `auto` where there is much, `overview` as far as it goes
 * without loss of structure, both further until few enough nodes and edges are left; `full` not
 * at all. The notes say what was folded.
 */
export function foldPicture(picture: Picture, detail: Detail): Picture {
  if (detail === "full") return picture;
  let folded = leaveOutKnown(picture);
  for (const [hardness, step] of STEPS.entries()) {
    if (fits(folded, BOUNDS[detail]) && hardness > GENTLEST[detail]) break;
    if (step.bundles && folded.groups.length > 2) folded = joinBundles(folded);
    if (step.chains) folded = contract(folded, findChains(folded, step.chains));
    folded = contract(folded, findAlike(folded, step.alike));
  }
  return { ...folded, notes: [...foldNotes(folded), ...folded.notes] };
}

function fits(
  { nodes, edges }: Picture,
  most: { nodes: number; edges: number; size: number },
): boolean {
  return nodes.length <= most.nodes && edges.length <= most.edges &&
    layeredSize(
        nodes.length,
        edges.map((edge) => edge.from),
        edges.map((edge) => edge.to),
      ) <= most.size;
}

function joinBundles(picture: Picture): Picture {
  const count = picture.groups.length - 1;
  const names = picture.groups.slice(1, 4).map(({ label }) => shortName(label)).join(", ");
  const more = count > 3 ? `, … +${count - 3}` : "";
  return {
    ...picture,
    nodes: picture.nodes.map((node) => node.group > 1 ? { ...node, group: 1 } : node),
    groups: [picture.groups[0], { iri: "", label: `${count} bundles: ${names}${more}` }],
  };
}

function foldNotes({ nodes }: Picture): string[] {
  const folds = nodes.filter((node) => node.members.length > 0);
  if (folds.length === 0) return [];
  const things = folds.reduce((sum, node) => sum + weight(node), 0);
  return [
    `double border: several alike drawn as one, here ${things} as ${folds.length}`,
  ];
}
