import { checkOptions } from "../base/options.ts";
import { provToDot } from "../graph/dot.ts";
import type { DotOptions } from "../graph/dot_options.ts";
import { dotToSvg, type SvgOptions } from "../graph/svg.ts";
import { toProv } from "../lineage/to_prov.ts";
import type { ProvDocument } from "../prov/document.ts";
import { Run } from "../run/run.ts";

/** How a run or a document is drawn. */
export interface RenderOptions extends DotOptions, SvgOptions {
  /** What draws the DOT text, such as `svgInWorker` makes it.
   * @default {dotToSvg} */
  readonly svg?: (dot: string, options?: SvgOptions) => Promise<string>;
}

const DOT_OPTIONS = ["detail", "direction", "show"];
const SVG_OPTIONS = ["engine", "title", "description"];

/** Draws the family tree of a run, or any PROV document, as SVG.
 *
 * Needs no native `dot`. Large graphs are folded until they are readable; see `provToDot`.
 *
 * @throws {GraphError} `GRAPH_TOO_LARGE`, `GRAPH_LAYOUT`, and those of the option `svg`
 * @example
 * ```ts
 * import { logParam, startRun } from "stemma";
 * import { renderSvg } from "stemma/svg";
 * import assert from "node:assert/strict";
 * const svg = await renderSvg(logParam(startRun({ experiment: "digits" }), "seed", 7));
 * assert.ok(svg.startsWith("<svg") && svg.includes("seed"));
 * ```
 */
export async function renderSvg(
  subject: Run | ProvDocument,
  options?: RenderOptions,
): Promise<string> {
  checkOptions("renderSvg", options, [...DOT_OPTIONS, ...SVG_OPTIONS, "svg"]);
  const doc = subject instanceof Run ? toProv(subject) : subject;
  const title = subject instanceof Run ? { title: `Provenance of ${subject.name}` } : {};
  const dot = provToDot(doc, pick(options, DOT_OPTIONS));
  const draw = options?.svg ?? dotToSvg;
  return await draw(dot, { ...title, ...pick(options, SVG_OPTIONS) });
}

function pick(options: object | undefined, names: readonly string[]): object {
  return Object.fromEntries(
    Object.entries(options ?? {}).filter(([name]) => names.includes(name)),
  );
}
