import { systemEnv } from "../base/env.ts";
import { builtin } from "../disk/builtin.ts";
import { fsError } from "../disk/fs_error.ts";
import { SEAL_PARTS } from "./seal_parts.ts";

type Promises = typeof import("node:fs").promises;

/** Writes the files of a seal into `seal/` of a folder, in place of an older one.
 *
 * All are written under other names and synced before the first gets its own: a failure leaves the
 * older seal as it was.
 *
 * @throws {SinkError} `SINK_IO`
 */
export async function writeSeal(
  directory: string,
  files: ReadonlyMap<string, Uint8Array>,
): Promise<void> {
  const fs = builtin("node:fs")!.promises;
  const folder = `${directory}/seal`;
  const unfinished = new Map<string, string>();
  try {
    await fs.mkdir(folder, { recursive: true });
    for (const [name, bytes] of files) {
      const path = `${folder}/.stemma-${systemEnv.randomId()}.tmp`;
      unfinished.set(name, path);
      await writeNew(fs, path, bytes);
    }
    for (const [name, path] of unfinished) await fs.rename(path, `${folder}/${name}`);
    // What the new seal does not hold goes with the old one.
    for (const part of SEAL_PARTS) {
      const name = part.slice("seal/".length);
      if (!files.has(name)) await fs.rm(`${folder}/${name}`, { force: true });
    }
    await sweep(fs, folder);
    await syncFolder(fs, folder);
    await syncFolder(fs, directory);
  } catch (error) {
    // What went wrong first is what has to be told.
    for (const path of unfinished.values()) await fs.rm(path, { force: true }).catch(() => {});
    throw fsError("seal", error);
  }
}

/** Removes what a writer left that was stopped. */
async function sweep(fs: Promises, folder: string): Promise<void> {
  for (const name of await fs.readdir(folder)) {
    if (/^\.stemma-.*\.tmp$/.test(name)) await fs.rm(`${folder}/${name}`, { force: true });
  }
}

async function writeNew(fs: Promises, path: string, bytes: Uint8Array): Promise<void> {
  const handle = await fs.open(path, "wx");
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Waits until what a folder lists is on the disk. Windows has no such call and needs none. */
async function syncFolder(fs: Promises, folder: string): Promise<void> {
  if (builtin("node:os")!.platform() === "win32") return;
  const handle = await fs.open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
