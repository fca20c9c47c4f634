import { constants } from "node:fs";
import { type FileHandle, lstat, open, readdir, realpath } from "node:fs/promises";
import { join, resolve, sep } from "node:path";
import { SinkError } from "../base/errors.ts";
import { messageOf, nameOf } from "../base/options.ts";
import type { Source, SourceEntry } from "../base/source.ts";
import { errnoOf } from "../disk/fs_error.ts";
import { type ByteRange, guardSource } from "./guard_source.ts";

/** How many bytes are read at once. */
const PIECE_BYTES = 64 * 1024;

/** What says that there is no such file. */
const ABSENT: ReadonlySet<string | undefined> = new Set(["ENOENT", "ENOTDIR"]);

/** Makes a source of the files below a folder.
 *
 * A link is followed where it stays in the folder, and refused where it leads out; a listing holds
 * files alone. A file is opened when it is asked for and closed when its stream has ended.
 *
 * Cost: memory for a piece of 64 KiB a stream.
 *
 * @param directory the folder's name; a relative one is resolved now. One that is missing holds
 * nothing
 * @throws {TypeError} where `directory` is no or an empty string
 * @example
 * ```ts
 * import { saveRun, startRun } from "stemma";
 * import { fsSink, fsSource } from "stemma/fs";
 * import assert from "node:assert/strict";
 * import { mkdtemp, rm } from "node:fs/promises";
 * const folder = await mkdtemp("runs-");
 * await saveRun(startRun({ experiment: "digits", runId: "r1" }), fsSink(folder));
 * const paths: string[] = [];
 * for await (const { path } of fsSource(folder).list!("digits/")) paths.push(path);
 * assert.ok(paths.includes("digits/r1/manifest.json"));
 * await rm(folder, { recursive: true });
 * ```
 */
export function fsSource(directory: string): Source {
  if (typeof directory !== "string" || directory === "") {
    throw new TypeError(
      `Cannot call fsSource(): directory must be a string that is not empty, got ${
        nameOf(directory)
      }`,
    );
  }
  const root = resolve(directory);
  return guardSource({
    open: (path, range) => orAbsent(path, openFile(root, path, range)),
    list: (prefix) => listFiles(root, prefix),
  });
}

async function openFile(
  directory: string,
  path: string,
  range: ByteRange,
): Promise<ReadableStream<Uint8Array> | undefined> {
  const root = await realpath(directory);
  const real = await realpath(join(root, path));
  if (!real.startsWith(root.endsWith(sep) ? root : root + sep)) {
    const message = `Cannot get ${nameOf(path)}: it is a link that leads out of the folder`;
    throw new SinkError("SINK_PATH", message, { path });
  }
  if ((await lstat(real)).isDirectory()) return undefined;
  const { O_RDONLY, O_NONBLOCK, O_NOFOLLOW } = constants;
  // A pipe would hold up who opens it, and a link can have come since.
  const handle = await open(real, O_RDONLY | (O_NONBLOCK ?? 0) | (O_NOFOLLOW ?? 0));
  try {
    if (!(await handle.stat()).isFile()) throw new TypeError("it is no regular file");
  } catch (error) {
    await handle.close();
    throw error;
  }
  return streamFile(path, handle, range);
}

function streamFile(path: string, handle: FileHandle, range: ByteRange) {
  let at = range.start;
  return new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      try {
        const piece = new Uint8Array(Math.min(PIECE_BYTES, range.end - at));
        const { bytesRead } = await handle.read(piece, 0, piece.length, at);
        at += bytesRead;
        if (bytesRead > 0) return controller.enqueue(piece.subarray(0, bytesRead));
        await handle.close();
        controller.close();
      } catch (error) {
        await handle.close().catch(() => {/* What went wrong first is told. */});
        throw readError(path, error);
      }
    },
    cancel: () => handle.close(),
  }, { highWaterMark: 0 });
}

async function* listFiles(root: string, prefix: string): AsyncGenerator<SourceEntry> {
  const folders = [prefix.slice(0, prefix.lastIndexOf("/") + 1)];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const entries = await orAbsent(
      folder,
      readdir(join(root, folder), { withFileTypes: true }),
    );
    for (const entry of entries ?? []) {
      const path = folder + entry.name;
      if (!path.startsWith(prefix)) continue;
      if (entry.isDirectory()) folders.push(`${path}/`);
      else if (entry.isFile()) {
        const facts = await orAbsent(path, lstat(join(root, path)));
        if (facts !== undefined) yield { path, size: facts.size };
      }
    }
  }
}

/** Waits for the file system; that there is no such file is no error. */
async function orAbsent<T>(path: string, work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (ABSENT.has(errnoOf(error))) return undefined;
    throw readError(path, error);
  }
}

function readError(path: string, error: unknown): SinkError {
  if (error instanceof SinkError) return error;
  const message = `Cannot get ${nameOf(path)}: ${messageOf(error)}`;
  return new SinkError("SINK_IO", message, { path, errno: errnoOf(error) }, { cause: error });
}
