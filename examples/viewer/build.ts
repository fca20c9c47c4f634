// Builds the viewer, a folder of static files: deno task viewer [folder] [--serve]
import { stop } from "esbuild";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import process from "node:process";
import { buildViewer, VIEWER_POLICY } from "./bundle_viewer.ts";

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
};

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
