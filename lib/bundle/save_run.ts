import { toHex, utf8 } from "../base/bytes.ts";
import { checkOptions, nameOf } from "../base/options.ts";
import { provToDot } from "../graph/dot.ts";
import { toProv } from "../lineage/to_prov.ts";
import type { ProvDocument } from "../prov/document.ts";
import { Run } from "../run/run.ts";
import { logRoot } from "../seal/digest.ts";
import { findCopies } from "./artifact_files.ts";
import { crateFile } from "./crate_file.ts";
import { crateGaps } from "./crate_gaps.ts";
import type { Sink, SinkFile } from "./file.ts";
import { FileWriter } from "./file_writer.ts";
import { fileFromBytes } from "./make_file.ts";
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
import type { SaveProgress, SaveReport } from "./save_report.ts";

/** A file of at most so many bytes is made once and kept while it is put, not made twice; nor is a
 * further one made while so many bytes are kept. */
export const HELD_BYTES: number = 2 ** 24;

/** How many files are put at the same time: a server answers late more often than it is full. */
const CONCURRENCY = 8;

/** How a run is saved. */
export interface SaveOptions extends RunFilesOptions {
  /** Draws the graph, such as `dotToSvg` of `stemma/svg`; its answer becomes `prov.svg`. */
  readonly svg?: (dot: string) => Promise<string>;
  /** How many files are put at the same time, where the sink takes as many; an integer >= 1.
   * @default 8 */
  readonly concurrency?: number;
  /** Stops between files, and in the middle of one where the sink can. */
  readonly signal?: AbortSignal;
  /** Called after each file, in the order in which they are done. */
  readonly onProgress?: (progress: SaveProgress) => void;
}

const SAVE_OPTIONS = [
  "formats",
  "folder",
  "crate",
  "svg",
  "concurrency",
  "signal",
  "onProgress",
];

/** Saves a run: its log, its exports, copies of its artifacts, and the manifest last.
 *
 * Files are put side by side, those that tell of the others (the crate, the manifest) when all
 * others are done. Cost: each file is made while earlier ones are put; about 32 MiB of files made
 * for the saving are held at a time, unless one alone is larger.
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
  checkOptions("saveRun", options, SAVE_OPTIONS);
  if (!(run instanceof Run)) {
    throw new TypeError(`Cannot save a run: a Run was expected, got ${nameOf(run)}`);
  }
  if (typeof sink?.put !== "function") {
    throw new TypeError(`Cannot save a run: the sink must have put, got ${nameOf(sink)}`);
  }
  const { svg, signal, onProgress } = options ?? {};
  const concurrency = concurrencyOf(options?.concurrency, sink);
  const formats = checkFormats(options?.formats);
  const folder = runFolder(run, options?.folder);
  const crate = crateOf(formats, options?.crate);
  const root = logRoot(run);
  const doc = provOf(run, formats);
  const parts = { sink, folder, concurrency, maxBytes: HELD_BYTES, signal, onProgress };
  const writer = new FileWriter(parts);
  try {
    const log = logFile(run, root, HELD_BYTES);
    writer.putLog(log, heldOf(log), { events: run.length, root: toHex(root) });
    await writer.room();
    for (const file of exportFiles(run, formats, doc, HELD_BYTES)) {
      writer.put(file, file.size);
      await writer.room();
    }
    if (svg !== undefined) await putSvg(writer, doc ?? toProv(run), svg);
    const { files, missing } = findCopies(run);
    for (const file of files) {
      await writer.room();
      writer.put(file, heldOf(file));
    }
    for (const file of missing) {
      await writer.room();
      writer.find(file);
    }
    if (crate !== undefined) {
      await writer.finish("ro-crate-metadata.json", (held) => crateFile(run, held, crate));
    }
    await writer.finish("manifest.json", (held) => manifestFile(run, root, held));
  } finally {
    // Where an export cannot be made, what was begun ends before the caller is told.
    await writer.idle();
  }
  const gaps = crate === undefined ? {} : { gaps: crateGaps(run, crate) };
  return Object.freeze({ ...writer.report(), ...gaps });
}

/** How many bytes of memory a file takes while it is put: of a large one, which is streamed, a
 * sink holds some. */
export function heldOf({ size }: SinkFile): number {
  return size <= HELD_BYTES ? size : HELD_BYTES / 4;
}

/** How many files are put at the same time.
 *
 * @throws {RangeError} where it is no integer >= 1
 */
export function concurrencyOf(concurrency: unknown, sink: Sink): number {
  const wanted = concurrency ?? sink.concurrency ?? CONCURRENCY;
  if (!Number.isSafeInteger(wanted) || (wanted as number) < 1) {
    throw new RangeError(
      `Cannot save a run: concurrency must be an integer >= 1, got ${nameOf(concurrency)}`,
    );
  }
  return Math.min(wanted as number, sink.concurrency ?? Infinity);
}

async function putSvg(
  writer: FileWriter,
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
  await writer.room();
  const file = fileFromBytes("prov.svg", "image/svg+xml", utf8(String(text)));
  writer.put(file, file.size);
}
