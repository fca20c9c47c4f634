import { nameOf } from "../base/options.ts";
import { listDiskFolder } from "./disk_folder.ts";
import { type FolderFiles, listFiles } from "./files_folder.ts";
import type { Folder } from "./folder.ts";
import { readRecord } from "./read_record.ts";
import { verifyFiles } from "./verify_files.ts";
import type { Report, VerifyCoverage, VerifyFinding } from "./verify_finding.ts";
import { verifyRest } from "./verify_rest.ts";

/** What a verification came to. */
export interface Verification {
  /** Whether nothing speaks against the record: no finding is an error. */
  readonly ok: boolean;
  /** What was found, in the order of the parts: the folder, the manifest, the log, the files. */
  readonly findings: readonly VerifyFinding[];
  readonly coverage: VerifyCoverage;
}

/** Verifies the record of a run, offline: its manifest, its log, and each of its files.
 *
 * Writes nothing, never stops at the first finding, and never throws for what the folder holds.
 * Every file is read once, piece by piece: a large artifact takes no more memory than a small one.
 * `ok` says that nothing speaks against the record; what could not be checked is listed in
 * `coverage`.
 *
 * @param subject the run's own folder on the disk, or its files, such as those of a zip
 * @throws {TypeError} where the subject is neither, or the files are those of more than one run
 * @throws {StemmaError} `ASSET_UNREADABLE` where the folder itself cannot be listed
 * @example
 * ```ts
 * import { logMetric, memorySink, saveRun, startRun } from "stemma";
 * import { verifyRun } from "stemma/seal";
 * import assert from "node:assert/strict";
 * const sink = memorySink();
 * await saveRun(logMetric(startRun({ experiment: "digits", runId: "r1" }), "loss", 0.5), sink);
 * const files = new Map(sink.files);
 * assert.ok((await verifyRun(files)).ok);
 * files.set("digits/r1/metrics/run/loss.csv", new TextEncoder().encode("better"));
 * const { ok, findings } = await verifyRun(files);
 * assert.ok(!ok);
 * assert.equal(findings[0].code, "file-digest-differs");
 * ```
 */
export async function verifyRun(subject: string | FolderFiles): Promise<Verification> {
  const folder = await folderOf(subject);
  const findings: VerifyFinding[] = [];
  const report: Report = (finding) => {
    findings.push(Object.freeze({ severity: "error", ...finding }));
  };
  const { read, manifest, log, claims, references } = await readRecord(folder, report);
  const held = verifyFiles(read, claims, report);
  const claimed = new Set(claims.map(({ path }) => path));
  const holder = manifest === undefined ? undefined : "The manifest";
  const rest = verifyRest(read, claimed, holder, false, report);
  return Object.freeze({
    ok: findings.every(({ severity }) => severity !== "error"),
    findings: Object.freeze(findings),
    coverage: Object.freeze({
      files: held.files,
      events: log?.run.length ?? 0,
      references,
      unchecked: Object.freeze([...held.unchecked, ...rest]),
    }),
  });
}

async function folderOf(subject: unknown): Promise<Folder> {
  if (typeof subject === "string" && subject !== "") return await listDiskFolder(subject);
  if (typeof subject === "object" && subject !== null && Symbol.iterator in subject) {
    return listFiles(subject as FolderFiles);
  }
  throw new TypeError(
    `Cannot verify a run: a directory or its files were expected, got ${nameOf(subject)}`,
  );
}
