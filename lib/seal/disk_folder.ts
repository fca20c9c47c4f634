import { StemmaError } from "../base/errors.ts";
import { messageOf } from "../base/options.ts";
import { builtin } from "../disk/builtin.ts";
import { errnoOf } from "../disk/fs_error.ts";
import { filePieces } from "../disk/file_pieces.ts";
import { type Folder, type FolderEntry, sortEntries } from "./folder.ts";

type Fs = typeof import("node:fs");

/** How many bytes of a file are held: one half is hashed while the other one is read. */
const SCRATCH = 2 ** 21;

/** Lists a folder on the disk and all below it. Links are not followed, and nothing is opened yet.
 *
 * @throws {StemmaError} `ASSET_UNREADABLE` where the folder cannot be listed at all
 */
export async function listDiskFolder(directory: string): Promise<Folder> {
  const fs = builtin("node:fs");
  if (fs === undefined) throw unreadable(directory, new Error("this runtime has no file system"));
  const scratch = new Uint8Array(SCRATCH);
  const entries: FolderEntry[] = [];
  for (const folders = [""]; folders.length > 0;) {
    const folder = folders.pop()!;
    let listed;
    try {
      listed = await fs.promises.readdir(`${directory}/${folder}`, { withFileTypes: true });
    } catch (error) {
      if (folder === "") throw unreadable(directory, error);
      const message = `The folder cannot be listed: ${messageOf(error)}`;
      entries.push({ path: folder.slice(0, -1), problem: { code: "file-unreadable", message } });
      continue;
    }
    for (const entry of listed) {
      const path = folder + entry.name;
      if (entry.isDirectory()) folders.push(`${path}/`);
      else if (entry.isFile()) {
        entries.push({ path, read: () => read(fs, `${directory}/${path}`, scratch) });
      } else entries.push({ path, problem: problemOf(entry) });
    }
  }
  return sortEntries(entries);
}

function problemOf(entry: import("node:fs").Dirent): FolderEntry["problem"] {
  return entry.isSymbolicLink()
    ? { code: "file-link", message: "A link lies in the folder; it is not followed" }
    : { code: "file-special", message: "It is no file: a pipe, a socket or a device" };
}

async function* read(fs: Fs, path: string, scratch: Uint8Array): AsyncGenerator<Uint8Array> {
  const { O_RDONLY, O_NONBLOCK, O_NOFOLLOW } = fs.constants;
  // What was a file when it was listed can be a link or a pipe by now.
  const handle = await fs.promises.open(path, O_RDONLY | (O_NONBLOCK ?? 0) | (O_NOFOLLOW ?? 0));
  try {
    if (!(await handle.stat()).isFile()) throw new TypeError("it is no regular file");
    yield* filePieces(handle, scratch);
  } finally {
    await handle.close();
  }
}

function unreadable(path: string, cause: unknown): StemmaError {
  return new StemmaError(
    "ASSET_UNREADABLE",
    `Cannot read "${path}": ${messageOf(cause)}`,
    { path, errno: errnoOf(cause) },
    { cause },
  );
}
