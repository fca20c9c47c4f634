// The rules of every sink and source, for the files that a browser keeps; what is the browser's own
// beside them. Runs in a page, and in a worker of one.
import assert from "node:assert/strict";
import test from "node:test";
import { opfsSink, opfsSource } from "stemma/opfs";
import { whenFree } from "../../lib/disk/opfs_folder.ts";
import { conformSink } from "../sinks/conformance.ts";
import { refused } from "../sinks/harness.ts";
import { fileOf } from "../sinks/sink_files.ts";
import { conformSource } from "../sources/conformance.ts";

let number = 0;

/** A folder of its own for each rule. */
async function emptyFolder() {
  const root = await navigator.storage.getDirectory();
  const name = `laws-${number++}`;
  const folder = await root.getDirectoryHandle(name, { create: true });
  return { folder, dispose: () => whenFree(() => root.removeEntry(name, { recursive: true })) };
}

type Folder = FileSystemDirectoryHandle;

async function* pathsOf(folder: Folder, above = ""): AsyncGenerator<string> {
  for await (const [name, handle] of folder.entries()) {
    if (handle.kind === "directory") yield* pathsOf(handle as Folder, `${above}${name}/`);
    else yield above + name;
  }
}

/** The file of a path, made where it is missing. */
async function fileAt(folder: Folder, path: string): Promise<FileSystemFileHandle> {
  const segments = path.split("/");
  const name = segments.pop()!;
  let at = folder;
  for (const segment of segments) at = await at.getDirectoryHandle(segment, { create: true });
  return await at.getFileHandle(name, { create: true });
}

conformSink("opfsSink", { replaces: true, has: true }, async () => {
  const { folder, dispose } = await emptyFolder();
  const paths = () => Array.fromAsync(pathsOf(folder));
  return {
    sink: opfsSink(folder),
    paths,
    async read(path) {
      if (!(await paths()).includes(path)) return undefined;
      const file = await (await fileAt(folder, path)).getFile();
      return new Uint8Array(await file.arrayBuffer());
    },
    dispose,
  };
});

conformSource("opfsSource", { lists: true }, async (files) => {
  const { folder, dispose } = await emptyFolder();
  for (const [path, bytes] of files) {
    const writable = await (await fileAt(folder, path)).createWritable();
    await writable.write(bytes as Uint8Array<ArrayBuffer>);
    await writable.close();
  }
  return { source: opfsSource(folder), dispose };
});

test("`opfsSource()` of a folder that is gone holds nothing", async () => {
  const { folder, dispose } = await emptyFolder();
  await dispose();
  const source = opfsSource(folder);
  assert.equal(await source.get("a/b"), undefined);
  for await (const { path } of source.list!("")) assert.fail(path);
});

test("`opfsSink()` says that a folder is in the way, and keeps it", async () => {
  const { folder, dispose } = await emptyFolder();
  await fileAt(folder, "a/b/c");
  for (const path of ["a/b", "a/b/c/d"]) {
    const error = await refused(opfsSink(folder).put(fileOf(path, "content")), "SINK_IO", path);
    assert.match(error.message, /folder/);
  }
  assert.deepEqual(await Array.fromAsync(pathsOf(folder)), ["a/b/c"]);
  await dispose();
});
