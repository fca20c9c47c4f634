import { groupBy } from "../base/group_by.ts";
import { type FileClaim, manifestClaims, runClaims } from "./file_claims.ts";
import type { Folder, FolderEntry } from "./folder.ts";
import type { Manifest } from "./manifest.ts";
import { type ReadFolder, readFolder } from "./read_folder.ts";
import { SIDE_BY_SIDE, type SourceFolder } from "./source_folder.ts";
import type { Report, VerifyCoverage } from "./verify_finding.ts";
import { LogVerifier, type VerifiedLog, verifyLog } from "./verify_log.ts";
import { verifyManifest } from "./verify_manifest.ts";

/** A run's folder as it was read. */
export interface RunRecord {
  readonly read: ReadFolder;
  /** Absent where nothing can be taken from it. */
  readonly manifest?: Manifest;
  /** Absent where it holds no event. */
  readonly log?: VerifiedLog;
  /** What manifest and log say of the files, which nobody has held against them yet. */
  readonly claims: readonly FileClaim[];
  readonly references: VerifyCoverage["references"];
}

/** Reads a run's folder, every file once, and holds the log against the manifest.
 *
 * @param sideBySide how many files are read at the same time; else one after the other
 */
export async function readRecord(
  folder: Folder,
  report: Report,
  sideBySide?: number,
): Promise<RunRecord> {
  const reader = new LogVerifier();
  const read = await readFolder(folder, {
    report,
    keeps: (path) => path === "manifest.json" || path.startsWith("seal/"),
    take: (path, piece) => {
      if (path === "run.log") reader.push(piece);
    },
  }, sideBySide);
  const manifest = verifyManifest(read, report);
  const log = verifyLog(read, reader, manifest, report);
  const { claims, references } = log === undefined ? NOTHING : runClaims(log.run);
  const all = [...(manifest === undefined ? [] : manifestClaims(manifest)), ...claims];
  return { read, manifest, log, claims: all, references };
}

/** Reads what claims name and nobody has listed: from a place that can only be asked. */
export async function readClaimed(
  { read, claims, named }: {
    readonly read: ReadFolder;
    readonly claims: readonly FileClaim[];
    readonly named: NonNullable<SourceFolder["named"]>;
  },
  report: Report,
): Promise<ReadFolder> {
  const entries: FolderEntry[] = [];
  for (const [path, said] of groupBy(claims, ({ path }) => path)) {
    if (read.files.has(path) || read.unread.has(path)) continue;
    const sizes = said.flatMap(({ size }) => size ?? []);
    entries.push(named(path, sizes.length === 0 ? Infinity : Math.max(...sizes)));
  }
  const more = await readFolder(entries, { report, keeps: () => false, take() {} }, SIDE_BY_SIDE);
  return {
    files: new Map([...read.files, ...more.files]),
    unread: new Set([...read.unread, ...more.unread]),
  };
}

const NOTHING: ReturnType<typeof runClaims> = { claims: [], references: [] };
