import { SinkError } from "../base/errors.ts";
import { messageOf, nameOf } from "../base/options.ts";
import type { GuardedSink } from "./guard_sink.ts";
import { type ZipSink, zipSink } from "./zip_sink.ts";

/** Makes a sink whose files the browser saves as one zip archive, when the sink is closed.
 *
 * With a name, the archive goes where the browser saves downloads, and no click is asked for; it is
 * held in memory until then. With a file that the user has picked, it is streamed there while it
 * grows, and is whole or not there. The archive is that of `zipSink()`, byte for byte.
 *
 * Cost: that of `zipSink()`; memory for the archive, or about 10 MiB with a file.
 *
 * @param to the name that the file gets, or the answer of `showSaveFilePicker()`
 * @default {"run.zip"}
 * @throws {TypeError} where `to` is neither
 * @throws {SinkError} from `close()`: `SINK_IO` where there is no page to save from, or the file
 * cannot be written
 * @see WHATWG HTML, "Downloading resources"
 * @example Save a run from a page
 * ```ts
 * import { type Run, saveRun } from "stemma";
 * import { downloadSink } from "stemma/download";
 * import assert from "node:assert/strict";
 * async function download(run: Run): Promise<void> {
 *   const sink = downloadSink(`${run.runId}.zip`);
 *   await saveRun(run, sink);
 *   await sink.close();
 * }
 * assert.equal(typeof download, "function");
 * ```
 */
export function downloadSink(to: string | FileSystemFileHandle = "run.zip"): GuardedSink {
  const isName = typeof to === "string" && to !== "";
  if (!isName && typeof (to as FileSystemFileHandle | null)?.createWritable !== "function") {
    throw new TypeError(
      `Cannot call downloadSink(): a name or a FileSystemFileHandle was expected, got ${
        nameOf(to)
      }`,
    );
  }
  const zip = zipSink();
  const saved = isName ? undefined : stream(zip, to as FileSystemFileHandle);
  // Whoever closes the sink is told.
  saved?.catch(() => {});
  let closing: Promise<void> | undefined;
  async function finish(): Promise<void> {
    await zip.close();
    try {
      await (saved ?? download(zip, to as string));
    } catch (error) {
      const message = `Cannot save the archive: ${messageOf(error)}`;
      throw new SinkError("SINK_IO", message, { path: "" }, { cause: error });
    }
  }
  const { bytes: _bytes, stream: _stream, ...guarded } = zip;
  return { ...guarded, close: () => closing ??= finish() };
}

async function stream(zip: ZipSink, handle: FileSystemFileHandle): Promise<void> {
  const archive = zip.stream();
  const file = await handle.createWritable().catch(async (error) => {
    // Else whoever puts a file would wait for a reader for ever.
    await archive.cancel();
    throw error;
  });
  await archive.pipeTo(file);
}

function download(zip: ZipSink, name: string): void {
  if (typeof document === "undefined") {
    throw new TypeError("there is no page to save from; zipSink() gives the archive as it is");
  }
  const blob = new Blob([zip.bytes()], { type: "application/zip" });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The browser takes the bytes after this turn.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
