import type { Asset } from "../run/descriptions.ts";
import type { FileRecord } from "../run/events.ts";
import { findAsset, recordsAt } from "../run/log.ts";
import { _parts, type Run } from "../run/run.ts";
import { filesOf } from "../run/subject.ts";
import type { SinkFile } from "./file.ts";

/** The copies of artifacts that a run's folder holds, and the paths of those whose bytes are not at
 * hand. Nothing is read.
 *
 * @param since the events before this one are passed over
 * @example
 * ```ts
 * import { bytesAsset, logArtifact, startRun } from "stemma";
 * import { artifactFiles } from "stemma/destination";
 * import assert from "node:assert/strict";
 * const run = startRun({ experiment: "digits" });
 * const { files } = artifactFiles(logArtifact(run, bytesAsset("a.bin", Uint8Array.of(1, 2))));
 * assert.deepEqual(files.map(({ path, size }) => [path, size]), [["artifacts/a.bin", 2]]);
 * ```
 */
export function artifactFiles(
  run: Run,
  since = 0,
): { files: SinkFile[]; missing: string[] } {
  const { files, missing } = findCopies(run, since);
  return { files, missing: missing.map(({ path }) => path) };
}

/** A copy whose bytes are not at hand, as a replayed run names it. */
export type MissingFile = FileRecord & { readonly path: string };

/** What {@link artifactFiles} gives, of the events from `since` on, with what is known of the files
 * that are missing. */
export function findCopies(
  run: Run,
  since = 0,
): { files: SinkFile[]; missing: MissingFile[] } {
  const { log, length } = _parts(run);
  const files: SinkFile[] = [];
  const missing: MissingFile[] = [];
  for (const [, event] of recordsAt(log, length, since)) {
    for (const record of filesOf(event)) {
      const { path } = record;
      if (path === undefined) continue;
      const asset = record.sha256 === undefined ? undefined : findAsset(log, record.sha256);
      if (asset === undefined || record.size === undefined) missing.push({ ...record, path });
      else files.push(copyOf(asset, record, path));
    }
  }
  return { files, missing };
}

function copyOf(asset: Asset, record: FileRecord, path: string): SinkFile {
  return Object.freeze({
    path,
    mediaType: record.mediaType,
    size: record.size!,
    sha256: record.sha256!,
    bytes: () => asset.bytes!(),
    stream: () => asset.stream!(),
  });
}
