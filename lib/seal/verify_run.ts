import { checkOptions, nameOf } from "../base/options.ts";
import { isInside } from "../base/path.ts";
import type { Source } from "../base/source.ts";
import { listDiskFolder } from "./disk_folder.ts";
import { type FolderFiles, listFiles } from "./files_folder.ts";
import { type PublicKey, readPublicKey } from "./public_key.ts";
import { readClaimed, readRecord } from "./read_record.ts";
import { SEAL_PARTS } from "./seal_parts.ts";
import { listSource, SIDE_BY_SIDE, type SourceFolder } from "./source_folder.ts";
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
  /** The run's own folder in a source: the one that holds `run.log`.
   * @default the top of the source */
  readonly folder?: string;
  /** Ends the reading of a source. */
  readonly signal?: AbortSignal;
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

/** Verifies the record of a run: its manifest, its log, each of its files, and its seal.
 *
 * Writes nothing, never stops at the first finding, and never throws for what the folder holds.
 * Every file is read once, piece by piece: a large artifact takes no more memory than a small one.
 * `ok` says that nothing speaks against the record; what could not be checked is listed in
 * `coverage`. No network is used, unless a source does; of a source eight files are read at a time,
 * and where it cannot list, those that something names.
 *
 * @param subject the run's own folder on the disk, its files, such as those of a zip, or a source
 * @throws {TypeError} where the subject is none, or the files are those of more than one run
 * @throws {RangeError} for a folder of a source that is not relative or leads upward
 * @throws {SinkError} where a source cannot be listed, or fails in a way that may pass
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
  subject: string | FolderFiles | Source,
  options?: VerifyOptions,
): Promise<Verification> {
  checkOptions("verifyRun", options, ["keys", "folder", "signal"]);
  const keys = await readKeys(options?.keys);
  const { folder, named, sideBySide } = await folderOf(subject, options);
  const findings: VerifyFinding[] = [];
  const report: Report = (finding) => {
    findings.push(Object.freeze({ severity: "error", ...finding }));
  };
  const record = await readRecord(folder, report, sideBySide);
  const { manifest, log, references } = record;
  const signatures: SignatureFacts[] = [];
  const seal = await verifySeal({ read: record.read, log, keys, report, signatures });
  const claims = [...record.claims, ...seal.claims];
  const read = named === undefined
    ? record.read
    : await readClaimed({ read: record.read, claims, named }, report);
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
      listed: named === undefined,
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

async function folderOf(
  subject: unknown,
  { folder = "", signal }: VerifyOptions = {},
): Promise<SourceFolder & { readonly sideBySide?: number }> {
  if (typeof subject === "string" && subject !== "") {
    return { folder: await listDiskFolder(subject) };
  }
  if (typeof subject === "object" && subject !== null && Symbol.iterator in subject) {
    return { folder: listFiles(subject as FolderFiles).folder };
  }
  if (typeof (subject as Source | undefined)?.get === "function") {
    if (typeof folder !== "string" || folder !== "" && !isInside(folder)) {
      throw new RangeError(
        `Cannot verify a run: folder must be relative, without "..", got ${nameOf(folder)}`,
      );
    }
    const top = folder === "" ? "" : `${folder}/`;
    return { ...await listSource(subject as Source, top, signal), sideBySide: SIDE_BY_SIDE };
  }
  throw new TypeError(
    `Cannot verify a run: a directory, its files or a source were expected, got ${nameOf(subject)}`,
  );
}
