import { build, type Plugin, stop } from "esbuild";
import { resolve } from "node:path";
import { ownNames } from "./own_names.ts";

/** Bundles a module of this repository for a page, as a user's bundler does; what it imports comes
 * with it. The page is empty and runs the module.
 *
 * @param source its path from the root of the repository
 * @param plugins what replaces modules that a page does not have
 * @returns `index.html`, `page.js` and its chunks
 */
export async function bundlePage(
  source: string,
  plugins: Plugin[] = [],
): Promise<Map<string, string | Uint8Array>> {
  const { outputFiles } = await build({
    entryPoints: { page: resolve(source) },
    outdir: "/",
    bundle: true,
    splitting: true,
    write: false,
    format: "esm",
    platform: "browser",
    conditions: ["browser"],
    target: "es2022",
    tsconfigRaw: { compilerOptions: { paths: { ...ownNames(), "stemma/fs": [FS] } } },
    plugins,
    logLevel: "warning",
  }).finally(stop);
  const files = new Map<string, string | Uint8Array>([["index.html", PAGE]]);
  for (const { path, contents } of outputFiles) files.set(path.slice(1), contents);
  return files;
}

/** What the package gives to bundles of pages. */
const FS = resolve("lib/fs_in_page.ts");

const PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>stemma</title>
<script type="module" src="/page.js"></script>
</html>
`;
