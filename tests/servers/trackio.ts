import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import process from "node:process";
import { oracle } from "../oracle.ts";
import { answers, freePort, startFolderServer } from "./server_process.ts";

const python = process.env.DESTINATIONS_PYTHON ?? "";
const command = join(dirname(python), "trackio");

/** Options for a test that needs a real trackio. */
export const needsTrackio: { skip: false | string } = oracle(
  "trackio 0.43.0 by DESTINATIONS_PYTHON",
  python !== "" && versionOf("trackio") === "0.43.0",
);

function versionOf(name: string): string {
  const script = `from importlib.metadata import version; print(version("${name}"))`;
  return spawnSync(python, ["-c", script], { encoding: "utf8" }).stdout?.trim() ?? "";
}

/** A real trackio server on a free port, with a folder of its own. */
export interface TrackioServerProcess {
  /** Its address, such as `http://127.0.0.1:5501`. */
  readonly url: string;
  /** Its write token. */
  readonly token: string;
  /** Its folder: one SQLite file a project. */
  readonly folder: string;
  /** Ends it at once, as a crash would; the folder stays. */
  kill(): Promise<void>;
  /** Starts it again at the same address, over what it had written. */
  restart(): Promise<void>;
  /** Ends it and removes the folder. */
  stop(): Promise<void>;
}

/** Starts a trackio server and waits until it answers: 2 to 5 seconds.
 *
 * @param more further variables of its environment
 */
export async function startTrackioServer(
  more: Readonly<Record<string, string>> = {},
): Promise<TrackioServerProcess> {
  const folder = mkdtempSync(join(tmpdir(), "stemma-trackio-"));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const token = "write-token-of-a-test";
  const env = {
    TRACKIO_DIR: folder,
    TRACKIO_WRITE_TOKEN: token,
    GRADIO_SERVER_PORT: `${port}`,
    GRADIO_NUM_PORTS: "1",
    HF_HUB_OFFLINE: "1",
    BROWSER: "true",
    ...more,
  };
  const ready = answers(`${url}/version`, (status) => status === 200);
  const server = await startFolderServer({
    command: [command, "show", "--host", "127.0.0.1"],
    folder,
    env,
    ready,
  });
  return { url, token, folder, ...server };
}

/** What a server's database holds of a run; the numbers are Python's hex form of a float. */
export interface TrackioContent {
  readonly rows: readonly {
    readonly id: string;
    readonly name: string;
    readonly step: number;
    readonly metrics: Readonly<Record<string, unknown>>;
  }[];
  readonly configs: readonly Readonly<Record<string, unknown>>[];
}

/** Reads what a server's database holds of a run. */
export async function readTrackio(
  folder: string,
  project: string,
  runId: string,
): Promise<TrackioContent> {
  const script = resolve("tests/servers/trackio_read.py");
  return JSON.parse(await run(python, [script, folder, project, runId]));
}

/** Runs trackio's own command on a server's folder and gives what it prints. */
export function trackioCommand(folder: string, ...args: readonly string[]): Promise<string> {
  return run(command, args, { TRACKIO_DIR: folder, HF_HUB_OFFLINE: "1" });
}

async function run(program: string, args: readonly string[], env = {}): Promise<string> {
  const child = spawn(program, args, {
    env: { ...process.env, ...env },
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
  if (await status !== 0) throw new Error(complaint.trim());
  return text;
}
