import { concat, toHex } from "../base/bytes.ts";
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
const MOST_KEPT = 2 ** 28;

/** How a folder is read. */
export interface FolderReading {
  readonly report: Report;
  /** Whether the bytes of a file are kept. */
  keeps(path: string): boolean;
  /** Told every piece of a file, which it does not keep, before the next one is read. */
  take(path: string, piece: Uint8Array): void;
}

/** Reads every file of a folder once, one after the other, in memory of one piece beside what is
 * kept; tells what cannot be read. */
export async function readFolder(folder: Folder, reading: FolderReading): Promise<ReadFolder> {
  const files = new Map<string, ReadFile>();
  const unread = new Set<string>();
  for (const entry of folder) {
    const file = await readFile(entry, reading);
    if (file === undefined) unread.add(entry.path);
    else files.set(entry.path, file);
  }
  return { files, unread };
}

async function readFile(
  { path, read, problem }: FolderEntry,
  { report, keeps, take }: FolderReading,
): Promise<ReadFile | undefined> {
  if (read === undefined) {
    if (problem !== undefined) report({ ...problem, path });
    return undefined;
  }
  const hash = beginHash();
  const kept: Uint8Array[] | undefined = keeps(path) ? [] : undefined;
  let size = 0;
  try {
    for await (const piece of read()) {
      hash.update(piece);
      size += piece.length;
      if (size <= MOST_KEPT) kept?.push(piece.slice());
      take(path, piece);
    }
  } catch (error) {
    const message = `The file cannot be read: ${messageOf(error)}`;
    report({ code: "file-unreadable", message, path });
    return undefined;
  }
  const bytes = kept === undefined || size > MOST_KEPT ? undefined : concat(kept);
  return { size, sha256: toHex(hash.digest()), bytes };
}

/** A SHA-256 of the host, which is faster, or of the kernel. */
function beginHash(): { update(bytes: Uint8Array): unknown; digest(): Uint8Array } {
  return builtin("node:crypto")?.createHash("sha256") ?? createSha256();
}
