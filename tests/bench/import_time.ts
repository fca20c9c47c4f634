import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";
import type { Job, Row, Side } from "./row.ts";

/** Imports one module in a fresh process and prints how long that took, in milliseconds. */
const PROBE = `
const start = performance.now();
const module = await import(process.argv[2]);
const end = performance.now();
console.log(end - start, Object.keys(module).length);
`;

/** Makes the module to import from the bundle of `stemma`. */
type Choose = (bundle: string) => string;

function side(name: string, choose: Choose, format: "esm" | "cjs" = "esm"): Side {
  return {
    name,
    async measure({ smoke }: Job) {
      mkdirSync(".cache", { recursive: true });
      const folder = mkdtempSync(join(".cache", "import-"));
      try {
        const bundle = join(folder, "bundle.mjs");
        const { build, stop } = await import("esbuild");
        await build({
          entryPoints: ["mod.ts"],
          outfile: bundle,
          bundle: true,
          format,
          platform: "neutral",
          target: "es2022",
          charset: "utf8",
        }).finally(stop);
        const chosen = join(folder, "module.mjs");
        const probe = join(folder, "probe.mjs");
        writeFileSync(chosen, choose(readFileSync(bundle, "utf8")));
        writeFileSync(probe, PROBE);
        return Array.from({ length: smoke ? 1 : 15 }, () => importTime(probe, chosen));
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  };
}

function importTime(probe: string, module: string): number {
  const before = "Deno" in globalThis ? ["run", "-A", "--quiet"] : [];
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [...before, probe, pathToFileURL(resolve(module)).href],
    { encoding: "utf8" },
  );
  if (status !== 0) throw new Error(`The import failed: ${stderr.trim()}`);
  return Number(stdout.split(" ")[0]);
}

/** The import of everything, in a process that does nothing else. */
export const importRows: readonly Row[] = [{
  id: "import/stemma",
  work: "import of stemma as one file, in a fresh process",
  unit: "ms",
  better: "less",
  sides: [
    side("stemma", (bundle) => bundle),
    side(
      "the same code, parsed and not run",
      (bundle) => `export function never(module, exports, require) {\n${bundle}\n}\n`,
      "cjs",
    ),
    side("one comment of the same size", (bundle) => `/*${"x".repeat(bundle.length - 4)}*/`),
  ],
}];
