import type { VerifyCode } from "./verify_finding.ts";

/** A run's folder, wherever it lies: on a disk, in a zip, behind HTTP. */
export type Folder = readonly FolderEntry[];

/** Something in a folder. */
export interface FolderEntry {
  /** Relative to the run's folder, `/`-separated. */
  readonly path: string;
  /** Reads it from its start; a piece is good until the next one is asked for. Absent of what is no
   * file that can be read; gives `undefined` where there turns out to be none. */
  readonly read?: () =>
    | AsyncIterable<Uint8Array>
    | Promise<AsyncIterable<Uint8Array> | undefined>;
  /** Why it is not read. */
  readonly problem?: { readonly code: VerifyCode; readonly message: string };
}

/** The same entries in the order of their paths. */
export function sortEntries(entries: readonly FolderEntry[]): Folder {
  return [...entries].sort((a, b) => a.path < b.path ? -1 : a.path > b.path ? 1 : 0);
}
