import { build, type Metafile, type Plugin, stop } from "esbuild";
import { isBuiltin } from "node:module";
import { importMapPlugin } from "../../build.ts";

/** Which tests run somewhere, and why others do not. */
export interface Choice {
  /** The files of tests that reach nothing which may not be. */
  readonly tests: string[];
  /** The other files, each with the modules of Node that it reaches and may not. */
  readonly out: ReadonlyMap<string, string[]>;
}

/** Leaves modules of Node outside, but for those that a package brings or does without. */
const outsidePlugin: Plugin = {
  name: "outside",
  setup({ onResolve, resolve }) {
    onResolve({ filter: /^[^.]/ }, async ({ path, kind, resolveDir, pluginData }) => {
      if (!isBuiltin(path) || pluginData === asked) return undefined;
      const found = await resolve(path, { kind, resolveDir, pluginData: asked });
      const name = path.startsWith("node:") ? path : `node:${path}`;
      return found.errors.length > 0 || found.external ? { path: name, external: true } : undefined;
    });
  },
};
const asked = {};

/** Chooses by the graph of modules, packages included.
 *
 * @param runs whether tests that reach a module of Node may run
 */
export async function chooseTests(
  files: readonly string[],
  runs: (module: string) => boolean,
  conditions: readonly string[] = [],
): Promise<Choice> {
  const { metafile } = await build({
    entryPoints: [...files],
    outdir: "out",
    bundle: true,
    splitting: true,
    write: false,
    metafile: true,
    format: "esm",
    platform: "browser",
    conditions: [...conditions],
    plugins: [outsidePlugin, importMapPlugin()],
    logLevel: "error",
  }).finally(stop);
  const tests: string[] = [];
  const out = new Map<string, string[]>();
  for (const file of files) {
    const lacks = [...reachedFrom(file, metafile)].filter((module) => !runs(module));
    if (lacks.length === 0) tests.push(file);
    else out.set(file, lacks.sort());
  }
  return { tests, out };
}

/** The modules outside a bundle that one of its files reaches. */
function reachedFrom(file: string, { inputs }: Metafile): Set<string> {
  const seen = new Set([file]);
  const outside = new Set<string>();
  for (const path of seen) {
    for (const edge of inputs[path]?.imports ?? []) {
      if (!edge.external) seen.add(edge.path);
      else if (isBuiltin(edge.path)) outside.add(edge.path);
    }
  }
  return outside;
}
