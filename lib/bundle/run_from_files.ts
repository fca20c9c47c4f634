import { fromUtf8, toHex } from "../base/bytes.ts";
import type { Env } from "../base/env.ts";
import { LogError } from "../base/errors.ts";
import { checkOptions, nameOf } from "../base/options.ts";
import type { Asset } from "../run/descriptions.ts";
import type { FileRecord } from "../run/events.ts";
import { recordsAt } from "../run/log.ts";
import { LogReader, type ReadLog } from "../run/read_log.ts";
import { _parts, type Run } from "../run/run.ts";
import { filesOf } from "../run/subject.ts";
import { beginningDigests } from "../seal/digest.ts";
import { readManifest } from "../seal/manifest.ts";
import { streamOf } from "./make_file.ts";

/** How a saved run is read. */
export interface ReadOptions {
  /** "strict" refuses a log that is torn or damaged; "lenient" gives what came before.
   * @default "strict" */
  readonly mode?: "strict" | "lenient";
  /** Told what a lenient reading had to leave out. */
  readonly onRepair?: (error: LogError) => void;
  /** The clock of the calls that follow. */
  readonly env?: Env;
}

/** The files of a saved run: by path, or as a sink takes them. */
export type SavedFiles =
  | ReadonlyMap<string, Uint8Array>
  | Iterable<{ readonly path: string; bytes(): Uint8Array }>;

/** Reads a saved run back from its files: the same events, the same digest.
 *
 * The files may lie in any folder, or at the top. The log alone is enough; a manifest and the roots
 * in the log are held against it. Copies of artifacts that are among the files are at hand for the
 * next saving.
 *
 * @throws {LogError} `LOG_FORMAT`, `LOG_DAMAGED` or `LOG_EVENT`, with the offset in `run.log`
 * @throws {TypeError} where the files hold no `run.log`, or more than one
 * @example
 * ```ts
 * import { logParam, param, runFiles, runFromFiles, startRun } from "stemma";
 * import assert from "node:assert/strict";
 * const run = logParam(startRun({ experiment: "digits" }), "seed", 7);
 * assert.equal(param(runFromFiles(runFiles(run)), "seed"), 7);
 * ```
 */
export function runFromFiles(files: SavedFiles, options?: ReadOptions): Run {
  checkOptions("runFromFiles", options, ["mode", "onRepair", "env"]);
  const byPath = new Map<string, () => Uint8Array>();
  for (const entry of files as Iterable<unknown>) {
    if (Array.isArray(entry)) byPath.set(entry[0], () => entry[1]);
    else {
      const file = entry as { path: string; bytes(): Uint8Array };
      byPath.set(file.path, () => file.bytes());
    }
  }
  const folders = logFolders(byPath.keys());
  if (folders.length !== 1) {
    throw new TypeError(`Cannot read a run: one run.log was expected, got ${folders.length}`);
  }
  const [folder] = folders;
  const reader = new LogReader(options);
  reader.push(byPath.get(`${folder}run.log`)!());
  const manifest = byPath.get(`${folder}manifest.json`)?.();
  return finishReading(reader.end(), manifest, (record) => {
    const read = byPath.get(folder + record.path);
    return read === undefined ? undefined : assetOf(record, read);
  }, options);
}

/** The folders with a log, by the start of their paths. A copy that is called so itself is none. */
function logFolders(paths: Iterable<string>): string[] {
  const folders = Array.from(paths)
    .filter((path) => /(^|\/)run\.log$/.test(path))
    .map((path) => path.slice(0, -"run.log".length));
  const top = folders.reduce((a, b) => b.length < a.length ? b : a, folders[0]);
  return folders.filter((folder) => !folder.startsWith(`${top}artifacts/`));
}

/** Holds what was read against the manifest and the roots, and puts the copies at hand.
 *
 * @param hashing whether the roots are computed, for which every event is hashed
 */
export function finishReading(
  log: ReadLog,
  manifest: Uint8Array | undefined,
  assetAt: (record: FileRecord) => Asset | undefined,
  options: ReadOptions = {},
  hashing = true,
): Run {
  const { run, roots, cut } = log;
  const lenient = options.mode === "lenient";
  const complain = (error: LogError) => {
    if (!lenient) throw error;
    options.onRepair?.(error);
  };
  if (cut !== undefined) complain(cut.error);
  const stated = roots.map(({ length, root }): StatedRoot => ({
    events: length,
    root: toHex(root),
  }));
  if (manifest !== undefined) stated.push(...checkManifest(run, manifest, complain));
  if (hashing) checkRoots(run, stated, complain);
  const parts = _parts(run);
  for (const [, event] of recordsAt(parts.log, parts.length)) {
    for (const record of filesOf(event)) {
      if (record.path === undefined || record.sha256 === undefined) continue;
      const asset = assetAt(record);
      if (asset !== undefined) parts.log.assets.set(record.sha256, asset);
    }
  }
  return run;
}

type Complain = (error: LogError) => void;

/** The root that the first events of a log are said to have. */
interface StatedRoot {
  readonly events: number;
  readonly root: string;
}

/** Holds a run against what its manifest says, and gives the root that this states, if any. */
function checkManifest(run: Run, bytes: Uint8Array, complain: Complain): StatedRoot[] {
  let manifest;
  try {
    manifest = readManifest(fromUtf8(bytes));
  } catch (error) {
    complain(
      error instanceof LogError ? error : new LogError(
        "LOG_FORMAT",
        "Cannot read manifest.json: it is no UTF-8",
        { offset: 0 },
        { cause: error },
      ),
    );
    return [];
  }
  const { runId, events, root } = manifest;
  if (runId !== run.runId) {
    const message = `Cannot read the run: the manifest is of run ${nameOf(runId)}`;
    complain(new LogError("LOG_DAMAGED", message, { offset: 0, expected: runId }));
  }
  if (events > run.length) {
    const message =
      `Cannot read the run: the log holds ${run.length} events, the manifest says ${events}`;
    complain(new LogError("LOG_DAMAGED", message, { offset: 0, expected: events }));
    return [];
  }
  return [{ events, root }];
}

function checkRoots(run: Run, stated: readonly StatedRoot[], complain: Complain): void {
  const digestOf = beginningDigests(run);
  for (const { events, root } of stated) {
    if (digestOf(events) === root) continue;
    const message =
      `Cannot read the run: the first ${events} events do not have the root that was stated`;
    complain(new LogError("LOG_DAMAGED", message, { offset: 0, events }));
  }
}

function assetOf(record: FileRecord, read: () => Uint8Array): Asset | undefined {
  const { name, mediaType, size, sha256 } = record;
  const bytes = () => Uint8Array.from(read());
  return Object.freeze({
    name,
    mediaType,
    size,
    sha256,
    bytes,
    stream: () => streamOf([bytes()]),
  });
}
