import type { Source, SourceEntry } from "../base/source.ts";
import { openFile, openFolders, opfsError, opfsRoot, orAbsent } from "../disk/opfs_folder.ts";
import { guardSource } from "./guard_source.ts";

/** Makes a source of the files that a browser keeps for a page: the way back from `opfsSink()`.
 *
 * A file is read as it was when it was opened. Works in pages and in workers.
 *
 * Cost: memory for a piece of a stream.
 *
 * @param directory a folder of the browser, also one that the user has picked
 * @default {navigator.storage.getDirectory()}
 * @throws {TypeError} where `directory` is no folder of the browser
 * @see WHATWG File System, "Bucket file system"
 * @example Read a run that the browser has kept
 * ```ts
 * import { runFromSource } from "stemma";
 * import { opfsSource } from "stemma/opfs";
 * import assert from "node:assert/strict";
 * const kept = () => runFromSource(opfsSource(), { folder: "digits/r1" });
 * assert.equal(typeof kept, "function");
 * ```
 */
export function opfsSource(directory?: FileSystemDirectoryHandle): Source {
  const root = opfsRoot("opfsSource()", directory);
  return guardSource({
    async open(path, { start, end }) {
      try {
        const handle = await openFile(await root(), path);
        return (await handle?.getFile())?.slice(start, end).stream();
      } catch (error) {
        throw opfsError(path, "get", error);
      }
    },
    async *list(prefix) {
      try {
        yield* listFiles(await root(), prefix);
      } catch (error) {
        throw opfsError(prefix, "list", error);
      }
    },
  });
}

async function* listFiles(
  root: FileSystemDirectoryHandle,
  prefix: string,
): AsyncGenerator<SourceEntry> {
  const first = prefix.slice(0, prefix.lastIndexOf("/") + 1);
  const folder = (await openFolders(root, first.split("/").slice(0, -1)))?.at(-1);
  const folders = folder === undefined ? [] : [{ path: first, folder }];
  for (let next = folders.pop(); next !== undefined; next = folders.pop()) {
    for await (const [name, handle] of entriesOf(next.folder)) {
      const path = next.path + name;
      if (!path.startsWith(prefix)) continue;
      if (handle.kind === "directory") {
        folders.push({ path: `${path}/`, folder: handle as FileSystemDirectoryHandle });
      } else {
        const file = await orAbsent((handle as FileSystemFileHandle).getFile());
        if (file !== undefined) yield { path, size: file.size };
      }
    }
  }
}

/** What a folder holds, and nothing where it has gone in the meantime. */
async function* entriesOf(folder: FileSystemDirectoryHandle) {
  const entries = folder.entries();
  for (;;) {
    const next = await orAbsent(entries.next());
    if (next === undefined || next.done) return;
    yield next.value;
  }
}
