import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import process from "node:process";
import type { SinkFile } from "stemma";
import { oracle } from "../oracle.ts";
import { readLoose } from "./wandb_stub.ts";

const python = process.env.DESTINATIONS_PYTHON ?? "";

/** Options for a test that needs the real program of W&B. */
export const needsWandb: { skip: false | string } = oracle(
  "wandb 0.31.0 by DESTINATIONS_PYTHON",
  python !== "" && version() === "0.31.0",
);

function version(): string {
  const script = 'from importlib.metadata import version; print(version("wandb"))';
  return spawnSync(python, ["-c", script], { encoding: "utf8" }).stdout?.trim() ?? "";
}

/** Writes files below a folder; gives the offline run folder. */
export function writeFiles(folder: string, files: readonly SinkFile[]): string {
  for (const file of files) {
    const path = join(folder, file.path);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, file.bytes());
  }
  return join(folder, files[0].path.split("/")[0]);
}

/** What `wandb leet inspect` reads, one object a record; the program says on its errors what it
 * could not read. */
export async function inspectRecords(
  folder: string,
): Promise<{ records: Record<string, never>[]; complaint: string }> {
  const { output, complaint } = await wandb(["leet", "inspect", "--json"], folder);
  const lines = output.split("\n").filter((line) => line !== "");
  return { records: lines.map(readLoose), complaint };
}

/** What `wandb leet inspect` says of the run as a whole. */
export async function inspectSummary(folder: string): Promise<Record<string, never>> {
  return readLoose((await wandb(["leet", "inspect", "--summary", "--json"], folder)).output);
}

/** Sends an offline run folder to a server, as a user would. */
export async function syncFolder(folder: string, url: string): Promise<void> {
  const args = ["sync", "--yes", "-e", "ent", "-p", "proj"];
  const { status, complaint } = await wandb(args, folder, {
    WANDB_BASE_URL: url,
    WANDB_API_KEY: "a".repeat(40),
    WANDB_ERROR_REPORTING: "false",
  });
  if (status !== 0) throw new Error(complaint);
}

async function wandb(
  args: readonly string[],
  folder: string,
  env: Readonly<Record<string, string>> = {},
): Promise<{ status: number | null; output: string; complaint: string }> {
  const child = spawn(join(dirname(python), "wandb"), [...args, folder], {
    // It leaves a folder of its own where it is called.
    cwd: dirname(folder),
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const read = async (stream: AsyncIterable<Uint8Array>) => {
    const decoder = new TextDecoder();
    let text = "";
    for await (const chunk of stream) text += decoder.decode(chunk, { stream: true });
    return text;
  };
  const ended = new Promise<number | null>((done, failed) => {
    child.on("close", done).on("error", failed);
  });
  const [output, complaint] = await Promise.all([read(child.stdout), read(child.stderr)]);
  return { status: await ended, output, complaint };
}
