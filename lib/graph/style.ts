import type { PictureNode, Shape } from "./picture.ts";

/** The font. Graphviz knows the widths of its letters, but only if no other is named beside it. */
export const FONT = "Helvetica";
/** The fonts that the picture names. */
export const FONTS = "Helvetica,Arial,sans-serif";
/** The colour of text that stands back. */
export const QUIET = "#555555";

/** The look of the frame of a bundle. */
export const FRAME: Readonly<Record<"fill" | "stroke", string>> = Object.freeze({
  fill: "#F6F6F6",
  stroke: "#B0B0B0",
});

/** How a node looks. */
export interface NodeStyle {
  readonly shape: string;
  readonly fill: string;
  readonly stroke: string;
}

const SHAPES: Readonly<Record<Shape, NodeStyle>> = Object.freeze({
  entity: { shape: "oval", fill: "#FFFC87", stroke: "#808080" },
  activity: { shape: "box", fill: "#9FB1FC", stroke: "#0000FF" },
  agent: { shape: "house", fill: "#FED37F", stroke: "#000000" },
  thing: { shape: "oval", fill: "#D3D3D3", stroke: "#696969" },
});

/** The look of a node: its shape's, in gray where nothing declares it.
 *
 * @see W3C PROV Graph Layout Conventions
 */
export function nodeStyle(
  { shape, declared }: Pick<PictureNode, "shape" | "declared">,
): NodeStyle {
  const { fill, stroke } = SHAPES[declared ? shape : "thing"];
  return { shape: SHAPES[shape].shape, fill, stroke };
}

/** How an edge looks. */
export interface EdgeStyle {
  readonly color: string;
  readonly style: "solid" | "dashed" | "dotted" | "bold";
}

const EDGES: Readonly<Record<string, EdgeStyle>> = Object.freeze({
  __proto__: null as never,
  wasGeneratedBy: { color: "#006400", style: "solid" },
  used: { color: "#8B0000", style: "solid" },
  wasInformedBy: { color: "#0000CC", style: "solid" },
  wasStartedBy: { color: "#0000CC", style: "dashed" },
  wasEndedBy: { color: "#0000CC", style: "dotted" },
  wasInvalidatedBy: { color: "#8B0000", style: "dashed" },
  wasDerivedFrom: { color: "#1A1A1A", style: "solid" },
  wasRevisionOf: { color: "#6A0DAD", style: "solid" },
  wasQuotedFrom: { color: "#6A0DAD", style: "dashed" },
  hadPrimarySource: { color: "#6A0DAD", style: "dotted" },
  wasAssociatedWith: { color: "#A65A00", style: "solid" },
  wasAttributedTo: { color: "#A65A00", style: "dashed" },
  actedOnBehalfOf: { color: "#A65A00", style: "dotted" },
  wasInfluencedBy: { color: "#707070", style: "solid" },
  specializationOf: { color: "#00707A", style: "solid" },
  alternateOf: { color: "#00707A", style: "dashed" },
  hadMember: { color: "#00707A", style: "dotted" },
  mentionOf: { color: "#00707A", style: "dotted" },
});

/** The look of the edges with this word. */
export function edgeStyle(term: string): EdgeStyle {
  return EDGES[term];
}
