import type { Graphviz } from "@hpcc-js/wasm-graphviz";
import { GraphError } from "../base/errors.ts";

/** One instance for everybody; nothing is loaded before the first drawing. */
let shared: Promise<Loaded> | undefined;

interface Loaded {
  readonly graphviz: Graphviz;
  unload(): void;
}

/** Draws with the shared instance of Graphviz, loading it where that was not done yet.
 *
 * A text that cannot be read leaves the instance as it is. Any other failure, such as a stack that
 * is too deep, may have left it in disorder and its memory in use: it is dropped, and the next call
 * loads another.
 *
 * @throws {GraphError} `GRAPH_LAYOUT` where Graphviz cannot be loaded or cannot draw the text
 */
export async function layout(
  dot: string,
  engine: "dot" | "neato" | "fdp" | "sfdp" | "circo" | "twopi" | "osage",
): Promise<string> {
  let mine: Promise<Loaded>, loaded: Loaded;
  do {
    mine = shared ??= load();
    loaded = await mine;
  } while (mine !== shared);
  let svg = "", problem = "nothing was drawn", cause: unknown;
  try {
    svg = loaded.graphviz.layout(dot, "svg", engine);
  } catch (error) {
    problem = messageOf(cause = error);
  }
  if (svg.includes("</svg>")) return svg;
  if (!problem.startsWith("syntax error") && shared === mine) {
    shared = undefined;
    loaded.unload();
  }
  throw new GraphError(
    "GRAPH_LAYOUT",
    `Cannot draw with the engine "${engine}": ${problem}`,
    { engine, problem },
    { cause },
  );
}

async function load(): Promise<Loaded> {
  try {
    const { Graphviz } = await import("@hpcc-js/wasm-graphviz");
    return { graphviz: await Graphviz.load(), unload: () => Graphviz.unload() };
  } catch (cause) {
    shared = undefined;
    const reason = messageOf(cause);
    const hint = reason.includes("CompileError")
      ? "; a page's content security policy must allow 'wasm-unsafe-eval' for it"
      : "";
    throw new GraphError(
      "GRAPH_LAYOUT",
      `Cannot draw: Graphviz could not be loaded${hint}: ${reason}`,
      {},
      { cause },
    );
  }
}

function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.trim().replace(/\s+/g, " ").slice(0, 400);
}
