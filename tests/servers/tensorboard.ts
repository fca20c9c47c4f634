import { spawn, spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import process from "node:process";
import { createInterface } from "node:readline";
import { oracle } from "../oracle.ts";
import { freePort, startProcess } from "./server_process.ts";

const python = process.env.DESTINATIONS_PYTHON ?? "";

/** Options for a test that needs a real TensorBoard. */
export const needsTensorboard: { skip: false | string } = oracle(
  "TensorBoard 2.21.0 by DESTINATIONS_PYTHON",
  python !== "" && version() === "2.21.0",
);

function version(): string {
  const script = 'from importlib.metadata import version; print(version("tensorboard"))';
  return spawnSync(python, ["-c", script], { encoding: "utf8" }).stdout?.trim() ?? "";
}

/** What the event files of one folder hold. */
export interface HeldEvents {
  /** By tag, times and values as {@link hexNumber} reads them. */
  readonly scalars: Readonly<
    Record<string, readonly [wall: string, step: number, value: string][]>
  >;
  readonly texts: Readonly<Record<string, readonly [step: number, text: string][]>>;
  readonly images: Readonly<
    Record<string, readonly [step: number, width: string, height: string, hex: string][]>
  >;
  readonly hparams?: Readonly<Record<string, string | number | boolean>>;
  readonly started?: number;
  readonly status?: number;
  readonly ended?: number;
}

/** TensorBoard's own reader of event files, as a process that answers as often as it is asked. */
export interface TensorboardReader {
  /** What the files in a folder, and in those below, hold. */
  read(folder: string): Promise<Record<string, HeldEvents>>;
  stop(): void;
}

/** Starts the reader, which takes some seconds to load. */
export function startTensorboardReader(): TensorboardReader {
  const child = spawn(python, [resolve("tests/servers/tensorboard_read.py")], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const waiting: { done(line: string): void; failed(error: Error): void }[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => waiting.shift()?.done(line));
  child.on("exit", () => {
    for (const { failed } of waiting.splice(0)) failed(new Error("the reader has ended"));
  });
  return {
    async read(folder) {
      const line = await new Promise<string>((done, failed) => {
        waiting.push({ done, failed });
        child.stdin.write(`${folder}\n`);
      });
      return JSON.parse(line);
    },
    stop: () => void child.kill("SIGKILL"),
  };
}

/** The number behind Python's hex form of a float. */
export function hexNumber(text: string): number {
  if (/^-?(inf|nan)$/.test(text)) return Number(text.replace("inf", "Infinity"));
  const [, sign, whole, rest, exponent] = /^(-?)0x([01])\.([0-9a-f]+)p([+-]\d+)$/.exec(text)!;
  const size = Number(BigInt(`0x${whole}${rest}`)) * 2 ** (-4 * rest.length) *
    2 ** Number(exponent);
  return sign === "-" ? -size : size;
}

/** A real TensorBoard on a free port. */
export interface TensorboardServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts TensorBoard over a log directory and waits until it answers.
 *
 * @param args further arguments, such as `--load_fast=false`
 */
export async function startTensorboardServer(
  logs: string,
  args: readonly string[] = [],
): Promise<TensorboardServer> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const running = await startProcess({
    command: [
      ...[join(dirname(python), "tensorboard"), "--logdir", logs, "--host", "127.0.0.1"],
      ...["--port", `${port}`, "--reload_interval", "1"],
      ...["--samples_per_plugin", "scalars=100000,text=100,images=100", ...args],
    ],
    folder: tmpdir(),
    ready: async () => {
      const answer = await fetch(`${url}/data/environment`);
      await answer.body?.cancel();
      return answer.status === 200;
    },
  });
  return { url, stop: () => running.kill() };
}
