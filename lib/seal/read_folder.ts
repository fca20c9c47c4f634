import { concat, toHex } from "../base/bytes.ts";
import { SinkError } from "../base/errors.ts";
import { messageOf } from "../base/options.ts";
import { createSha256 } from "../core/sha256.ts";
import { builtin } from "../disk/builtin.ts";
import type { Folder, FolderEntry } from "./folder.ts";
import type { Report } from "./verify_finding.ts";

/** What was read of a folder. */
export interface ReadFolder {
  /** The size and digest of every file that could be read. */
  readonly files: ReadonlyMap<string, ReadFile>;
  /** What has a name in the folder and is no file that could be read. */
  readonly unread: ReadonlySet<string>;
}

/** What was read of a file. */
export interface ReadFile {
  readonly size: number;
  /** As 64 hex digits. */
  readonly sha256: string;
  /** The bytes, of a file that was to be kept. */
  readonly bytes?: Uint8Array<ArrayBuffer>;
}

/** A file that is kept for reading has at most so many bytes. */
export const MOST_KEPT: number = 2 ** 28;

/** How a folder is read. */
export interface FolderReading {
  readonly report: Report;
  /** Whether the bytes of a file are kept. */
  keeps(path: string): boolean;
  /** Told every piece of a file, which it does not keep, before the next one is read. */
  take(path: string, piece: Uint8Array): void;
}

/** Reads every file of a folder once, in memory of one piece a file beside what is kept; tells what
 * cannot be read.
 *
 * @param sideBySide how many files are read at the same time; else one after the other
 * @throws {SinkError} what a source may give the next time it is asked
 */
export async function readFolder(
  folder: Folder,
  reading: FolderReading,
  sideBySide = 1,
): Promise<ReadFolder> {
  const outcomes: (ReadFile | Unread | undefined)[] = [];
  const next = folder.entries();
  async function readOn(): Promise<void> {
    for (const [i, entry] of next) outcomes[i] = await readFile(entry, reading);
  }
  await Promise.all(Array.from({ length: sideBySide }, readOn));
  const files = new Map<string, ReadFile>();
  const unread = new Set<string>();
  for (const [i, { path }] of folder.entries()) {
    const outcome = outcomes[i];
    if (outcome === undefined) continue;
    if ("sha256" in outcome) files.set(path, outcome);
    else {
      unread.add(path);
      if (outcome.problem !== undefined) reading.report({ ...outcome.problem, path });
    }
  }
  return { files, unread };
}

/** What there is of a file that was not read, and why. */
type Unread = Pick<FolderEntry, "problem">;

async function readFile(
  { path, read, problem }: FolderEntry,
  { keeps, take }: FolderReading,
): Promise<ReadFile | Unread | undefined> {
  if (read === undefined) return { problem };
  const hash = beginHash();
  const kept: Uint8Array[] | undefined = keeps(path) ? [] : undefined;
  let size = 0;
  try {
    const pieces = await read();
    if (pieces === undefined) return undefined;
    for await (const piece of pieces) {
      hash.update(piece);
      size += piece.length;
      if (size <= MOST_KEPT) kept?.push(piece.slice());
      take(path, piece);
    }
  } catch (error) {
    // A verdict without the file would be none: whoever asked can ask again.
    const isPassing = error instanceof SinkError &&
      (error.retryable || error.code === "SINK_ABORTED");
    if (isPassing) throw error;
    const message = `The file cannot be read: ${messageOf(error)}`;
    return { problem: { code: "file-unreadable", message } };
  }
  const bytes = kept === undefined || size > MOST_KEPT ? undefined : concat(kept);
  return { size, sha256: toHex(hash.digest()), bytes };
}

/** A SHA-256 of the host, which is faster, or of the kernel. */
function beginHash(): { update(bytes: Uint8Array): unknown; digest(): Uint8Array } {
  return builtin("node:crypto")?.createHash("sha256") ?? createSha256();
}
