import { lstatSync, readFileSync } from "node:fs";
import { realpath } from "node:fs/promises";
import { join } from "node:path";
import { StemmaError } from "../base/errors.ts";
import { checkOptions, messageOf, nameOf } from "../base/options.ts";
import type { Source } from "../base/source.ts";
import { errnoOf } from "../disk/fs_error.ts";
import type { Run } from "../run/run.ts";
import { fsSource } from "./fs_source.ts";
import { readSavedRun, type SourceReadOptions } from "./read_saved_run.ts";
import { runFromSource } from "./run_from_source.ts";
import { sourceAsset } from "./source_asset.ts";
import { unreadable } from "./unreadable.ts";

/** Reads a saved run from its folder, or as `runFromSource()` from a source.
 *
 * The log is streamed, in memory proportional to the run; the copies of artifacts that are there
 * stay on disk and are at hand for the next saving.
 *
 * @param from the run's own folder: the one that holds `run.log`; or a source that holds it
 * @throws {LogError} `LOG_FORMAT`, `LOG_DAMAGED` or `LOG_EVENT`, with the offset in `run.log`
 * @throws {StemmaError} `ASSET_UNREADABLE` where a file cannot be read
 * @throws {SinkError} a source's own
 * @example
 * ```ts
 * import { digest, logParam, saveRun, startRun } from "stemma";
 * import { fsSink, readRun } from "stemma/fs";
 * import { mkdtemp, rm } from "node:fs/promises";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import assert from "node:assert/strict";
 *
 * const folder = await mkdtemp(join(tmpdir(), "stemma-"));
 * const run = logParam(startRun({ experiment: "digits", runId: "r1" }), "seed", 7);
 * await saveRun(run, fsSink(folder));
 * assert.equal(digest(await readRun(join(folder, "digits", "r1"))), digest(run));
 * await rm(folder, { recursive: true });
 * ```
 */
export async function readRun(from: string | Source, options?: SourceReadOptions): Promise<Run> {
  if (typeof from === "object") return await runFromSource(from, options);
  checkOptions("readRun", options, ["mode", "onRepair", "env", "folder", "signal"]);
  return await readFolder(from, options);
}

/** Reads a run from its folder.
 *
 * @param hashing whether the roots are computed, for which every event is hashed
 */
export async function readFolder(
  from: string,
  options: SourceReadOptions = {},
  hashing = true,
): Promise<Run> {
  if (typeof from !== "string" || from === "") {
    throw new TypeError(
      `Cannot read a run: a directory or a source was expected, got ${nameOf(from)}`,
    );
  }
  const directory = join(from, options.folder ?? "");
  const root = await realpath(directory).catch((error) => {
    throw unreadable(join(directory, "run.log"), messageOf(error), errnoOf(error), error);
  });
  const source = fsSource(root);
  try {
    return await readSavedRun(source, {
      folder: "",
      assetAt: ({ path, ...record }) => {
        const place = join(root, ...path!.split("/"));
        if (!isThere(place)) return undefined;
        const bytes = () => Uint8Array.from(readFileSync(place));
        return Object.freeze({ ...sourceAsset(source, path!, record), bytes });
      },
      options,
      hashing,
    });
  } catch (error) {
    throw atPlace(directory, error);
  }
}

/** A copy may be missing: a crash can come between the logging of an artifact and the saving of its
 * bytes. */
function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    // Whoever reads it is told what is wrong.
    return true;
  }
}

/** The error of a file with its whole path. */
function atPlace(directory: string, error: unknown): unknown {
  if (!(error instanceof StemmaError)) return error;
  const { code, details: { path, errno }, message, cause } = error;
  if (!["ASSET_UNREADABLE", "SINK_IO", "SINK_PATH"].includes(code)) return error;
  const reason = cause === undefined ? message.replace(/^.*?": /, "") : messageOf(cause);
  return unreadable(join(directory, String(path)), reason, errno as string | undefined, error);
}
