import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import process from "node:process";
import { oracle } from "../oracle.ts";
import { answers, freePort, startFolderServer } from "./server_process.ts";

/** The Python that has `mlflow`. */
export const python: string = process.env.DESTINATIONS_PYTHON ?? "";

/** The folder of the commands beside that Python, which the server looks up on the PATH. */
const bin = dirname(python);

/** Options for a test that needs a real MLflow. */
export const needsMlflow: { skip: false | string } = oracle(
  "MLflow 3.17.2 by DESTINATIONS_PYTHON",
  python !== "" && versionOf("mlflow") === "3.17.2",
);

/** Whether that Python has a module. */
export function findModule(name: string): boolean {
  return spawnSync(python, ["-c", `import ${name}`]).status === 0;
}

function versionOf(name: string): string {
  const script = `from importlib.metadata import version; print(version("${name}"))`;
  return spawnSync(python, ["-c", script], { encoding: "utf8" }).stdout?.trim() ?? "";
}

/** How a server of a test differs from one with proxied artifacts in a folder of its own. */
export interface MlflowServerOptions {
  /** Further arguments of `mlflow server`, such as `--no-serve-artifacts`; the last one of a name
   * counts. */
  readonly args?: readonly string[];
  /** Further variables of its environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A real MLflow server on a free port, with an SQLite store in a folder of its own. */
export interface MlflowServer {
  /** Its address, such as `http://127.0.0.1:5501`. */
  readonly url: string;
  /** Its folder, with `mlflow.db` and `mlartifacts`. */
  readonly folder: string;
  /** Ends it at once, as a crash would; the folder stays. */
  kill(): Promise<void>;
  /** Starts it again at the same address, over what it had written. */
  restart(): Promise<void>;
  /** Ends it and removes the folder. */
  stop(): Promise<void>;
}

/** Starts an MLflow server and waits until it answers: 5 to 7 seconds, up to 24 on a busy computer. */
export async function startMlflowServer(options: MlflowServerOptions = {}): Promise<MlflowServer> {
  const folder = mkdtempSync(join(tmpdir(), "stemma-mlflow-"));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const command = [
    ...[join(bin, "mlflow"), "server", "--backend-store-uri", "sqlite:///mlflow.db"],
    ...["--artifacts-destination", "./mlartifacts", "--host", "127.0.0.1", "--port", `${port}`],
    ...["--workers", "1", ...options.args ?? []],
  ];
  const env = {
    PATH: `${bin}:${process.env.PATH}`,
    // The consumers of jobs would outlive the server by seconds.
    MLFLOW_SERVER_ENABLE_JOB_EXECUTION: "false",
    MLFLOW_DISABLE_TELEMETRY: "true",
    ...options.env,
  };
  const ready = answers(`${url}/health`, (status) => status === 200);
  const server = await startFolderServer({ command, folder, env, ready });
  return { url, folder, ...server };
}

/** Runs a Python script of the repository, which imports `mlflow`, and reads the JSON it prints.
 *
 * @param script its path from the root of the repository
 */
export async function askMlflow(script: string, ...args: readonly string[]): Promise<unknown> {
  const child = spawn(python, [resolve(script), ...args], {
    env: { ...process.env, MLFLOW_DISABLE_TELEMETRY: "true", GIT_PYTHON_REFRESH: "quiet" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const read = async (stream: AsyncIterable<Uint8Array>) => {
    const decoder = new TextDecoder();
    let text = "";
    for await (const chunk of stream) text += decoder.decode(chunk, { stream: true });
    return text;
  };
  const status = new Promise<number | null>((done, failed) => {
    child.on("close", done).on("error", failed);
  });
  const [text, complaint] = await Promise.all([read(child.stdout), read(child.stderr)]);
  if (await status !== 0) throw new Error(complaint.trim().split("\n").at(-1));
  return JSON.parse(text);
}
