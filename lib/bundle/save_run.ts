import { toHex, utf8 } from "../base/bytes.ts";
import { SinkError, type StemmaError } from "../base/errors.ts";
import { checkOptions, nameOf } from "../base/options.ts";
import { provToDot } from "../graph/dot.ts";
import { toProv } from "../lineage/to_prov.ts";
import type { ProvDocument } from "../prov/document.ts";
import { Run } from "../run/run.ts";
import { logRoot } from "../seal/digest.ts";
import type { ManifestFile } from "../seal/manifest.ts";
import { artifactFiles } from "./artifact_files.ts";
import { crateFile } from "./crate_file.ts";
import { type CrateGap, crateGaps } from "./crate_gaps.ts";
import type { Sink, SinkFile } from "./file.ts";
import { fileFromBytes, moveFile } from "./make_file.ts";
import { manifestFile } from "./manifest.ts";
import {
  checkFormats,
  crateOf,
  exportFiles,
  logFile,
  provOf,
  type RunFilesOptions,
} from "./run_files.ts";
import { runFolder } from "./run_folder.ts";

/** A file of at most so many bytes is made once and kept while it is put, not made twice. */
const HELD_BYTES = 2 ** 24;

/** How a run is saved. */
export interface SaveOptions extends RunFilesOptions {
  /** Draws the graph, such as `dotToSvg` of `stemma/svg`; its answer becomes `prov.svg`. */
  readonly svg?: (dot: string) => Promise<string>;
  /** Stops between files, and in the middle of one where the sink can. */
  readonly signal?: AbortSignal;
  /** Called after each file. */
  readonly onProgress?: (progress: SaveProgress) => void;
}

/** How far a saving is. */
export interface SaveProgress {
  /** The file that was just done, written or not. */
  readonly path: string;
  /** How many files were written so far; what the sink held already does not count. */
  readonly files: number;
  /** How many bytes were written so far. */
  readonly bytes: number;
}

/** What became of each file. */
export interface SaveReport {
  /** What the sink took: the path, the size in bytes, and the SHA-256 as 64 hex digits. */
  readonly written: readonly { path: string; size: number; sha256: string }[];
  /** What could not be made or written, and why; saving again retries it. */
  readonly failed: readonly { path: string; error: Error | StemmaError }[];
  /** What was not written and need not be, or cannot be yet, and why. */
  readonly skipped: readonly { path: string; reason: string }[];
  /** What the crate lacks of what its profile asks for; absent where no crate was asked for. */
  readonly gaps?: readonly CrateGap[];
}

/** Saves a run: its log, its exports, copies of its artifacts, and the manifest last.
 *
 * A file that cannot be written is told in the report, and the others go on; nothing is thrown for
 * it. The manifest, and the crate where one is asked for, name what the sink holds and are left out
 * where a file failed, so a folder with a manifest is whole; saving again completes it.
 *
 * @throws {TypeError} for wrong arguments, before the first byte
 * @throws {RangeError} for a folder that is not relative or leads upward, likewise
 * @example
 * ```ts
 * import { logMetric, memorySink, runFromFiles, saveRun, startRun, digest } from "stemma";
 * import assert from "node:assert/strict";
 * const run = logMetric(startRun({ experiment: "digits" }), "loss", 0.5);
 * const sink = memorySink();
 * const report = await saveRun(run, sink);
 * assert.deepEqual(report.failed, []);
 * assert.equal(digest(runFromFiles(sink.files)), digest(run));
 * ```
 * @example A research object (RO-Crate) as one zip
 * ```ts
 * import { endRun, logParam, saveRun, startRun, zipSink } from "stemma";
 * import assert from "node:assert/strict";
 * const run = endRun(logParam(startRun({ experiment: "digits" }), "seed", 7));
 * const lab = { name: "Example Lab", url: "https://example.org/" };
 * const zip = zipSink();
 * const report = await saveRun(run, zip, {
 *   formats: ["prov-json", "csv", "ro-crate"],
 *   folder: "", // a crate's metadata lies at the top of its zip
 *   crate: {
 *     license: "CC-BY-4.0",
 *     author: { name: "Ada", affiliation: lab },
 *     publisher: lab,
 *     software: { url: "https://example.org/train.ts", version: "1.0.0" },
 *   },
 * });
 * assert.deepEqual([report.failed, report.gaps], [[], []]);
 * ```
 */
