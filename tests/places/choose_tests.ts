import { build, type Metafile, type Plugin, stop } from "esbuild";
import { isBuiltin } from "node:module";
import { importMapPlugin } from "../../build.ts";
import type { Place } from "./place.ts";

/** Which tests run in a place, and why others do not. */
export interface Choice {
  /** The files of tests that reach nothing the place lacks. */
  readonly tests: string[];
  /** The other files, each with the modules of Node that it reaches and the place lacks. */
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

/** Chooses by the graph of modules, packages included. */
export async function chooseTests(place: Place, files: readonly string[]): Promise<Choice> {
  const { metafile } = await build({
    entryPoints: [...files],
    outdir: "out",
    bundle: true,
    splitting: true,
    write: false,
    metafile: true,
    format: "esm",
    platform: "browser",
    conditions: [...place.conditions],
    plugins: [outsidePlugin, importMapPlugin()],
    logLevel: "error",
  }).finally(stop);
  const tests: string[] = [];
  const out = new Map<string, string[]>();
  for (const file of files) {
    const lacks = [...reachedFrom(file, metafile)].filter((path) =>
      !place.has.includes(path) && !Object.hasOwn(place.stands, path)
    );
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
