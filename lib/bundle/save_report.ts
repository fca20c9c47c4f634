import type { StemmaError } from "../base/errors.ts";
import type { CrateGap } from "./crate_gaps.ts";

/** How far a saving is. */
export interface SaveProgress {
  /** The file that was just done, written or not; they are done in any order. */
  readonly path: string;
  /** How many files were written so far; what the sink held already does not count. */
  readonly files: number;
  /** How many bytes were written so far. */
  readonly bytes: number;
}

/** What became of each file; each list is in the order of the files, whichever was done first. */
export interface SaveReport {
  /** What the sink took: the path, the size in bytes, and the SHA-256 as 64 hex digits. */
  readonly written: readonly { path: string; size: number; sha256: string }[];
  /** What could not be made or written, and why; saving again retries it. */
  readonly failed: readonly { path: string; error: Error | StemmaError }[];
  /** What was not written and need not be, or cannot be yet, and why. */
  readonly skipped: readonly { path: string; reason: string }[];
  /** What the crate lacks of what its profile asks for; absent where no crate was asked for. */
  readonly gaps?: readonly CrateGap[];
}