export async function saveRun(run: Run, sink: Sink, options?: SaveOptions): Promise<SaveReport> {
  checkOptions("saveRun", options, ["formats", "folder", "crate", "svg", "signal", "onProgress"]);
  if (!(run instanceof Run)) {
    throw new TypeError(`Cannot save a run: a Run was expected, got ${nameOf(run)}`);
  }
  if (typeof sink?.put !== "function") {
    throw new TypeError(`Cannot save a run: the sink must have put, got ${nameOf(sink)}`);
  }
  const { svg, signal, onProgress } = options ?? {};
  const formats = checkFormats(options?.formats);
  const folder = runFolder(run, options?.folder);
  const crate = crateOf(formats, options?.crate);
  const root = logRoot(run);
  const doc = provOf(run, formats);
  const writer = new Writer(sink, folder, signal, onProgress);

  await writer.putLog(logFile(run, root, HELD_BYTES), { events: run.length, root: toHex(root) });
  for (const file of exportFiles(run, formats, doc, HELD_BYTES)) await writer.put(file);
  if (svg !== undefined) await putSvg(writer, doc ?? toProv(run), svg);
  const { files, missing } = artifactFiles(run);
  for (const file of files) await writer.put(file);
  for (const path of missing) writer.skipMissing(path);
  if (crate !== undefined) {
    await writer.finish("ro-crate-metadata.json", (held) => crateFile(run, held, crate));
  }
  await writer.finish("manifest.json", (held) => manifestFile(run, root, held));
  const gaps = crate === undefined ? {} : { gaps: crateGaps(run, crate) };
  return Object.freeze({ ...writer.report(), ...gaps });
}

async function putSvg(
  writer: Writer,
  doc: ProvDocument,
  draw: (dot: string) => Promise<string>,
): Promise<void> {
  let text: string;
  try {
    text = await draw(provToDot(doc));
  } catch (error) {
    // A picture can be drawn again from the log, so the folder is whole without it.
    writer.fail("prov.svg", error);
    return;
  }
  await writer.put(fileFromBytes("prov.svg", "image/svg+xml", utf8(String(text))));
}

/** Puts files one after the other and keeps the account. It is given paths in the run's folder. */
class Writer {
  readonly written: { path: string; size: number; sha256: string }[] = [];
  readonly failed: { path: string; error: Error }[] = [];
  readonly skipped: { path: string; reason: string }[] = [];
  readonly #sink: Sink;
  readonly #folder: string;
  readonly #signal: AbortSignal | undefined;
  readonly #onProgress: SaveOptions["onProgress"];
  /** Facts alone: a file would keep its bytes alive. */
  readonly #held: ManifestFile[] = [];
  #whole = true;
  #bytes = 0;

  constructor(
    sink: Sink,
    folder: string,
    signal: AbortSignal | undefined,
    onProgress: SaveOptions["onProgress"],
  ) {
    this.#sink = sink;
    this.#folder = folder;
    this.#signal = signal;
    this.#onProgress = onProgress;
  }

  /** Puts the log, unless the sink holds one of the same events. */
  async putLog(file: SinkFile, log: { events: number; root: string }): Promise<void> {
    const path = moveFile(file, this.#folder).path;
    const held = await this.#sink.holdsLog?.(path, log)
      .catch(() => undefined); // What is wrong there is told when it is put.
    if (held === undefined) return await this.put(file);
    const { mediaType } = file;
    this.#held.push({ path: file.path, mediaType, size: held.size, sha256: held.sha256 });
    this.skipped.push({ path, reason: "the sink holds a log of these events already" });
    this.#tell(path);
  }

  async put(file: SinkFile): Promise<void> {
    const placed = moveFile(file, this.#folder);
    const { path, size, sha256, mediaType } = placed;
    try {
      this.#checkSignal(path);
      if (await this.#sink.has?.(path, sha256)) {
        this.skipped.push({ path, reason: "the sink holds these bytes already" });
      } else {
        await this.#sink.put(placed, { signal: this.#signal });
        this.written.push({ path, size, sha256 });
        this.#bytes += size;
      }
      this.#held.push({ path: file.path, size, sha256, mediaType });
    } catch (error) {
      this.#whole = false;
      this.failed.push({ path, error: asError(error) });
    }
    this.#tell(path);
  }

  /** Says of a file that it could not be made. */
  fail(path: string, error: unknown): void {
    this.failed.push({ path: this.#folder + path, error: asError(error) });
  }

  /** Says of a copy that its bytes are not at hand. */
  skipMissing(path: string): void {
    this.skipped.push({
      path: this.#folder + path,
      reason: "the bytes are not at hand in this process",
    });
  }

  /** Puts a file that tells of those before it, unless one of them failed. */
  async finish(path: string, make: (held: readonly ManifestFile[]) => SinkFile): Promise<void> {
    if (this.#whole) await this.put(make(this.#held));
    else {
      const reason = "a file before it could not be written";
      this.skipped.push({ path: this.#folder + path, reason });
    }
  }

  report(): SaveReport {
    const { written, failed, skipped } = this;
    return { written, failed, skipped };
  }

  #checkSignal(path: string): void {
    if (!this.#signal?.aborted) return;
    throw new SinkError("SINK_ABORTED", `Cannot write "${path}": the saving was aborted`, {
      path,
      retryable: true,
    }, { cause: this.#signal.reason });
  }

  #tell(path: string): void {
    try {
      this.#onProgress?.({ path, files: this.written.length, bytes: this.#bytes });
    } catch (error) {
      // A faulty progress line must not cost the run; the report says that it failed.
      this.failed.push({ path: `${path} (onProgress)`, error: asError(error) });
    }
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error), { cause: error });
}
