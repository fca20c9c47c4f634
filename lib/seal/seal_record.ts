import { toHex } from "../base/bytes.ts";
import { SealError } from "../base/errors.ts";
import { sha256 } from "../core/sha256.ts";
import { LOCK_FILE } from "../disk/lock_file.ts";
import type { Run } from "../run/run.ts";
import { type EarlierCheckpoints, earlierCheckpoints } from "./earlier_checkpoints.ts";
import type { Folder } from "./folder.ts";
import { makeSeal, type Seal, type SealMeans } from "./make_seal.ts";
import { readRecord } from "./read_record.ts";
import type { SealReport } from "./seal_options.ts";
import { SEAL_PARTS } from "./seal_parts.ts";
import type { FileDigest } from "./statement.ts";
import { verifyFiles } from "./verify_files.ts";
import type { VerifyFinding } from "./verify_finding.ts";
import { manifestListing, verifyRest } from "./verify_rest.ts";

/** Makes the seal of a run's folder, wherever that lies; a record that does not stand gets none.
 *
 * @param nameOf gives the name of the folder
 * @throws {SealError} `SEAL_RECORD`, `SEAL_KEY`, `SEAL_ANCHOR`
 */
export async function sealRecord(
  folder: Folder,
  nameOf: (run: Run) => string,
  means: SealMeans,
): Promise<{ files: Seal["files"]; report: SealReport }> {
  const { run, files, earlier } = await readSound(folder);
  const subject = { run, files, earlier: earlier.notes, folder: nameOf(run) };
  const seal = await makeSeal(subject, means);
  const written = Array.from(
    seal.files,
    ([path, bytes]) =>
      Object.freeze({ path: `seal/${path}`, size: bytes.length, sha256: toHex(sha256(bytes)) }),
  );
  const report = Object.freeze({
    ...seal.checkpoint,
    written: Object.freeze(written),
    skipped: Object.freeze([...seal.skipped, ...torn(earlier)]),
  });
  return { files: seal.files, report };
}

interface SoundRecord {
  readonly run: Run;
  readonly files: readonly FileDigest[];
  readonly earlier: EarlierCheckpoints;
}

/** Reads a folder whose parts agree. */
async function readSound(folder: Folder): Promise<SoundRecord> {
  const findings: Omit<VerifyFinding, "severity">[] = [];
  const { read, manifest, log, claims } = await readRecord(folder, ({ severity, ...finding }) => {
    if (severity !== "note") findings.push(finding);
  });
  const report = (finding: Omit<VerifyFinding, "severity">) => findings.push(finding);
  verifyFiles(read, claims, report);
  const claimed = new Set(claims.map(({ path }) => path));
  const listings = manifest === undefined ? [] : [manifestListing(manifest)];
  for (const { path, reason } of verifyRest(read, listings, claimed, SEAL_PARTS, report)) {
    // Those below seal/ go when the seal is written.
    if (/\.tmp$/.test(path) && !path.startsWith("seal/")) {
      findings.push({ code: "file-extra", message: reason, path });
    }
  }
  if (findings.length === 0 && log !== undefined && manifest !== undefined) {
    const earlier = earlierCheckpoints(log.run, (path) => read.files.get(path)?.bytes);
    const files = Array.from(read.files, ([path, { sha256 }]) => ({ path, sha256 }))
      .filter(({ path }) => !path.startsWith("seal/") && !path.startsWith(LOCK_FILE));
    if (earlier.faults.length === 0) return { run: log.run, files, earlier };
    throw recordError(earlier.faults);
  }
  throw recordError(findings);
}

function recordError(findings: readonly { path?: string; message: string }[]): SealError {
  const [{ path, message }] = findings;
  const more = findings.length === 1 ? "" : `, and ${findings.length - 1} more`;
  return new SealError(
    "SEAL_RECORD",
    `Cannot seal a record that does not stand: ${path ?? ""}: ${message}${more}`,
    { findings },
  );
}

function torn({ torn }: EarlierCheckpoints): SealReport["skipped"] {
  return torn === 0 ? [] : [{
    path: "seal/checkpoints",
    reason: `its last ${torn} bytes were no whole checkpoint: a writer was stopped there`,
  }];
}
