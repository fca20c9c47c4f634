import { build, type OutputFile, type Plugin, stop } from "esbuild";
import { resolve } from "node:path";
import { importMapPlugin } from "../../build.ts";
import { type Place, standInPlugin } from "./place.ts";

/** Bundles chosen tests with the module that runs them in a place: `main.js` and its chunks.
 *
 * @param entry the module, by its path from the root of the repository
 * @param plugins what else the place wants to be replaced
 */
export async function bundlePlace(
  place: Place,
  entry: string,
  tests: readonly string[],
  plugins: Plugin[],
): Promise<OutputFile[]> {
  const { outputFiles } = await build({
    entryPoints: { main: entry },
    outdir: "out",
    chunkNames: "chunks/[name]-[hash]",
    bundle: true,
    splitting: true,
    write: false,
    format: "esm",
    platform: "browser",
    target: "es2022",
    conditions: [...place.conditions],
    plugins: [...plugins, testFilesPlugin(tests), standInPlugin(place), importMapPlugin()],
    logLevel: "warning",
  }).finally(stop);
  return outputFiles;
}

function testFilesPlugin(tests: readonly string[]): Plugin {
  const lines = tests.map((path) => `${JSON.stringify(path)}: () => import("${resolve(path)}"),`);
  const contents = `export const testFiles = {${lines.join("\n")}};`;
  return {
    name: "test-files",
    setup({ onLoad }) {
      onLoad({ filter: /[\\/]places[\\/]test_files\.ts$/ }, () => ({ contents }));
    },
  };
}
