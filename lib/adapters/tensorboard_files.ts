import { bytesAsset, events, type Run, type SinkFile } from "../../mod.ts";
import { artifactFiles } from "../destination.ts";
import { checkOptions, nameOf } from "../base/options.ts";
import { isInside, safeSegment } from "../base/path.ts";
import { _TensorboardRun } from "./tensorboard_run.ts";

/** Options of {@link tensorboardFiles} and of `tensorboard`. */
export interface TensorboardOptions {
  /** The run's folder in the log directory, which is its name in TensorBoard: relative,
   * `/`-separated; empty for the log directory itself.
   *
   * @default `<experiment>/<name> <runId>`, made safe for a file system, of a UUID its last twelve
   * digits; without a name of its own, or with one of more than 60 characters,
   * `<experiment>/<runId>` */
  readonly folder?: string;
}

/** A folder is named after a run's id alone where its name is longer. */
const LONGEST_NAME = 60;

/** The event files of a run, for TensorBoard.
 *
 * The run's own folder holds its parameters, tags and description as texts, the table of
 * hyper-parameters, the points without a context and pictures; each context has a folder below, so
 * the curves that a metric has in several contexts are drawn in one chart. Equal facts give equal
 * bytes. Values are rounded to float32; see the module's table of what else is lost. Cost: O(run),
 * some 45 bytes a point, held in memory.
 *
 * @throws {TypeError} for an unknown option or a folder that is no string
 * @throws {RangeError} for a folder that is not relative or leads upward
 * @example
 * ```ts
 * import { logMetric, startRun } from "stemma";
 * import { tensorboardFiles } from "stemma/tensorboard";
 * import assert from "node:assert/strict";
 * let run = startRun({ experiment: "digits", runId: "r1", env: { now: () => 0, randomId: () => "" } });
 * run = logMetric(run, "loss", 0.5, { context: "training" });
 * assert.deepEqual(tensorboardFiles(run).map((file) => file.path), [
 *   "digits/r1/events.out.tfevents.0.stemma.000000",
 *   "digits/r1/training/events.out.tfevents.0.stemma.000000",
 * ]);
 * ```
 */
export function tensorboardFiles(run: Run, options?: TensorboardOptions): SinkFile[] {
  _checkFolder(options, "tensorboardFiles()");
  const folder = _runFolder(run, options);
  const records = new _TensorboardRun();
  records.told = { ...records.told, content: _contentOf(run) };
  for (const event of events(run)) records.add(event);
  records.endSlice();
  const name = _eventFile(records.started, 0);
  return Array.from(records.written(), ([place, written]) => {
    const path = [folder, place, name].filter((part) => part !== "").join("/");
    return fileOf(path, written.written());
  });
}

/** The name of an event file: TensorBoard reads those of a folder in the order of their names.
 *
 * @param start in seconds since the epoch
 */
export function _eventFile(start: number, part: number): string {
  return `events.out.tfevents.${Math.floor(start)}.stemma.${String(part).padStart(6, "0")}`;
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-([0-9a-f]{12})$/;

/** The run's folder below the log directory, without a `/` at its end.
 *
 * @throws {TypeError} where the options are wrong
 * @throws {RangeError} where the folder is not relative or leads upward
 */
export function _runFolder(run: Run, options: TensorboardOptions | undefined): string {
  const { experiment, name, runId } = run;
  // People look for the name; of an id that is a UUID, 48 bits of chance keep two runs of one name
  // apart as well as the whole, and leave room for the curves.
  const hasName = name !== runId && name.length <= LONGEST_NAME;
  const own = hasName ? `${name} ${runId.replace(UUID, "$1")}` : runId;
  return options?.folder ?? `${safeSegment(experiment)}/${safeSegment(own)}`;
}

/** Checks the options alone. */
export function _checkFolder(options: TensorboardOptions | undefined, caller: string): void {
  checkOptions(caller, options, ["folder"]);
  const folder: unknown = options?.folder;
  if (folder === undefined || folder === "") return;
  if (typeof folder !== "string") {
    throw new TypeError(`Cannot call ${caller}: folder must be a string, got ${nameOf(folder)}`);
  }
  if (isInside(folder)) return;
  throw new RangeError(
    `Cannot call ${caller}: folder must be relative, without "..", "\\" and a "/" at its end, ` +
      `got ${nameOf(folder)}`,
  );
}

/** Gives the bytes of a run's artifacts by their paths. */
export function _contentOf(run: Run): (path: string) => Uint8Array {
  let files: Map<string, SinkFile> | undefined;
  return (path) => {
    files ??= new Map(artifactFiles(run).files.map((file) => [file.path, file]));
    const file = files.get(path);
    if (file === undefined) throw new TypeError("its bytes are not at hand");
    return file.bytes();
  };
}

function fileOf(path: string, bytes: Uint8Array<ArrayBuffer>): SinkFile {
  const asset = bytesAsset(path, bytes);
  return Object.freeze({
    path,
    mediaType: "application/octet-stream",
    size: asset.size,
    sha256: asset.sha256,
    bytes: () => asset.bytes(),
    stream: () => asset.stream(),
  });
}
