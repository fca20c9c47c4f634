import { build } from "esbuild";
import { existsSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import process from "node:process";
import { oracle } from "../oracle.ts";
import { ownNames } from "./own_names.ts";
import { answers, freePort, startFolderServer } from "./server_process.ts";

/** Options for a test that needs workerd, as `wrangler dev` starts it. */
export const needsWorkerd: { skip: false | string } = oracle(
  "wrangler",
  (process.env.PATH ?? "").split(delimiter).some((folder) => existsSync(join(folder, "wrangler"))),
);

/** A Worker that runs. */
export interface RunningWorker {
  /** Its address. */
  readonly url: string;
  /** Ends it as a crash would and starts it again, over what its storage holds. */
  restart(): Promise<void>;
  /** Ends it. */
  stop(): Promise<void>;
}

/** Runs a module of this repository as a Worker, in workerd: what it imports comes with it.
 *
 * @param source its path from the root of the repository
 * @param settings more of what `wrangler.json` may hold: bindings, buckets
 */
export async function startWorker(
  source: string,
  settings: Record<string, unknown> = {},
): Promise<RunningWorker> {
  const { outputFiles: [{ text }] } = await build({
    entryPoints: [source],
    bundle: true,
    write: false,
    format: "esm",
    target: "es2022",
    conditions: ["workerd", "worker", "browser"],
    external: ["node:*"],
    tsconfigRaw: { compilerOptions: { paths: ownNames() } },
    logLevel: "warning",
  });
  const folder = mkdtempSync(join(tmpdir(), "stemma-worker-"));
  writeFileSync(join(folder, "worker.js"), text);
  return startWrangler(folder, { main: "worker.js", no_bundle: true, ...settings });
}

/** Runs a folder's Worker by `wrangler dev`, with the settings of `wrangler.json`; the folder goes
 * with it. */
export async function startWrangler(
  folder: string,
  settings: Record<string, unknown>,
): Promise<RunningWorker> {
  const common = { name: "stemma-test", compatibility_date: "2026-07-01" };
  writeFileSync(join(folder, "wrangler.json"), JSON.stringify({ ...common, ...settings }));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const ready = answers(url, (status) => status < 600);
  const ports = ["--ip", "127.0.0.1", "--port", String(port), "--inspector-port", "0"];
  const command = ["wrangler", "dev", "--local", ...ports];
  const env = { CI: "true", WRANGLER_SEND_METRICS: "false", NO_COLOR: "1" };
  return { url, ...await startFolderServer({ command, folder, env, ready }) };
}
