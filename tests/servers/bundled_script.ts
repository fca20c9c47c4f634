import { build } from "esbuild";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";

/** A module of this repository as one file that any runtime starts as a worker or a process. */
export interface BundledScript {
  /** Where the file lies, absolute. */
  readonly path: string;
  /** Removes it, and the folder that it is in. */
  remove(): void;
}

/** Bundles a module. On a server packages stay out, so the file lies where they are found. */
export async function bundledScript(
  source: string,
  platform: "node" | "browser" = "node",
): Promise<BundledScript> {
  mkdirSync(".cache", { recursive: true });
  const folder = mkdtempSync(join(".cache", "script-"));
  const path = resolve(folder, "script.mjs");
  await build({
    entryPoints: [source],
    bundle: true,
    outfile: path,
    format: "esm",
    platform,
    target: "es2022",
    packages: platform === "node" ? "external" : "bundle",
    logLevel: "warning",
  });
  return { path, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
