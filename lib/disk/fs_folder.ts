import { lstat, mkdir, open } from "node:fs/promises";
import { dirname, join } from "node:path";
import process from "node:process";
import { SinkError } from "../base/errors.ts";
import { nameOf } from "../base/options.ts";
import { errnoOf } from "./fs_error.ts";

type Kind = "file" | "folder" | "link" | "other";

/** What a name on the disk stands for, links not followed; `undefined` where there is none. */
export async function kindOf(target: string): Promise<Kind | undefined> {
  try {
    const facts = await lstat(target);
    if (facts.isSymbolicLink()) return "link";
    if (facts.isDirectory()) return "folder";
    return facts.isFile() ? "file" : "other";
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return undefined;
    throw error;
  }
}

/** Makes the folder of a file below the root, and the root, where they are missing.
 *
 * Below the root every name is looked at before it is used, and a link is refused: it could lead
 * out of the root. The root itself may be a link, it was named by the caller.
 *
 * @param durable whether a new folder is to be on the disk when this returns
 * @returns the folder's name on the disk
 * @throws {SinkError} `SINK_PATH` for a link, `SINK_IO` for a file where a folder is needed
 */
export async function makeFolder(
  root: string,
  path: string,
  durable: boolean,
): Promise<string> {
  const made = await mkdir(root, { recursive: true });
  if (durable && made !== undefined) await syncNew(made, root);
  let folder = root;
  for (const segment of path.split("/").slice(0, -1)) {
    const above = folder;
    folder = join(above, segment);
    let kind = await kindOf(folder);
    if (kind === undefined) {
      await makeOne(folder);
      if (durable) await syncFolder(above);
      kind = await kindOf(folder);
    }
    if (kind === "link") throw linkError(path, segment);
    if (kind !== "folder") throw folderError(path, segment);
  }
  return folder;
}

/** Looks at what has the file's name: a file may be replaced, nothing else.
 *
 * @throws {SinkError} `SINK_PATH` for a link, `SINK_IO` for a folder or a device
 */
export async function checkTarget(target: string, path: string): Promise<void> {
  const kind = await kindOf(target);
  if (kind === undefined || kind === "file") return;
  const name = path.split("/").at(-1)!;
  if (kind === "link") throw linkError(path, name);
  throw new SinkError(
    "SINK_IO",
    `Cannot put ${nameOf(path)}: ${
      kind === "folder" ? "a folder" : "something that is no file"
    } has its name`,
    { path, errno: kind === "folder" ? "EISDIR" : "EEXIST" },
  );
}

/** Waits until what a folder lists is on the disk. Windows has no such call and needs none. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Syncs the folders that list new ones: from above the first that was made down to the last. */
async function syncNew(first: string, last: string): Promise<void> {
  const above = dirname(first);
  for (let folder = dirname(last);; folder = dirname(folder)) {
    await syncFolder(folder);
    if (folder === above || folder === dirname(folder)) return;
  }
}

async function makeOne(folder: string): Promise<void> {
  try {
    await mkdir(folder);
  } catch (error) {
    // Another file's way led through here at the same time.
    if (errnoOf(error) !== "EEXIST") throw error;
  }
}

function linkError(path: string, segment: string): SinkError {
  return new SinkError(
    "SINK_PATH",
    `Cannot put ${nameOf(path)}: ${nameOf(segment)} is a link, which could lead out of the folder`,
    { path },
  );
}

function folderError(path: string, segment: string): SinkError {
  return new SinkError(
    "SINK_IO",
    `Cannot put ${nameOf(path)}: ${nameOf(segment)} is a file where a folder is needed`,
    { path, errno: "ENOTDIR" },
  );
}
