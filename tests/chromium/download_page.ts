// A page that lets its user save runs.
import { saveRun } from "stemma";
import { downloadSink } from "stemma/download";
import { scriptedRun } from "../scripted_run.ts";

/** A file as one that was picked, in a folder of the page's own. */
async function pick() {
  const root = await navigator.storage.getDirectory();
  const folder = await root.getDirectoryHandle("picked", { create: true });
  const file = await folder.getFileHandle("run.zip", { create: true });
  return { file, remove: () => root.removeEntry("picked", { recursive: true }) };
}

/** Saves a run; gives what failed. */
async function save(to?: string | FileSystemFileHandle): Promise<string[]> {
  const sink = downloadSink(to);
  const { failed } = await saveRun(scriptedRun(), sink, { folder: "" });
  const closed = await sink.close().then(() => [], (error) => [String(error)]);
  return [...failed.map(({ error }) => String(error)), ...closed];
}

Object.assign(globalThis, {
  save,
  /** Saves into a file that was picked; gives its bytes in hexadecimal, or what failed. */
  async saveTo() {
    const { file } = await pick();
    const failed = await save(file);
    if (failed.length > 0) return failed.join();
    const bytes = new Uint8Array(await (await file.getFile()).arrayBuffer());
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  },
  /** Saves into a file whose folder is gone. */
  async saveToNone() {
    const { file, remove } = await pick();
    await remove();
    return (await save(file)).join();
  },
});
