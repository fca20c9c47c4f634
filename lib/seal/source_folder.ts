import { SinkError } from "../base/errors.ts";
import { isInside } from "../base/path.ts";
import type { Source } from "../base/source.ts";
import { streamPieces } from "../base/stream_pieces.ts";
import { type Folder, type FolderEntry, sortEntries } from "./folder.ts";
import { MOST_KEPT } from "./read_folder.ts";
import { SEAL_PARTS } from "./seal_parts.ts";

/** A run's folder in a source. */
export interface SourceFolder {
  /** Its files; where the source cannot list, those that every run's folder may hold. */
  readonly folder: Folder;
  /** Where the source cannot list: a further file that something names, of so many bytes at most. */
  readonly named?: (path: string, most: number) => FolderEntry;
}

/** So many files of a source are read side by side. */
export const SIDE_BY_SIDE = 8;

const OUTSIDE: FolderEntry["problem"] = {
  code: "file-extra",
  message: "The file lies outside of the run's folder",
};

/** Lists a run's folder in a source; nothing is opened yet.
 *
 * @param top where the folder begins in the source: empty, or with a `/` at its end
 * @throws {SinkError} where the source can list, and fails
 */
export async function listSource(
  source: Source,
  top: string,
  signal?: AbortSignal,
): Promise<SourceFolder> {
  const named = (path: string, most: number): FolderEntry => ({
    path,
    async read() {
      const stream = await source.get(top + path, { signal });
      return stream && atMost(most, stream);
    },
  });
  const listed = await entriesOf(source, top, signal);
  if (listed !== undefined) {
    const sizes = new Map(listed.map(({ path, size }) => [path, size]));
    const entries = Array.from(sizes, ([path, size]): FolderEntry => {
      const own = path.slice(top.length);
      return path.startsWith(top) && isInside(own) ? named(own, size) : { path, problem: OUTSIDE };
    });
    return { folder: sortEntries(entries) };
  }
  const parts = SEAL_PARTS.map((path) => mayBeMissing(named(path, MOST_KEPT)));
  const rest = [named("manifest.json", MOST_KEPT), named("run.log", Infinity)];
  return { folder: sortEntries([...parts, ...rest]), named };
}

/** Where nobody may list a bucket, S3 says 403 of what is not there; a seal need not be. */
function mayBeMissing({ path, read }: FolderEntry): FolderEntry {
  return {
    path,
    async read() {
      try {
        return await read!();
      } catch (error) {
        if (isForbidden(error)) return undefined;
        throw error;
      }
    },
  };
}

/** Whether a server will not tell. */
function isForbidden(error: unknown): boolean {
  return error instanceof SinkError && error.details.status === 403;
}

async function entriesOf(source: Source, top: string, signal: AbortSignal | undefined) {
  if (source.list === undefined) return undefined;
  const entries: { path: string; size: number }[] = [];
  try {
    for await (const entry of source.list(top, { signal })) {
      // What some tools put into a bucket for a folder.
      if (!entry.path.endsWith("/")) entries.push(entry);
    }
  } catch (error) {
    // Of many a place everyone may read the files, and nobody may list them.
    if (isForbidden(error)) return undefined;
    throw error;
  }
  return entries;
}

async function* atMost(most: number, stream: ReadableStream<Uint8Array>) {
  let size = 0;
  for await (const piece of streamPieces(stream)) {
    size += piece.length;
    if (size > most) throw new RangeError(`it has more than the ${most} bytes that are stated`);
    yield piece;
  }
}
