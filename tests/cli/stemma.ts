import { spawn, spawnSync } from "node:child_process";
import { buildSync } from "esbuild";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import process from "node:process";

/** What a command did. */
export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line of this repository as a process of the runtime that the tests run on. */
export function stemma(
  args: readonly string[],
  options: { readonly input?: string | Uint8Array; readonly env?: Record<string, string> } = {},
): Outcome {
  const [program, ...before] = stemmaCommand();
  const { status, stdout, stderr, error } = spawnSync(program, [...before, ...args], {
    input: options.input ?? "",
    env: { ...process.env, ...options.env },
    encoding: "utf8",
    maxBuffer: 2 ** 28,
    timeout: 60_000,
  });
  if (error !== undefined) throw error;
  return { code: status, stdout, stderr };
}

/** The same without holding up this process, which may be the server that the command speaks to. */
export async function stemmaLater(
  args: readonly string[],
  options: { readonly env?: Record<string, string>; readonly cwd?: string } = {},
): Promise<Outcome> {
  const [program, ...before] = stemmaCommand();
  const rooted = before.map((arg) => /\.m?[jt]s$/.test(arg) ? resolve(arg) : arg);
  const child = spawn(program, [...rooted, ...args], {
    env: { ...process.env, ...options.env },
    cwd: options.cwd,
    stdio: ["ignore", "pipe", "pipe"],
    timeout: 60_000,
  });
  const texts = [child.stdout, child.stderr].map(async (stream) => {
    let text = "";
    for await (const piece of stream.setEncoding("utf8")) text += piece;
    return text;
  });
  const code = await new Promise<number | null>((done, fail) => {
    child.on("error", fail);
    child.on("close", done);
  });
  const [stdout, stderr] = await Promise.all(texts);
  return { code, stdout, stderr };
}

/** The program and the arguments that run the command line, before its own. */
export function stemmaCommand(): string[] {
  if ("deno" in process.versions) return [process.execPath, "run", "-A", "--quiet", main];
  return [process.execPath, "bun" in process.versions ? main : bundled()];
}

const main = "lib/cli/main.ts";
let bundle: string | undefined;

/** Node takes half a second to strip the types of every file, so it gets the command in one. */
function bundled(): string {
  if (bundle !== undefined) return bundle;
  mkdirSync(".cache", { recursive: true });
  const folder = mkdtempSync(join(".cache", "cli-"));
  process.on("exit", () => rmSync(folder, { recursive: true }));
  bundle = join(folder, "cli.mjs");
  buildSync({
    entryPoints: [main],
    outfile: bundle,
    bundle: true,
    format: "esm",
    platform: "node",
    packages: "external",
  });
  return bundle;
}
