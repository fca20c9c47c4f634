import { checkOptions, nameOf } from "../base/options.ts";
import { isInside } from "../base/path.ts";
import type { Source } from "../base/source.ts";
import type { Run } from "../run/run.ts";
import { readSavedRun, type SourceReadOptions } from "./read_saved_run.ts";
import { sourceAsset } from "./source_asset.ts";

/** Reads a saved run back from a source: the same events, the same digest.
 *
 * The log is streamed, in memory proportional to the run, and held against the manifest and the
 * roots in the log. Copies of artifacts are at hand for the next saving, and fetched when their
 * stream is read; their `bytes()` throws, for a source gives none at once.
 *
 * @throws {LogError} `LOG_FORMAT`, `LOG_DAMAGED` or `LOG_EVENT`, with the offset in `run.log`
 * @throws {StemmaError} `ASSET_UNREADABLE` where there is no `run.log`
 * @throws {SinkError} the source's own
 * @throws {RangeError} for a folder that is not relative or leads upward
 * @example
 * ```ts
 * import { digest, logParam, memorySink, memorySource, runFromSource, saveRun, startRun } from "stemma";
 * import assert from "node:assert/strict";
 * const sink = memorySink();
 * const run = logParam(startRun({ experiment: "digits", runId: "r1" }), "seed", 7);
 * await saveRun(run, sink);
 * const read = await runFromSource(memorySource(sink.files), { folder: "digits/r1" });
 * assert.equal(digest(read), digest(run));
 * ```
 */
export async function runFromSource(source: Source, options?: SourceReadOptions): Promise<Run> {
  checkOptions("runFromSource", options, ["mode", "onRepair", "env", "folder", "signal"]);
  if (typeof source?.get !== "function") {
    throw new TypeError(`Cannot read a run: the source must have get, got ${nameOf(source)}`);
  }
  const { folder: name = "", signal } = options ?? {};
  if (typeof name !== "string" || name !== "" && !isInside(name)) {
    throw new RangeError(
      `Cannot read a run: folder must be relative, without "..", got ${nameOf(name)}`,
    );
  }
  const folder = name === "" ? "" : `${name}/`;
  return await readSavedRun(source, {
    folder,
    assetAt: (record, held) =>
      held === undefined || held.has(record.path!)
        ? sourceAsset(source, folder + record.path, record, signal)
        : undefined,
    options,
  });
}
