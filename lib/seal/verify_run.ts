import { checkOptions, nameOf } from "../base/options.ts";
import { listDiskFolder } from "./disk_folder.ts";
import { type FolderFiles, listFiles } from "./files_folder.ts";
import type { Folder } from "./folder.ts";
import { type PublicKey, readPublicKey } from "./public_key.ts";
import { readRecord } from "./read_record.ts";
import { SEAL_PARTS } from "./seal_parts.ts";
import { verifyFiles } from "./verify_files.ts";
import type { Report, SignatureFacts, VerifyCoverage, VerifyFinding } from "./verify_finding.ts";
import { manifestListing, verifyRest } from "./verify_rest.ts";
import { verifySeal } from "./verify_seal.ts";

/** How a run is verified. */
export interface VerifyOptions {
  /** The public keys that are trusted: PEM, a `CryptoKey`, or the key text of a signed note. Where
   * they are given a run must be sealed by one of them. Without keys a seal is held against the
   * folder, and nothing is known of who made it. */
  readonly keys?: readonly (string | CryptoKey)[];
}

/** What a verification came to. */
export interface Verification {
  /** Whether nothing speaks against the record: no finding is an error. */
  readonly ok: boolean;
  /** What was found, part by part. */
  readonly findings: readonly VerifyFinding[];
  /** What was looked at, and what was not. */
  readonly coverage: VerifyCoverage;
}

/** Verifies the record of a run, offline: its manifest, its log, each of its files, and its seal.
 *
 * Writes nothing, never stops at the first finding, and never throws for what the folder holds.
 * Every file is read once, piece by piece: a large artifact takes no more memory than a small one.
 * `ok` says that nothing speaks against the record; what could not be checked is listed in
 * `coverage`.
 *
 * @param subject the run's own folder on the disk, or its files, such as those of a zip
 * @throws {TypeError} where the subject is neither, or the files are those of more than one run
 * @throws {StemmaError} `ASSET_UNREADABLE` where the folder itself cannot be listed
 * @throws {SealError} `SEAL_KEY`, `SEAL_ALGORITHM` where a key that is given cannot be used
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
 * assert.ok(findings.some(({ code }) => code === "file-digest-differs"));
 * ```
 */
export async function verifyRun(
  subject: string | FolderFiles,
  options?: VerifyOptions,
): Promise<Verification> {
  checkOptions("verifyRun", options, ["keys"]);
  const keys = await readKeys(options?.keys);
  const folder = await folderOf(subject);
  const findings: VerifyFinding[] = [];
  const report: Report = (finding) => {
    findings.push(Object.freeze({ severity: "error", ...finding }));
  };
  const record = await readRecord(folder, report);
  const { read, manifest, log, references } = record;
  const signatures: SignatureFacts[] = [];
  const seal = await verifySeal({ read, log, keys, report, signatures });
  const claims = [...record.claims, ...seal.claims];
  const held = verifyFiles(read, claims, report);
  const listings = [
    ...(manifest === undefined ? [] : [manifestListing(manifest)]),
    ...seal.listings,
  ];
  const claimed = new Set(claims.map(({ path }) => path));
  const rest = verifyRest(read, listings, claimed, SEAL_PARTS, report);
  return Object.freeze({
    ok: findings.every(({ severity }) => severity !== "error"),
    findings: Object.freeze(findings),
    coverage: Object.freeze({
      files: held.files,
      events: log?.run.length ?? 0,
      signedEvents: seal.signedEvents,
      signatures: Object.freeze(signatures),
      references,
      unchecked: Object.freeze([...held.unchecked, ...rest, ...seal.unchecked]),
    }),
  });
}

async function readKeys(
  keys: VerifyOptions["keys"],
): Promise<readonly PublicKey[] | undefined> {
  if (keys === undefined) return undefined;
  if (!Array.isArray(keys)) {
    throw new TypeError(`Cannot verify a run: keys must be a list, got ${nameOf(keys)}`);
  }
  return await Promise.all(keys.map((key) => readPublicKey(key)));
}

async function folderOf(subject: unknown): Promise<Folder> {
  if (typeof subject === "string" && subject !== "") return await listDiskFolder(subject);
  if (typeof subject === "object" && subject !== null && Symbol.iterator in subject) {
    return listFiles(subject as FolderFiles).folder;
  }
  throw new TypeError(
    `Cannot verify a run: a directory or its files were expected, got ${nameOf(subject)}`,
  );
}
