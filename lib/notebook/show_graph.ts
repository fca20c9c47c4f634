import { type RenderOptions, renderSvg } from "../bundle/render_svg.ts";
import type { ProvDocument } from "../prov/document.ts";
import { Run } from "../run/run.ts";
import { titleOf } from "./run_facts.ts";
import { DISPLAY, INSPECT, type MimeBundle } from "./show_as.ts";

/** A drawn graph: notebooks show the picture, consoles what is to be seen in it. */
export interface GraphView {
  /** The picture: one `svg` element, without prolog. */
  readonly svg: string;
  /** Says in one line what is to be seen. */
  toString(): string;
}

/** Draws the family tree of a run, or any PROV document, as a value that a notebook shows.
 *
 * As the value of a cell of Deno's Jupyter kernel it is the picture; in a console it is one line that
 * counts entities, activities, agents and relations. Options and cost are those of `renderSvg`.
 *
 * @throws {GraphError} `GRAPH_TOO_LARGE`, `GRAPH_LAYOUT`
 * @example
 * ```ts
 * import { logParam, startRun } from "stemma";
 * import { showGraph } from "stemma/svg";
 * import assert from "node:assert/strict";
 * const run = startRun({ experiment: "digits", name: "small" });
 * const graph = await showGraph(logParam(run, "seed", 7));
 * assert.ok(graph.svg.startsWith("<svg") && graph.svg.includes("seed"));
 * assert.match(`${graph}`, /^digits\/small: Provenance graph of 1 entity, 1 activity/);
 * ```
 */
export async function showGraph(
  subject: Run | ProvDocument,
  options?: RenderOptions,
): Promise<GraphView> {
  const svg = await renderSvg(subject, options);
  const name = subject instanceof Run ? `${titleOf(subject)}: ` : "";
  const text = name + (options?.description ?? /<desc [^>]*>([^<]*)</.exec(svg)![1]);
  const bundle: MimeBundle = { "text/plain": text, "text/html": svg, "image/svg+xml": svg };
  const view = {
    svg,
    toString: () => text,
    [DISPLAY]: () => bundle,
    [INSPECT]: () => text,
  };
  return Object.freeze(view);
}
