import type { FileRecord } from "../run/events.ts";
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

/** What a manifest says of the files of a folder. */
export function manifestClaims({ files }: Manifest): FileClaim[] {
  return files.map((file) => ({ ...file, by: "manifest.json" }));
}

/** What a run says of the copies in its folder, and the files that it only names. */
export function runClaims(run: Run): { claims: FileClaim[]; references: FileRecord[] } {
  const { log, length } = _parts(run);
  const claims: FileClaim[] = [];
  const references: FileRecord[] = [];
  for (const [, event] of recordsAt(log, length)) {
    for (const record of filesOf(event)) {
      const { path, sha256, size, mediaType } = record;
      if (path === undefined || sha256 === undefined) references.push(record);
      else claims.push({ path, by: "run.log", sha256, size, mediaType });
    }
  }
  return { claims, references };
}
