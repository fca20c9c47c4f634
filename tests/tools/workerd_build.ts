// What the package's modules for workerd are made of: WebAssembly comes as modules, for workerd
// compiles no bytes.
import { Graphviz } from "@hpcc-js/wasm-graphviz";
import type { Plugin } from "esbuild";
import { readFileSync } from "node:fs";

/** Takes the place of `lib/core/embedded_core.ts`. */
const core = `
import core from "../core.wasm";
export const embeddedCore = () => core;
export const compileEmbeddedCore = () => Promise.resolve(core);
`;

/** What is changed in Graphviz's own loader: the text that holds its bytes goes, and its module is
 * started instead. Each is there exactly once in the version that \`deno.json\` names. */
const cuts: [what: RegExp, by: (...groups: string[]) => string][] = [
  [/(\w+)\?\?=\w+\(\w+\(\w+\)\)/, (_, bytes) => `${bytes}??=new Uint8Array(1)`],
  [
    /WebAssembly\.instantiate\(\w+,(\w+)\)/,
    (_, imports) =>
      `{ instance: await WebAssembly.instantiate(graphviz, ${imports}), module: graphviz }`,
  ],
];

/** Puts modules that workerd imports where others find bytes; both lie beside the folder of what is
 * built. */
export const workerdPlugin: Plugin = {
  name: "workerd",
  setup({ onLoad, onResolve }) {
    onLoad({ filter: /[\\/]embedded_core\.ts$/ }, () => ({ contents: core }));
    onLoad({ filter: /[\\/]wasm-graphviz[\\/]dist[\\/]index\.js$/ }, ({ path }) => ({
      contents: cutGraphviz(readFileSync(path, "utf8")),
    }));
    onResolve({ filter: /\.wasm$/ }, ({ path }) => ({ path, external: true }));
    onResolve({ filter: /^@hpcc-js\/wasm-graphviz$/ }, async ({ path }) => ({
      path: new URL(await import.meta.resolve(path)).pathname,
    }));
  },
};

function cutGraphviz(text: string): string {
  // The literal holds every sign but its own quotation mark.
  const cut = text.replace(/'[^']{300000,}'/, "''");
  const changed = cuts.reduce((changed, [what, by]) => {
    const found = changed.match(new RegExp(what, "g")) ?? [];
    if (found.length !== 1) throw new Error(`Cannot build: ${what} is there ${found.length} times`);
    return changed.replace(what, by);
  }, cut);
  if (cut.length > text.length / 2) throw new Error("Cannot build: Graphviz's bytes are elsewhere");
  return `import graphviz from "../graphviz.wasm";\n${changed}`;
}

/** The WebAssembly inside the Graphviz package, as it gives it to the host. */
export async function graphvizWasm(): Promise<Uint8Array> {
  const { instantiate } = WebAssembly;
  let bytes: Uint8Array | undefined;
  WebAssembly.instantiate = ((source: Uint8Array, imports: WebAssembly.Imports) => {
    bytes = source.slice();
    return instantiate(source, imports);
  }) as typeof WebAssembly.instantiate;
  try {
    // What was started before is kept, and gives nothing.
    Graphviz.unload();
    await Graphviz.load();
  } finally {
    WebAssembly.instantiate = instantiate;
    Graphviz.unload();
  }
  if (bytes === undefined) throw new Error("Cannot build: Graphviz was started without bytes");
  return bytes;
}
