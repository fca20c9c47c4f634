import { utf8 } from "../base/bytes.ts";
import { checkOptions, nameOf } from "../base/options.ts";
import { provToDot } from "../graph/dot.ts";
import { toProv } from "../lineage/to_prov.ts";
import { metricPaths } from "../metrics/metric_paths.ts";
import { seriesCsv } from "../metrics/series_csv.ts";
import type { ProvDocument } from "../prov/document.ts";
import { provToJson } from "../prov/write_json.ts";
import { provToJsonLd } from "../prov/write_jsonld.ts";
import { provToProvN } from "../prov/write_provn.ts";
import type { Run } from "../run/run.ts";
import { _seriesOf } from "../run/view_metrics.ts";
import { writeLog } from "../run/write_log.ts";
import { logRoot } from "../seal/digest.ts";
import { artifactFiles } from "./artifact_files.ts";
import { crateFile } from "./crate_file.ts";
import { checkCrate, type CrateOptions } from "./crate_options.ts";
import type { SinkFile } from "./file.ts";
import { fileFromBytes, fileFromPieces, moveFile } from "./make_file.ts";
import { manifestFile } from "./manifest.ts";
import { runFolder } from "./run_folder.ts";

/** A kind of file that a run can be exported as, beside its log. */
export type RunFormat = "prov-json" | "prov-n" | "prov-jsonld" | "dot" | "csv" | "ro-crate";

const KNOWN_FORMATS: readonly RunFormat[] = [
  "prov-json",
  "prov-n",
  "prov-jsonld",
  "dot",
  "csv",
  "ro-crate",
];

/** The formats that are written unless others are asked for. */
export const DEFAULT_FORMATS: readonly RunFormat[] = Object.freeze(["prov-json", "dot", "csv"]);

/** Which files are made of a run, and where they go. */
export interface RunFilesOptions {
  /** The exports beside the log. "ro-crate" makes the folder a Process Run Crate, which research
   * repositories take. @default ["prov-json", "dot", "csv"] */
  readonly formats?: readonly RunFormat[];
  /** The run's folder in the sink: relative, `/`-separated; empty for the top of the sink, so that
   * a zip holds the files of one run and no folder around them.
   * @default `<experiment>/<runId>`, made safe for a file system */
  readonly folder?: string;
  /** What the crate says that the run does not know, such as its license; see `crateGaps`. */
  readonly crate?: CrateOptions;
}

/** The files of a run's folder: the log, its exports, the copies of artifacts, the manifest last.
 *
 * Paths are `<experiment>/<runId>/<file>`, made safe for a file system, unless `folder` says
 * otherwise; `runFromFiles` reads either. Equal facts give equal
 * bytes. Copies whose bytes are not at hand are left out, as in a run that was replayed from its
 * events. Cost: O(run); artifacts are read when the file's `bytes` or `stream` is called.
 *
 * @throws {TypeError} for an unknown format or option
 * @throws {RangeError} for a folder that is not relative or leads upward
 * @example
 * ```ts
 * import { logMetric, runFiles, startRun } from "stemma";
 * import assert from "node:assert/strict";
 * const run = logMetric(startRun({ experiment: "digits", runId: "r1" }), "loss", 0.5);
 * assert.deepEqual(runFiles(run).map((file) => file.path), [
 *   "digits/r1/run.log",
 *   "digits/r1/prov.json",
 *   "digits/r1/prov.dot",
 *   "digits/r1/metrics/run/loss.csv",
 *   "digits/r1/manifest.json",
 * ]);
 * ```
 */
export function runFiles(
  run: Run,
  options?: RunFilesOptions,
): SinkFile[] {
  checkOptions("runFiles", options, ["formats", "folder", "crate"]);
  const formats = checkFormats(options?.formats);
  const folder = runFolder(run, options?.folder);
  const crate = crateOf(formats, options?.crate);
  const root = logRoot(run);
  const files = [
    logFile(run, root),
    ...exportFiles(run, formats, provOf(run, formats)),
    ...artifactFiles(run).files,
  ];
  if (crate !== undefined) files.push(crateFile(run, files, crate));
  return [...files, manifestFile(run, root, files)].map((file) => moveFile(file, folder));
}

/** The file of the log itself; of at most `hold` bytes it is kept. */
export function logFile(run: Run, root: Uint8Array, hold = 0): SinkFile {
  return fileFromPieces("run.log", "application/octet-stream", () => writeLog(run, root), hold);
}

/** The document that the formats are made from, where one of them needs it. */
export function provOf(run: Run, formats: readonly RunFormat[]): ProvDocument | undefined {
  return formats.some((format) => format !== "csv" && format !== "ro-crate")
    ? toProv(run)
    : undefined;
}

/** The files that can be made again from the log at any time; points of at most `hold` bytes are
 * kept. */
export function* exportFiles(
  run: Run,
  formats: readonly RunFormat[],
  doc: ProvDocument | undefined,
  hold = 0,
): Generator<SinkFile> {
  if (formats.includes("prov-json")) {
    yield fileFromBytes("prov.json", "application/json", utf8(provToJson(doc!)));
  }
  if (formats.includes("prov-n")) {
    const bytes = utf8(provToProvN(doc!));
    yield fileFromBytes("prov.provn", "text/provenance-notation", bytes);
  }
  if (formats.includes("prov-jsonld")) {
    const bytes = utf8(provToJsonLd(doc!));
    yield fileFromBytes("prov.jsonld", "application/ld+json", bytes);
  }
  if (formats.includes("dot")) {
    yield fileFromBytes("prov.dot", "text/vnd.graphviz", utf8(provToDot(doc!)));
  }
  if (!formats.includes("csv")) return;
  const series = _seriesOf(run);
  const paths = metricPaths(series);
  for (const [i, { column, length }] of series.entries()) {
    const pieces = () => seriesCsv(column, length);
    yield fileFromPieces(paths[i], "text/csv", pieces, hold);
  }
}

/** The formats asked for.
 *
 * @throws {TypeError} where one is not known
 */
export function checkFormats(formats: unknown): readonly RunFormat[] {
  if (formats === undefined) return DEFAULT_FORMATS;
  if (!Array.isArray(formats)) {
    throw new TypeError(`Cannot save a run: formats must be a list, got ${nameOf(formats)}`);
  }
  for (const format of formats) {
    if (!(KNOWN_FORMATS as readonly unknown[]).includes(format)) {
      throw new TypeError(
        `Cannot save a run: format ${nameOf(format)} is not one of ${KNOWN_FORMATS.join(", ")}`,
      );
    }
  }
  return formats as RunFormat[];
}

/** What a crate is asked to say; `undefined` where none is asked for.
 *
 * @throws {TypeError} where the options are wrong, or are given without the format
 */
export function crateOf(
  formats: readonly RunFormat[],
  crate: CrateOptions | undefined,
): CrateOptions | undefined {
  const checked = checkCrate(crate);
  if (formats.includes("ro-crate")) return checked;
  if (crate === undefined) return undefined;
  throw new TypeError('Cannot save a run: crate is given, but "ro-crate" is not among the formats');
}
