/** Draws PROV documents and runs as SVG, by Graphviz in WebAssembly; no native `dot` is needed.
 *
 * @module
 */
export { type RenderOptions, renderSvg } from "./bundle/render_svg.ts";
export {
  DETAILS,
  type Direction,
  DIRECTIONS,
  type DotOptions,
  PARTS,
  type Shown,
} from "./graph/dot_options.ts";
export type { Detail } from "./graph/fold.ts";
export { dotToSvg, type Engine, type SvgOptions } from "./graph/svg.ts";
export { type GraphView, showGraph } from "./notebook/show_graph.ts";
export {
  svgInWorker,
  type SvgInWorkerOptions,
  type WorkerSvg,
  type WorkerSvgOptions,
} from "./graph/svg_in_worker.ts";
export type {
  ForkedProcess,
  PageWorker,
  StoppableWorker,
  ThreadWorker,
} from "./graph/worker_line.ts";
