import { isStemmaError, SinkError } from "../../mod.ts";
import { builtin } from "../disk/builtin.ts";
import { type FolderLock, lockFolder } from "../disk/folder_lock.ts";
import { fsError } from "../disk/fs_error.ts";
import { _KeptFolder } from "./tensorboard_kept.ts";

/** An event file of ours, as a folder lists it. */
export interface _EventFile {
  /** The folder below the run's, empty for the run's own. */
  readonly place: string;
  readonly name: string;
  readonly size: number;
}

/** So many bytes are read at a time, unless a record is longer. */
const PIECE = 2 ** 20;

/** For so many milliseconds a push waits for another one's. */
const PATIENCE = 10_000;

const LOCK = "tensorboard.lock";
const OURS = /^events\.out\.tfevents\.-?\d+\.stemma\.\d{6,}$/;

/** Waits for the right to write into a run's folder, which is made where it is missing.
 *
 * @throws {SinkError} `SINK_LOCKED` where another process has it for too long, `SINK_IO` where the
 * folder cannot be made
 */
export async function _lockEvents(root: string): Promise<FolderLock> {
  const { mkdir } = builtin("node:fs")!.promises;
  for (let waited = 0;; waited += 50) {
    try {
      await mkdir(root, { recursive: true });
      return await lockFolder(root, LOCK);
    } catch (error) {
      const isHeld = isStemmaError(error) && error.code === "SINK_LOCKED";
      if (!isHeld || waited >= PATIENCE) throw fsError(root, error);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** The event files of ours in a run's folder and in those below, in the order of their names. */
export async function _listEvents(root: string): Promise<_EventFile[]> {
  const { readdir, stat } = builtin("node:fs")!.promises;
  const { join } = builtin("node:path")!;
  const found: _EventFile[] = [];
  const look = async (place: string) => {
    const below: string[] = [];
    for (const entry of await readdir(join(root, place), { withFileTypes: true })) {
      if (entry.isDirectory() && place === "") below.push(entry.name);
      if (!entry.isFile() || !OURS.test(entry.name)) continue;
      const { size } = await stat(join(root, place, entry.name));
      found.push({ place, name: entry.name, size });
    }
    for (const name of below.sort()) await look(name);
  };
  try {
    await look("");
  } catch (error) {
    throw fsError(root, error);
  }
  return found.sort((a, b) => a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
}

/** What event files hold, by the folder they are in. What is damaged, or cut off in the middle of a
 * record, is not there: no reader would find it either.
 *
 * Cost: one pass in memory for the points and one piece. */
export async function _readEvents(
  root: string,
  files: readonly _EventFile[],
): Promise<Map<string, _KeptFolder>> {
  const { open } = builtin("node:fs")!.promises;
  const { join } = builtin("node:path")!;
  const kept = new Map<string, _KeptFolder>();
  for (const { place, name, size } of files) {
    let folder = kept.get(place);
    if (folder === undefined) kept.set(place, folder = new _KeptFolder());
    try {
      const handle = await open(join(root, place, name), "r");
      try {
        await readRecords(handle, size, folder);
      } finally {
        await handle.close();
      }
    } catch (error) {
      throw fsError(join(place, name), error);
    }
  }
  return kept;
}

interface Handle {
  read(
    bytes: Uint8Array,
    offset: number,
    length: number,
    position: number,
  ): Promise<{ bytesRead: number }>;
}

async function readRecords(handle: Handle, size: number, folder: _KeptFolder): Promise<void> {
  let bytes = new Uint8Array(PIECE);
  let held = 0;
  for (let at = 0; at < size;) {
    if (held === bytes.length) {
      // The size of the file bounds it: a record that claims more is damaged.
      const bigger = new Uint8Array(bytes.length * 2);
      bigger.set(bytes);
      bytes = bigger;
    }
    const { bytesRead } = await handle.read(bytes, held, bytes.length - held, at);
    if (bytesRead === 0) return;
    at += bytesRead;
    held += bytesRead;
    const { used, damaged } = folder.read(bytes.subarray(0, held), held + size - at);
    if (damaged) return;
    bytes.copyWithin(0, used, held);
    held -= used;
  }
}

/** Appends whole records to an event file.
 *
 * @param isNew whether the file is to be made: one that is there already is not touched
 * @throws {SinkError} `SINK_IO`
 */
export async function _appendEvents(
  root: string,
  { place, name }: { readonly place: string; readonly name: string },
  bytes: Uint8Array,
  isNew: boolean,
): Promise<void> {
  const { appendFile, mkdir } = builtin("node:fs")!.promises;
  const { join } = builtin("node:path")!;
  try {
    if (isNew && place !== "") await mkdir(join(root, place), { recursive: true });
    await appendFile(join(root, place, name), bytes, { flag: isNew ? "ax" : "a" });
  } catch (error) {
    throw fsError(join(place, name), error);
  }
}

/** The folder's name from the root of the disk.
 *
 * @throws {SinkError} `SINK_IO` where the runtime has no files
 */
export function _resolveFolder(directory: string): string {
  const path = builtin("node:path");
  if (path !== undefined) return path.resolve(directory);
  throw new SinkError(
    "SINK_IO",
    "Cannot call tensorboard(): this runtime has no files; tensorboardFiles() gives them as bytes",
    { path: directory },
  );
}
