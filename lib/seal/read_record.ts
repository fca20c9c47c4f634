import { type FileClaim, manifestClaims, runClaims } from "./file_claims.ts";
import type { Folder } from "./folder.ts";
import type { Manifest } from "./manifest.ts";
import { type ReadFolder, readFolder } from "./read_folder.ts";
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

/** Reads a run's folder, every file once, and holds the log against the manifest. */
export async function readRecord(folder: Folder, report: Report): Promise<RunRecord> {
  const reader = new LogVerifier();
  const read = await readFolder(folder, {
    report,
    keeps: (path) => path === "manifest.json" || path.startsWith("seal/"),
    take: (path, piece) => {
      if (path === "run.log") reader.push(piece);
    },
  });
  const manifest = verifyManifest(read, report);
  const log = verifyLog(read, reader, manifest, report);
  const { claims, references } = log === undefined ? NOTHING : runClaims(log.run);
  const all = [...(manifest === undefined ? [] : manifestClaims(manifest)), ...claims];
  return { read, manifest, log, claims: all, references };
}

const NOTHING: ReturnType<typeof runClaims> = { claims: [], references: [] };
