import { recordsAt } from "../run/log.ts";
import { _parts, type Run } from "../run/run.ts";
import { filesOf } from "../run/subject.ts";
import type { Manifest } from "./manifest.ts";

/** What a part of the record says of a file. */
export interface FileClaim {
  readonly path: string;
  /** Which part says it, such as `manifest.json`. */
  readonly by: string;
  /** As 64 hex digits. */
  readonly sha256: string;
  readonly size?: number;
  readonly mediaType?: string;
}

/** A file that a run names and keeps no copy of. */
export interface FileReference {
  /** The name that it was logged under. */
  readonly name: string;
  /** Where it lies; absent where the run does not know. */
  readonly uri?: string;
  /** Its SHA-256 as 64 hex digits; absent where the run does not know. */
  readonly sha256?: string;
}

/** What a manifest says of the files of a folder. */
export function manifestClaims({ files }: Manifest): FileClaim[] {
  return files.map((file) => ({ ...file, by: "manifest.json" }));
}

/** What a run says of the copies in its folder, and the files that it only names. */
export function runClaims(run: Run): { claims: FileClaim[]; references: FileReference[] } {
  const { log, length } = _parts(run);
  const claims: FileClaim[] = [];
  const references: FileReference[] = [];
  for (const [, event] of recordsAt(log, length)) {
    for (const record of filesOf(event)) {
      const { path, sha256, size, mediaType, name, uri } = record;
      if (path === undefined || sha256 === undefined) references.push({ name, uri, sha256 });
      else claims.push({ path, by: "run.log", sha256, size, mediaType });
    }
  }
  return { claims, references };
}
