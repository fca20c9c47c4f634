import { fromUtf8 } from "../base/bytes.ts";
import { SinkError } from "../base/errors.ts";
import { checkOptions, nameOf } from "../base/options.ts";
import { isInside } from "../base/path.ts";
import type { Source } from "../base/source.ts";
import type { Sink, SinkFile } from "../bundle/file.ts";
import { FileWriter } from "../bundle/file_writer.ts";
import { fileFromBytes } from "../bundle/make_file.ts";
import { runFolder } from "../bundle/run_folder.ts";
import type { SaveProgress, SaveReport } from "../bundle/save_report.ts";
import { concurrencyOf, HELD_BYTES, heldOf } from "../bundle/save_run.ts";
import { type Manifest, type ManifestFile, readManifest } from "../seal/manifest.ts";
import { SEAL_PARTS } from "../seal/seal_parts.ts";
import { readWhole } from "./read_whole.ts";
import { sourceAsset } from "./source_asset.ts";
import { unreadable } from "./unreadable.ts";

/** How a saved run is copied. */
export interface CopyOptions {
  /** The run's own folder in the source.
   * @default the top of the source */
  readonly from?: string;
  /** The run's folder in the sink; empty for the top.
   * @default `<experiment>/<runId>`, made safe for a file system */
  readonly to?: string;
  /** How many files go at the same time, where the sink takes as many; an integer >= 1.
   * @default 8 */
  readonly concurrency?: number;
  /** Stops between files, and in the middle of one. */
  readonly signal?: AbortSignal;
  /** Called after each file, in the order in which they are done. */
  readonly onProgress?: (progress: SaveProgress) => void;
}

/** What came of a copying, and of which run. */
export interface CopyReport extends SaveReport {
  /** The run's id, as its manifest says. */
  readonly runId: string;
  /** Where it lies in the sink: empty, or with a `/` at its end. */
  readonly folder: string;
}

/** What a run's folder may hold beside the seal that its manifest does not name. */
const FORK = "fork.json";

/** Copies a saved run from a source to a sink, byte for byte: what its manifest names, its seal, and
 * the manifest last.
 *
 * Each file is held against size and digest of the manifest while it is written, and one that the
 * sink holds already is not fetched: after a failure the same call does the rest. What the manifest
 * does not name stays behind. `saveRun()` makes the exports of a run anew, which a seal would not
 * cover; this does not.
 *
 * Cost: one reading and one writing a file, eight side by side; memory for their pieces.
 *
 * @throws {StemmaError} `ASSET_UNREADABLE` where there is no manifest: the run was never finished
 * @throws {LogError} `LOG_FORMAT` where the manifest is none
 * @throws {SinkError} the source's own, for the manifest; of other files the report tells
 * @throws {RangeError} for a folder that is not relative or leads upward
 * @example
 * ```ts
 * import { copyRun, memorySink, memorySource, saveRun, startRun } from "stemma";
 * import assert from "node:assert/strict";
 * const [here, there] = [memorySink(), memorySink()];
 * await saveRun(startRun({ experiment: "digits", runId: "r1" }), here);
 * const report = await copyRun(memorySource(here.files), there, { from: "digits/r1" });
 * assert.deepEqual(report.failed, []);
 * assert.deepEqual(there.files, here.files);
 * ```
 */
export async function copyRun(
  source: Source,
  sink: Sink,
  options: CopyOptions = {},
): Promise<CopyReport> {
  checkOptions("copyRun", options, ["from", "to", "concurrency", "signal", "onProgress"]);
  const { from = "", signal, onProgress } = options;
  if (typeof from !== "string" || from !== "" && !isInside(from)) {
    throw new RangeError(
      `Cannot copy a run: from must be relative, without "..", got ${nameOf(from)}`,
    );
  }
  const top = from === "" ? "" : `${from}/`;
  const bytes = await readWhole(source, `${top}manifest.json`, signal);
  if (bytes === undefined) {
    throw unreadable(`${top}manifest.json`, "there is no such file; the run was never finished");
  }
  const manifest = readManifest(fromUtf8(bytes));
  const folder = runFolder(manifest, options.to);
  const concurrency = concurrencyOf(options.concurrency, sink);
  const parts = { sink, folder, concurrency, maxBytes: HELD_BYTES, signal, onProgress };
  const writer = new FileWriter(parts);
  for (const named of manifest.files) {
    await writer.room();
    const file = fileOf(source, top, named, signal);
    writer.put(file, heldOf(file));
  }
  if (await putBeside(writer, source, top, manifest, signal)) {
    await writer.finish("manifest.json", () => smallFile("manifest.json", bytes));
  }
  await writer.idle();
  return Object.freeze({ runId: manifest.runId, folder, ...writer.report() });
}

/** Puts the seal, of which only its own parts are known by name; tells whether all was read. */
async function putBeside(
  writer: FileWriter,
  source: Source,
  top: string,
  { files }: Manifest,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const named = new Set(files.map(({ path }) => path));
  for (const path of [...SEAL_PARTS, FORK]) {
    if (named.has(path)) continue;
    await writer.room();
    try {
      const bytes = await readWhole(source, top + path, signal);
      if (bytes !== undefined) writer.put(smallFile(path, bytes), bytes.length);
    } catch (error) {
      // Where nobody may list a bucket, S3 says 403 of what is not there.
      const isHidden = error instanceof SinkError && error.details.status === 403;
      if (isHidden && source.list === undefined) continue;
      writer.fail(path, error);
      return false;
    }
  }
  return true;
}

function smallFile(path: string, bytes: Uint8Array<ArrayBuffer>): SinkFile {
  return fileFromBytes(path, /json$/.test(path) ? "application/json" : "text/plain", bytes);
}

function fileOf(
  source: Source,
  top: string,
  { path, size, sha256, mediaType }: ManifestFile,
  signal: AbortSignal | undefined,
): SinkFile {
  const { bytes, stream } = sourceAsset(source, top + path, { name: path, mediaType }, signal);
  return Object.freeze({ path, size, sha256, mediaType, bytes: bytes!, stream: stream! });
}
