// The one gate: deno task ok. Every step runs, also after one that failed, and says how long it took.
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";

const config = JSON.parse(readFileSync("deno.json", "utf8"));
const entries = Object.values<string>(config.exports).filter((file) => file.endsWith(".ts"));

/** The most minutes a step may take. */
const limit = 20;

const steps: [name: string, run: () => boolean][] = [
  ["format", () => deno("fmt", "--check")],
  ["lint", () => deno("lint")],
  ["types", () => deno("check")],
  ["docstrings", () => deno("doc", "--lint", ...entries)],
  ["kernel is current", () => deno("run", "-A", "wasm/build.ts", "--check")],
  ["sizes", () => deno("run", "-A", "build.ts", "--sizes")],
  ["publishable", publishable],
  ["tests and examples", () => deno(...config.tasks.test.split(" ").slice(1))],
];

const failed: string[] = [];
for (const [name, run] of steps) {
  console.log(`\n== ${name}`);
  const start = performance.now();
  let passed = false;
  try {
    passed = run();
  } catch (error) {
    console.error(error);
  }
  if (!passed) failed.push(name);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`== ${name}: ${passed ? "ok" : "FAILED"} (${seconds} s)`);
}
console.log(
  failed.length === 0
    ? `\nThe gate is open: ${steps.length} steps passed`
    : `\nThe gate is shut: ${failed.join(", ")}`,
);
process.exit(failed.length === 0 ? 0 : 1);

function deno(...args: string[]): boolean {
  return execute(args, ".");
}

function execute(args: string[], cwd: string): boolean {
  // Deno knows no limit for a test: one that spins would hold the gate for ever.
  const { status, signal } = spawnSync(process.execPath, args, {
    cwd,
    stdio: "inherit",
    timeout: limit * 60_000,
    killSignal: "SIGKILL",
  });
  if (signal !== null) console.error(`Stopped by ${signal}: the limit is ${limit} minutes`);
  return status === 0;
}

/** Deno's dry run of a publication, which asks for a scoped name: it sees a copy that has one. */
function publishable(): boolean {
  const copy = mkdtempSync(join(tmpdir(), "stemma-publish-"));
  try {
    for (
      const path of [
        "mod.ts",
        "lib",
        "wasm/core.wasm",
        "deno.lock",
        "README.md",
        "LICENSE",
      ]
    ) {
      cpSync(path, join(copy, path), { recursive: true });
    }
    writeFileSync(
      join(copy, "deno.json"),
      JSON.stringify({ ...config, name: `@${config.name}/${config.name}` }),
    );
    return execute(["publish", "--dry-run", "--allow-dirty", "--quiet"], copy);
  } finally {
    rmSync(copy, { recursive: true });
  }
}
