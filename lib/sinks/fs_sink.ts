import { createHash, randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { createLine } from "../base/create_line.ts";
import { checkOptions, nameOf } from "../base/options.ts";
import type { Sink } from "../bundle/file.ts";
import { throwIfAborted } from "../http/abort.ts";
import { errnoOf, fsError } from "../disk/fs_error.ts";
import { checkTarget, kindOf, makeFolder, syncFolder } from "../disk/fs_folder.ts";
import { removeFile } from "../disk/remove_file.ts";
import { checkNoJournal, heldLog } from "./fs_log.ts";
import { type GuardedSink, guardSink } from "./guard_sink.ts";
import { checkSinkPath } from "./sink_path.ts";
import type { VerifiedFile } from "./verified_file.ts";

/** Options of {@link fsSink}. */
export interface FsSinkOptions {
  /** Whether a file is on the disk itself, not only on its way there, when `put()` ends.
   *
   * @default {true} */
  readonly fsync?: boolean;
}

/** A sink that writes below a folder. */
export interface FsSink extends GuardedSink {
  /** Whether the folder holds these very bytes under this path; reads and hashes the file. */
  has(path: string, sha256: string): Promise<boolean>;
  /** Takes a file away, and the folders above it that are empty then. */
  delete(path: string): Promise<void>;
  /** The log that a journal wrote, where it holds these very events; reads the file. */
  holdsLog: NonNullable<Sink["holdsLog"]>;
}

/** Makes a sink that writes files below a folder, which is made at the first file.
 *
 * A file is written under another name beside its place, synced and renamed: under its own name it
 * is whole or not there, also after a crash, and an older one stays until then. A failure leaves
 * nothing; a crash may leave a `.stemma-….tmp`, which anyone may delete. Links below the folder are
 * refused. That is no defence against someone who swaps folders for links while a file is written.
 *
 * Cost: about 1 ms a file for the sync, a read of the file for `has()`; memory for one piece.
 *
 * @param directory the folder's name; a relative one is resolved now
 * @throws {TypeError} where `directory` is no or an empty string, or for an unknown option
 * @see POSIX.1-2017, `rename()`, `fsync()`
 * @example Save on disk
 * ```ts
 * import { saveRun, startRun } from "stemma";
 * import { fsSink } from "stemma/fs";
 * import assert from "node:assert/strict";
 * import { mkdtemp, readdir, rm } from "node:fs/promises";
 * const folder = await mkdtemp("runs-");
 * await saveRun(startRun({ experiment: "digits", runId: "run-1" }), fsSink(folder));
 * assert.ok((await readdir(`${folder}/digits/run-1`)).includes("manifest.json"));
 * await rm(folder, { recursive: true });
 * ```
 */
export function fsSink(
  directory: string,
  options: FsSinkOptions = {},
): FsSink {
  checkOptions("fsSink()", options, ["fsync"]);
  if (typeof directory !== "string" || directory === "") {
    throw new TypeError(
      `Cannot call fsSink(): directory must be a string that is not empty, got ${
        nameOf(directory)
      }`,
    );
  }
  const { fsync = true } = options;
  const root = resolve(directory);
  // A folder that goes with its last file must not go while another file comes.
  const inTurn = createLine();
  const guarded = guardSink({
    oneAtATime: false,
    write: (file, signal) =>
      writeFile(file, inTurn(() => begin(root, file.path, fsync)), fsync, signal),
    has: (path, sha256) => holds(root, path, sha256),
    delete: (path) => inTurn(() => removeFile(root, path, fsync)),
  }, () => createHash("sha256"));
  const holdsLog: FsSink["holdsLog"] = (path, log) => heldLog(join(root, checkSinkPath(path)), log);
  return { ...guarded, has: guarded.has!, delete: guarded.delete!, holdsLog };
}

async function writeFile(
  file: VerifiedFile,
  opened: ReturnType<typeof begin>,
  fsync: boolean,
  signal?: AbortSignal,
): Promise<void> {
  const { path } = file;
  try {
    const { folder, target, unfinished, handle } = await opened;
    try {
      try {
        for await (const piece of file.pieces(signal)) {
          await writeAll(handle, piece);
        }
        if (fsync) await handle.sync();
      } finally {
        await handle.close();
      }
      throwIfAborted(path, signal);
      await rename(unfinished, target);
    } catch (error) {
      // What went wrong first is what has to be told.
      await rm(unfinished, { force: true }).catch(() => {});
      throw error;
    }
    if (fsync) await syncFolder(folder);
  } catch (error) {
    throw fsError(path, error);
  }
}

/** Opens a file for what is not whole yet, in the folder of the path. */
async function begin(root: string, path: string, fsync: boolean) {
  const folder = await makeFolder(root, path, fsync);
  const target = join(root, path);
  await checkTarget(target, path);
  await checkNoJournal(root, path);
  const unfinished = join(folder, `.stemma-${randomUUID()}.tmp`);
  // "wx" opens nothing that is there already, a link neither.
  return { folder, target, unfinished, handle: await open(unfinished, "wx") };
}

async function writeAll(handle: FileHandle, piece: Uint8Array): Promise<void> {
  for (let at = 0; at < piece.length;) {
    at += (await handle.write(piece, at, piece.length - at)).bytesWritten;
  }
}

async function holds(
  root: string,
  path: string,
  sha256: string,
): Promise<boolean> {
  try {
    const segments = path.split("/");
    for (let i = 1; i <= segments.length; i++) {
      const kind = await kindOf(join(root, ...segments.slice(0, i)));
      if (kind !== (i === segments.length ? "file" : "folder")) return false;
    }
    const hash = createHash("sha256");
    for await (const chunk of createReadStream(join(root, path))) {
      hash.update(chunk);
    }
    return hash.digest("hex") === sha256;
  } catch (error) {
    // A file that cannot be read is not known to be right: it is written anew.
    if (errnoOf(error) !== undefined) return false;
    throw fsError(path, error);
  }
}
