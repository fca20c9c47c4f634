// Builds the viewer, a folder of static files: deno task viewer [folder] [--serve]
import { build, stop } from "esbuild";
import { copyFileSync, mkdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import process from "node:process";
import { importMapPlugin } from "../../build.ts";

/** What the page may do: load its own files and compile WebAssembly, and show pictures that it made. */
export const VIEWER_POLICY: string = "default-src 'self'; " +
  "script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' blob:; " +
  "object-src 'none'; base-uri 'none'; form-action 'none'";

const here = "examples/viewer";
const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
};

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
    plugins: [importMapPlugin()],
    logLevel: "warning",
  });
  for (const file of ["index.html", "style.css", "icon.svg"]) {
    copyFileSync(join(here, file), join(folder, file));
  }
}

function serve(folder: string, port: number): void {
  createServer(({ url }, response) => {
    const { pathname } = new URL(url ?? "/", "http://x");
    const path = pathname === "/" ? "/index.html" : pathname;
    try {
      const content = readFileSync(join(folder, path));
      const type = types[extname(path)] ?? "application/octet-stream";
      response.writeHead(200, { "content-type": type, "content-security-policy": VIEWER_POLICY });
      response.end(content);
    } catch {
      response.writeHead(404).end(); // There is no such file.
    }
  }).listen(port, "127.0.0.1", () => console.log(`http://127.0.0.1:${port}`));
}

if (import.meta.main) {
  const args = process.argv.slice(2);
  const folder = args.find((arg) => !arg.startsWith("-")) ?? ".cache/viewer";
  await buildViewer(folder).finally(stop);
  console.log(`${folder} holds the viewer`);
  if (args.includes("--serve")) serve(folder, 8347);
}
