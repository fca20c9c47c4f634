import { spawnSync } from "node:child_process";
import process from "node:process";

/** Runs a TypeScript file of the repository on the runtime of the tests; gives what it printed. */
export function runScript(
  path: string,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): string {
  const before = "deno" in process.versions ? ["run", "-A", "--quiet"] : [];
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [...before, path, ...args],
    { encoding: "utf8", env: { ...process.env, ...env } },
  );
  if (status !== 0) throw new Error(`Cannot run ${path}: ${stderr}`);
  return stdout;
}
