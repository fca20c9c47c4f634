import { build, type Plugin, stop } from "esbuild";
import { globSync, mkdirSync, mkdtempSync } from "node:fs";
import { join, resolve } from "node:path";
import { importMapPlugin } from "../../build.ts";

/** Whether a test file is Deno's own: permissions, doc lint, its module graph. */
const denoOnly = (path: string): boolean => path.endsWith("_deno_test.ts");

/** The tests that every runtime runs, as paths from the root of the repository. */
export function sharedTests(): string[] {
  return globSync("tests/**/*_test.ts").map((path) => path.replaceAll("\\", "/"))
    .filter((path) => !denoOnly(path)).sort();
}

/** The tests that need what pages and Workers have, and Node has not. */
export function testsInPlaces(): string[] {
  return globSync("tests/**/*_in_place.ts").map((path) => path.replaceAll("\\", "/")).sort();
}

/** Has tests say why they are skipped, for a runtime whose own report does not. */
export const tellingPlugin: Plugin = {
  name: "telling",
  setup({ onResolve }) {
    const telling = resolve("tests/tools/telling.ts");
    onResolve(
      { filter: /^node:test$/ },
      ({ path, importer }) => importer === telling ? { path, external: true } : { path: telling },
    );
  },
};

/** What a bundling made, for the caller to run and then to remove. */
export interface TestBundle {
  /** The folder of this bundling alone: ignored by git, beside the `node_modules` it imports from. */
  folder: string;
  /** The bundled test files, in the order of their sources. */
  files: string[];
}

/** Bundles tests for runtimes that do not read `deno.json`; packages stay imports by name.
 *
 * One output file a test file, what they share in chunks: every module stays one module, so
 * `instanceof` and module state mean in a bundle what they mean in the sources.
 */
export async function bundleTests(
  tests: readonly string[] = sharedTests(),
  plugins: Plugin[] = [],
): Promise<TestBundle> {
  mkdirSync(".cache", { recursive: true });
  const folder = mkdtempSync(join(".cache", "tests-"));
  try {
    await build({
      entryPoints: [...tests],
      outbase: "tests",
      outdir: folder,
      bundle: true,
      splitting: true,
      format: "esm",
      platform: "node",
      target: "es2022",
      packages: "external",
      sourcemap: "inline",
      sourcesContent: false,
      plugins: [...plugins, importMapPlugin()],
      outExtension: { ".js": ".mjs" },
      chunkNames: "chunks/[name]-[hash]",
      logLevel: "warning",
    });
  } finally {
    await stop();
  }
  const files = tests.map((path) => path.replace(/^tests/, folder).replace(/\.ts$/, ".mjs"));
  return { folder, files };
}
