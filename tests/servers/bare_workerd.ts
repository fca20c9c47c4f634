import { build, stop } from "esbuild";
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { realpathSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import process from "node:process";
import { graphvizWasm, workerdPlugin } from "../tools/workerd_build.ts";
import { answers, freePort, startProcess } from "./server_process.ts";
import { ownNames } from "./own_names.ts";

/** A Worker in a process of workerd that does nothing else, so that its time can be told. */
export interface BareWorker {
  /** Its address. */
  readonly url: string;
  /** The processor time of the thread that answers so far, in ms. */
  processorTime(): number;
  /** Ends it. */
  stop(): Promise<void>;
}

/** A folder with a Worker that was built as the package's modules for workerd are. */
export interface BuiltWorker {
  /** Starts it in a fresh process and waits for its first answer. */
  start(): Promise<BareWorker>;
  /** Removes the folder. */
  remove(): void;
}

/** Why no bare Worker can be started here; `undefined` where one can. */
export function lacksWorkerd(): string | undefined {
  if (process.platform !== "linux") return "Linux, which tells a process's time";
  return workerd() === undefined ? "wrangler, which brings workerd" : undefined;
}

/** Builds a module of this repository as a Worker. */
export async function buildWorker(source: string): Promise<BuiltWorker> {
  const folder = mkdtempSync(join(tmpdir(), "stemma-bare-"));
  await build({
    entryPoints: [source],
    outfile: join(folder, "worker.js"),
    bundle: true,
    format: "esm",
    platform: "neutral",
    target: "es2022",
    plugins: [workerdPlugin],
    tsconfigRaw: { compilerOptions: { paths: ownNames() } },
    logLevel: "warning",
  }).finally(stop);
  copyFileSync("wasm/core.wasm", join(folder, "core.wasm"));
  writeFileSync(join(folder, "graphviz.wasm"), await graphvizWasm());
  return {
    async start() {
      const port = await freePort();
      const url = `http://127.0.0.1:${port}`;
      writeFileSync(join(folder, "config.capnp"), configOf(port));
      const command = [workerd()!, "serve", "config.capnp"];
      const ready = answers(url, (status) => status === 200);
      const { pid, kill } = await startProcess({ command, folder, ready });
      return { url, processorTime: () => processorTime(pid), stop: kill };
    },
    remove: () => rmSync(folder, { recursive: true }),
  };
}

/** The program that wrangler brings. */
function workerd(): string | undefined {
  const folders = (process.env.PATH ?? "").split(delimiter);
  const wrangler = folders.map((folder) => join(folder, "wrangler")).find((path) =>
    existsSync(path)
  );
  return wrangler && createRequire(realpathSync(wrangler))("workerd").default;
}

const configOf = (port: number) => `
using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = (
    modules = [
      (name = "main/worker.js", esModule = embed "worker.js"),
      (name = "core.wasm", wasm = embed "core.wasm"),
      (name = "graphviz.wasm", wasm = embed "graphviz.wasm"),
    ],
    compatibilityDate = "2026-07-01"))],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")]
);
`;

/** What the scheduler counted for a process's first thread, there in ns. */
function processorTime(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/schedstat`, "utf8").split(" ")[0]) / 1e6;
}
