import { checkOptions, nameOf } from "../base/options.ts";
import { GraphError } from "../base/errors.ts";
import { dotSize } from "./dot_size.ts";
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
  /** Who places the nodes.
   *
   * @default {"dot"} */
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

/** The largest drawing each engine is asked for: the slowest take some ten seconds for it, `neato` up to
 * a minute for a tree. For `dot` nodes and all layers that edges cross, for the others nodes and
 * edges. */
const LARGEST: Readonly<Record<Engine, number>> = Object.freeze({
  dot: 5000,
  neato: 6000,
  fdp: 2000,
  sfdp: 20000,
  circo: 2000,
  twopi: 20000,
  osage: 20000,
});
/** The longest text that is drawn, in UTF-16 code units. */
const LONGEST = 2 ** 24;

/** Draws DOT text as SVG, with Graphviz compiled to WebAssembly; needs no native `dot`.
 *
 * The picture is one `svg` element without script, image or style sheet, with links only to `http`,
 * `https`, `mailto` and relative addresses, a title and a description for those who do not see it,
 * and a white ground. The same text gives the same bytes on every runtime.
 * Cost: about 0.1 s for the first call, which loads Graphviz; then about 10 ms for a run, in memory
 * that grows with the text.
 *
 * @param dot The text, such as `provToDot` makes it.
 * @returns SVG text
 * @throws {TypeError} where the text is no string or an option is unknown
 * @throws {GraphError} `GRAPH_TOO_LARGE` where the layout would take minutes or run out of stack;
 * `GRAPH_LAYOUT` where Graphviz cannot be loaded or cannot read the text
 * @see Scalable Vector Graphics 1.1, and WAI-ARIA 1.2 for the role
 * @example
 * ```ts
 * import { dotToSvg } from "stemma/svg";
 * import assert from "node:assert/strict";
 *
 * const svg = await dotToSvg("digraph { model -> data }", { title: "Where it came from" });
 * assert.ok(svg.startsWith('<svg role="img"'));
 * assert.ok(svg.includes("<title id="));
 * ```
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
  for (const [name, text] of Object.entries({ title, description })) {
    if (typeof text !== "string") {
      throw new TypeError(
        `Cannot call dotToSvg: ${name} must be a string, got ${nameOf(text)}`,
      );
    }
  }
  checkSize(dot, engine);
  const text = dot.toWellFormed();
  const svg = await layout(text, engine);
  return finishSvg(svg, { id: `g${digest(text)}`, title, description });
}

function checkSize(dot: string, engine: Engine): void {
  const advice =
    'draw less with the detail "auto" or "overview" of provToDot, or hide kinds with its option show';
  if (dot.length > LONGEST) {
    throw new GraphError(
      "GRAPH_TOO_LARGE",
      `Cannot draw a text of ${dot.length} characters, more than ${LONGEST}: ${advice}`,
      { length: dot.length, limit: LONGEST },
    );
  }
  const { nodes, edges, size } = dotSize(dot);
  const asked = engine === "dot" ? size : nodes + edges;
  const limit = LARGEST[engine];
  if (asked <= limit) return;
  throw new GraphError(
    "GRAPH_TOO_LARGE",
    `Cannot draw ${nodes} nodes and ${edges} edges with the engine "${engine}": the layout has ` +
      `${asked} parts and the limit is ${limit}; ${advice}`,
    { engine, nodes, edges, size: asked, limit },
  );
}

/** A short name for a text: FNV-1a of its UTF-16 code units, as 8 hex digits. */
function digest(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  return (hash >>> 0).toString(16).padStart(8, "0");
}
