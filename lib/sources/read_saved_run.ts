import { fromUtf8 } from "../base/bytes.ts";
import type { Source } from "../base/source.ts";
import { streamPieces } from "../base/stream_pieces.ts";
import { finishReading, type ReadOptions } from "../bundle/run_from_files.ts";
import type { Asset } from "../run/descriptions.ts";
import type { FileRecord } from "../run/events.ts";
import { LogReader } from "../run/read_log.ts";
import type { Run } from "../run/run.ts";
import { readManifest } from "../seal/manifest.ts";
import { readWhole } from "./read_whole.ts";
import { unreadable } from "./unreadable.ts";

/** How a saved run is read from a source. */
export interface SourceReadOptions extends ReadOptions {
  /** The run's own folder in the source: the one that holds `run.log`.
   * @default the top of the source */
  readonly folder?: string;
  /** Ends the reading; of the copies too, which are read later. */
  readonly signal?: AbortSignal;
}

/** What is read of a saved run. */
export interface SavedRunReading {
  /** Where its folder begins in the source: empty, or with a `/` at its end. */
  readonly folder: string;
  /** The copy of an artifact, where it is there.
   *
   * @param held the paths of the copies in the run's folder; absent where nobody knows */
  assetAt(record: FileRecord, held: ReadonlySet<string> | undefined): Asset | undefined;
  readonly options?: SourceReadOptions;
  /** Whether the roots are computed, for which every event is hashed. */
  readonly hashing?: boolean;
}

/** Reads a saved run: its log, piece by piece, and its manifest, where there is one.
 *
 * @throws {LogError} as `LogReader`
 * @throws {StemmaError} `ASSET_UNREADABLE` where there is no log, or the manifest is too large
 * @throws {SinkError} the source's own
 */
export async function readSavedRun(source: Source, reading: SavedRunReading): Promise<Run> {
  const { folder, options, hashing } = reading;
  const signal = options?.signal;
  const reader = new LogReader(options);
  const log = await source.get(`${folder}run.log`, { signal });
  if (log === undefined) throw unreadable(`${folder}run.log`, "there is no such file", "ENOENT");
  for await (const piece of streamPieces(log)) reader.push(piece);
  // A run that still lives has no manifest yet; its log alone is enough.
  const manifest = await readWhole(source, `${folder}manifest.json`, signal);
  const held = await copiesIn(source, folder, manifest, signal);
  const assetAt = (record: FileRecord) => reading.assetAt(record, held);
  return finishReading(reader.end(), manifest, assetAt, options, hashing);
}

/** The copies that a folder holds: what the manifest says, or the place itself where it can. */
async function copiesIn(
  source: Source,
  folder: string,
  manifest: Uint8Array | undefined,
  signal?: AbortSignal,
): Promise<ReadonlySet<string> | undefined> {
  if (manifest !== undefined) {
    try {
      return new Set(readManifest(fromUtf8(manifest)).files.map(({ path }) => path));
    } catch {
      return undefined; // What is wrong with it is told when it is held against the log.
    }
  }
  if (source.list === undefined) return undefined;
  const paths = new Set<string>();
  for await (const { path } of source.list(`${folder}artifacts/`, { signal })) {
    paths.add(path.slice(folder.length));
  }
  return paths;
}
