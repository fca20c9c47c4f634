import { build } from "esbuild";
import { copyFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";

/** What the page may do: load its own files and compile WebAssembly, and show pictures that it made. */
export const VIEWER_POLICY: string = "default-src 'self'; " +
  "script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' blob:; " +
  "object-src 'none'; base-uri 'none'; form-action 'none'";

const here = "examples/viewer";

/** Builds the page into a folder. */
export async function buildViewer(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  await build({
    entryPoints: [`${here}/viewer.ts`, `${here}/reader.ts`, "lib/svg-worker.ts"],
    outdir: folder,
    entryNames: "[name]",
    chunkNames: "chunks/[name]-[hash]",
    bundle: true,
    splitting: true,
    minify: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    // With the package installed, this is not needed.
    alias: { stemma: "./mod.ts", "stemma/seal": "./lib/seal.ts", "stemma/svg": "./lib/svg.ts" },
    logLevel: "warning",
  });
  for (const file of ["index.html", "style.css", "icon.svg"]) {
    copyFileSync(join(here, file), join(folder, file));
  }
}
