import { checkOptions, nameOf } from "../base/options.ts";
import { checkOneOf } from "./dot_options.ts";
import { finishSvg } from "./finish_svg.ts";
import { layout } from "./graphviz.ts";

/** How Graphviz places the nodes; `dot` in layers, the others by other rules. */
export type Engine =
  | "dot"
  | "neato"
  | "fdp"
  | "sfdp"
  | "circo"
  | "twopi"
  | "osage";

/** How DOT becomes a picture. */
export interface SvgOptions {
  /** @default {"dot"} */
  readonly engine?: Engine;
  /** The title of the picture, for those who hear it and as its name in a tab.
   *
   * @default {"Provenance graph"} */
  readonly title?: string;
  /** What is to be seen, for those who hear it; by default the `comment` of the graph. */
  readonly description?: string;
}

const ENGINES: readonly Engine[] = [
  "dot",
  "neato",
  "fdp",
  "sfdp",
  "circo",
  "twopi",
  "osage",
];

/** Draws DOT text as SVG.
 * @throws {GraphError}
 */
export async function dotToSvg(
  dot: string,
  options?: SvgOptions,
): Promise<string> {
  if (typeof dot !== "string") {
    throw new TypeError(
      `Cannot call dotToSvg: dot must be a string, got ${nameOf(dot)}`,
    );
  }
  checkOptions("dotToSvg", options, ["engine", "title", "description"]);
  const { engine = "dot", title = "Provenance graph", description = "" } = options ?? {};
  checkOneOf("dotToSvg", "engine", engine, ENGINES);
  const svg = await layout(dot, engine);
  return finishSvg(svg, { id: `g${digest(dot)}`, title, description });
}

/** A short name for a text: FNV-1a of its UTF-16 code units, as 8 hex digits. */
function digest(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  return (hash >>> 0).toString(16).padStart(8, "0");
}
