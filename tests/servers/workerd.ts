import { build } from "esbuild";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import process from "node:process";
import { oracle } from "../oracle.ts";
import { freePort, startProcess } from "./server_process.ts";

/** The folder whose `node_modules` hold miniflare, which runs the real workerd. */
const folder = resolve(process.env.MINIFLARE_FOLDER ?? ".cache/miniflare");

/** Options for a test that needs workerd. */
export const needsWorkerd: { skip: false | string } = oracle(
  "miniflare with workerd",
  existsSync(join(folder, "node_modules/miniflare/package.json")),
);

/** A Worker that runs. */
export interface RunningWorker {
  /** Its address. */
  readonly url: string;
  /** Ends it. */
  stop(): Promise<void>;
}

/** Starts miniflare with the options of its first argument and waits. */
const runner = `
import { createRequire } from "node:module";
const [folder, options] = process.argv.slice(1);
const { Miniflare } = createRequire(folder + "/package.json")("miniflare");
await new Miniflare(JSON.parse(options)).ready;
`;

/** Runs a module of this repository as a Worker, in workerd: what it imports comes with it.
 *
 * @param source its path from the root of the repository
 * @param options more of miniflare's own: bindings, buckets
 */
export async function startWorker(
  source: string,
  options: Record<string, unknown> = {},
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
  const own = mkdtempSync(join(tmpdir(), "stemma-worker-"));
  writeFileSync(join(own, "package.json"), "{}");
  writeFileSync(join(own, "worker.js"), text);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const settings = {
    modules: true,
    scriptPath: join(own, "worker.js"),
    compatibilityDate: "2026-07-01",
    host: "127.0.0.1",
    port,
    ...options,
  };
  const ready = async () => {
    const answer = await fetch(url);
    await answer.body?.cancel();
    return answer.status < 600;
  };
  const args = ["--input-type=module", "--eval", runner, folder, JSON.stringify(settings)];
  try {
    const { kill } = await startProcess({ command: ["node", ...args], folder: own, ready });
    const stop = async () => {
      await kill();
      rmSync(own, { recursive: true, force: true });
    };
    return { url, stop };
  } catch (error) {
    rmSync(own, { recursive: true, force: true });
    throw error;
  }
}

/** The names that `deno.json` gives to files of this repository. */
function ownNames(): Record<string, string[]> {
  const { imports } = JSON.parse(readFileSync("deno.json", "utf8"));
  return Object.fromEntries(
    Object.entries<string>(imports).filter(([, file]) => file.startsWith("./"))
      .map(([name, file]) => [name, [resolve(file)]]),
  );
}
