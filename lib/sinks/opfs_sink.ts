import { toHex } from "../base/bytes.ts";
import { createLine } from "../base/create_line.ts";
import { systemEnv } from "../base/env.ts";
import { streamPieces } from "../base/stream_pieces.ts";
import { createSha256 } from "../core/sha256.ts";
import {
  openFile,
  openFolders,
  opfsError,
  opfsRoot,
  orAbsent,
  whenFree,
} from "../disk/opfs_folder.ts";
import { throwIfAborted } from "../http/abort.ts";
import { type GuardedSink, guardSink } from "./guard_sink.ts";
import type { VerifiedFile } from "./verified_file.ts";

/** A sink that writes into the files that a browser keeps for a page. */
export interface OpfsSink extends GuardedSink {
  /** Whether the folder holds these very bytes under this path; reads and hashes the file. */
  has(path: string, sha256: string): Promise<boolean>;
  /** Takes a file away, and the folders above it that are empty then. */
  delete(path: string): Promise<void>;
}

/** What every browser that has `createWritable()` offers, and no standard names yet. */
type MovableFile = FileSystemFileHandle & { move(name: string): Promise<void> };

/** Makes a sink that writes files into the origin private file system: a page's own folder, which
 * nobody else sees and which stays when the page is closed.
 *
 * A file is written under another name beside its place and moved: under its own name it is whole or
 * not there, and an older one stays until then. A failure leaves nothing; a page that is closed in
 * the middle may leave an empty `.stemma-….tmp`, which anyone may delete. Works in pages and in
 * dedicated workers, over https and on the own computer.
 *
 * Cost: a few milliseconds a file, a read of the file for `has()`; memory for one piece of 256 KiB.
 *
 * @param directory a folder of that file system
 * @default {navigator.storage.getDirectory()}
 * @throws {TypeError} where `directory` is no folder of the browser
 * @throws {SinkError} from `put()`, beside those of every sink: `SINK_IO`, with the name of the
 * browser's error as the detail `reason`: `QuotaExceededError` where the storage is full, which may
 * pass
 * @see WHATWG File System, "Bucket file system"
 * @example Keep a run in the browser
 * ```ts
 * import { type Run, saveRun } from "stemma";
 * import { opfsSink } from "stemma/opfs";
 * import assert from "node:assert/strict";
 * async function keep(run: Run): Promise<boolean> {
 *   const { failed } = await saveRun(run, opfsSink());
 *   return failed.length === 0;
 * }
 * assert.equal(typeof keep, "function");
 * ```
 */
export function opfsSink(directory?: FileSystemDirectoryHandle): OpfsSink {
  const root = opfsRoot("opfsSink()", directory);
  // A folder that goes with its last file must not go while another file comes.
  const inTurn = createLine();
  const guarded = guardSink({
    oneAtATime: false,
    async write(file, signal) {
      try {
        await writeFile(file, await inTurn(async () => begin(await root(), file.path)), signal);
      } catch (error) {
        throw opfsError(file.path, "put", error);
      }
    },
    async has(path, sha256) {
      try {
        return await digestOf(await root(), path) === sha256;
      } catch {
        // A file that cannot be read is not known to be right: it is written anew.
        return false;
      }
    },
    async delete(path) {
      try {
        await inTurn(async () => remove(await root(), path));
      } catch (error) {
        throw opfsError(path, "delete", error);
      }
    },
  }, createSha256);
  return { ...guarded, has: guarded.has!, delete: guarded.delete! };
}

/** A file that is not whole yet, in the folder of its path. */
interface Unfinished {
  readonly folder: FileSystemDirectoryHandle;
  readonly handle: MovableFile;
}

async function begin(root: FileSystemDirectoryHandle, path: string): Promise<Unfinished> {
  const above = path.split("/").slice(0, -1);
  const folder = (await openFolders(root, above, { create: true }))!.at(-1)!;
  const name = `.stemma-${systemEnv.randomId()}.tmp`;
  return { folder, handle: await folder.getFileHandle(name, { create: true }) as MovableFile };
}

async function writeFile(
  file: VerifiedFile,
  { folder, handle }: Unfinished,
  signal?: AbortSignal,
): Promise<void> {
  const unfinished = handle.name;
  try {
    if (handle.createWritable === undefined || handle.move === undefined) {
      throw new TypeError("this browser has no createWritable() and move() of files");
    }
    const writable = await handle.createWritable();
    try {
      for await (const piece of file.pieces(signal)) await writable.write(piece);
    } catch (error) {
      await writable.abort().catch(() => {/* It has failed already. */});
      throw error;
    }
    await writable.close();
    throwIfAborted(file.path, signal);
    await whenFree(() => handle.move(file.path.split("/").at(-1)!));
  } catch (error) {
    // What went wrong first is what has to be told.
    await whenFree(() => folder.removeEntry(unfinished)).catch(() => {});
    throw error;
  }
}

async function digestOf(
  root: FileSystemDirectoryHandle,
  path: string,
): Promise<string | undefined> {
  const handle = await openFile(root, path);
  if (handle === undefined) return undefined;
  const hash = createSha256();
  for await (const piece of streamPieces((await handle.getFile()).stream())) hash.update(piece);
  return toHex(hash.digest());
}

async function remove(root: FileSystemDirectoryHandle, path: string): Promise<void> {
  const segments = path.split("/");
  const folders = await openFolders(root, segments.slice(0, -1));
  const isFile = folders && await orAbsent(folders.at(-1)!.getFileHandle(segments.at(-1)!));
  if (!isFile) return;
  await whenFree(() => folders.at(-1)!.removeEntry(segments.at(-1)!));
  try {
    for (let depth = segments.length - 1; depth > 0; depth--) {
      await folders[depth - 1].removeEntry(segments[depth - 1]);
    }
  } catch {
    // It holds other files.
  }
}
