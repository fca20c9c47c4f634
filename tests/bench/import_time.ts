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

/** Puts the module to import into a folder and gives its path. */
type Make = (folder: string) => Promise<string>;

const common = { bundle: true, platform: "neutral", target: "es2022", charset: "utf8" } as const;

/** `stemma` as the package has it: its own module and two that subpaths share. */
const packaged: Make = async (folder) => {
  const { build, stop } = await import("esbuild");
  const { packsPlugin } = await import("../tools/package_packs.ts");
  const { exports } = JSON.parse(readFileSync("deno.json", "utf8"));
  const entryPoints = Object.values<string>(exports).filter((file) => file.endsWith(".ts"));
  try {
    await build({
      ...common,
      entryPoints,
      outdir: folder,
      outbase: ".",
      format: "esm",
      splitting: true,
      packages: "external",
      outExtension: { ".js": ".mjs" },
      plugins: [await packsPlugin(entryPoints, [])],
    });
  } finally {
    await stop();
  }
  return join(folder, "mod.mjs");
};

/** The same as one file, changed. */
function oneFile(change: (bundle: string) => string, format: "esm" | "cjs" = "esm"): Make {
  return async (folder) => {
    const { build, stop } = await import("esbuild");
    const file = join(folder, "bundle.mjs");
    await build({ ...common, entryPoints: ["mod.ts"], outfile: file, format }).finally(stop);
    writeFileSync(file, change(readFileSync(file, "utf8")));
    return file;
  };
}

function side(name: string, make: Make): Side {
  return {
    name,
    async measure({ smoke }: Job) {
      mkdirSync(".cache", { recursive: true });
      const folder = mkdtempSync(join(".cache", "import-"));
      try {
        const module = await make(folder);
        const probe = join(folder, "probe.mjs");
        writeFileSync(probe, PROBE);
        return Array.from({ length: smoke ? 1 : 15 }, () => importTime(probe, module));
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
  work: "import of stemma in a fresh process",
  unit: "ms",
  better: "less",
  bar: "<= 2 on top of the same code, parsed and not run",
  sides: [
    side("as the package has it", packaged),
    side("as one file", oneFile((bundle) => bundle)),
    side(
      "the same code, parsed and not run",
      oneFile(
        (bundle) => `export function never(module, exports, require) {\n${bundle}\n}\n`,
        "cjs",
      ),
    ),
    side(
      "one comment of the same size",
      oneFile((bundle) => `/*${"x".repeat(bundle.length - 4)}*/`),
    ),
  ],
}];
