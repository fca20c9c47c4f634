import { toHex } from "../base/bytes.ts";
import { systemEnv } from "../base/env.ts";
import { SealError, SinkError } from "../base/errors.ts";
import { checkOptions, nameOf } from "../base/options.ts";
import { sha256 } from "../core/sha256.ts";
import { builtin } from "../disk/builtin.ts";
import { LOCK_FILE, STALE_MS } from "../disk/lock_file.ts";
import type { Run } from "../run/run.ts";
import { listDiskFolder } from "./disk_folder.ts";
import { type EarlierCheckpoints, earlierCheckpoints } from "./earlier_checkpoints.ts";
import { makeSeal } from "./make_seal.ts";
import { readRecord } from "./read_record.ts";
import { SEAL_PARTS } from "./seal_parts.ts";
import { readSigner, type SealKey } from "./signer.ts";
import type { FileDigest } from "./statement.ts";
import { verifyFiles } from "./verify_files.ts";
import type { VerifyFinding } from "./verify_finding.ts";
import { manifestListing, verifyRest } from "./verify_rest.ts";
import { writeSeal } from "./write_seal.ts";

/** How a run is sealed. */
export interface SealOptions {
  /** The key that signs: P-256, or Ed25519, which leaves `model.sig` out. */
  readonly key: SealKey;
  /** Its public half, as PEM or `CryptoKey`, where the private one does not give it. */
  readonly publicKey?: string | CryptoKey;
  /** The name of the key that signs the checkpoint, such as `example.org/ada`. @default the name of
   * the run's log: its IRI without the scheme */
  readonly name?: string;
  /** Another key for the checkpoint, such as one of Ed25519, which all readers of notes know. */
  readonly checkpointKey?: SealKey;
  /** Takes the bytes of the attestation to a witness, such as a time stamp's authority (RFC 3161),
   * and gives what that one answers, which is kept as `seal/anchor`. */
  readonly anchor?: (bytes: Uint8Array<ArrayBuffer>) => Promise<Uint8Array>;
}

/** What a sealing came to: plain data. */
export interface SealReport {
  /** The name of the run's log. */
  readonly origin: string;
  /** How many events were sealed. */
  readonly events: number;
  /** The root of the log, as `digest` of the run gives it. */
  readonly root: string;
  /** The files of the seal. */
  readonly written: readonly {
    readonly path: string;
    readonly size: number;
    readonly sha256: string;
  }[];
  /** What the seal does not hold, and why. */
  readonly skipped: readonly { readonly path: string; readonly reason: string }[];
}

/** Seals the folder of a saved run: whoever has the public key can tell afterwards whether anything
 * in it was changed, left out or added.
 *
 * Folder, manifest and log are held against each other first: a record that does not stand is not
 * signed. A run that went on can be sealed again; the checkpoints before stay. **Without an anchor
 * the owner of the key can make another history and sign it**, and a statement that is signed by
 * whom it is about reaches no SLSA level above 1.
 *
 * Cost: every file is read once, in flat memory. One process seals a folder at a time.
 *
 * @param directory the run's own folder: the one that holds `run.log` and `manifest.json`
 * @throws {SealError} `SEAL_KEY`, `SEAL_ALGORITHM`; `SEAL_RECORD` with the findings in its details;
 * `SEAL_ANCHOR`
 * @throws {SinkError} `SINK_LOCKED` while a journal writes there; `SINK_IO`
 * @throws {StemmaError} `ASSET_UNREADABLE`
 * @example
 * ```ts
 * import { endRun, logMetric, saveRun, startRun } from "stemma";
 * import { fsSink } from "stemma/fs";
 * import { generateSealKey, sealRun } from "stemma/seal";
 * import { mkdtemp, rm } from "node:fs/promises";
 * import assert from "node:assert/strict";
 *
 * const folder = await mkdtemp("run-");
 * const run = endRun(logMetric(startRun({ experiment: "digits" }), "loss", 0.5));
 * await saveRun(run, fsSink(folder), { folder: "r1" });
 * const { privateKey } = await generateSealKey();
 * const { events, written } = await sealRun(`${folder}/r1`, { key: privateKey });
 * assert.equal(events, run.length);
 * assert.deepEqual(written.map(({ path }) => path), [
 *   "seal/checkpoint",
 *   "seal/attestation.sigstore.json",
 *   "seal/model.sig",
 * ]);
 * await rm(folder, { recursive: true });
 * ```
 */
export async function sealRun(directory: string, options: SealOptions): Promise<SealReport> {
  checkOptions("sealRun", options, ["key", "publicKey", "name", "checkpointKey", "anchor"]);
  if (typeof directory !== "string" || directory === "") {
    throw new TypeError(`Cannot seal a run: directory must be a path, got ${nameOf(directory)}`);
  }
  const { key, publicKey, name, checkpointKey, anchor } = options;
  const signer = await readSigner(key, publicKey);
  const checkpointSigner = checkpointKey === undefined ? signer : await readSigner(checkpointKey);
  const { run, files, earlier } = await readSound(directory);
  const { basename, resolve } = builtin("node:path")!;
  const seal = await makeSeal(
    { run, files, earlier: earlier.notes, folder: basename(resolve(directory)) },
    { signer, checkpointSigner, name, anchor },
  );
  await writeSeal(directory, seal.files);
  const written = Array.from(seal.files, ([path, bytes]) => ({
    path: `seal/${path}`,
    size: bytes.length,
    sha256: toHex(sha256(bytes)),
  }));
  return Object.freeze({
    ...seal.checkpoint,
    written,
    skipped: [...seal.skipped, ...torn(earlier)],
  });
}

interface SoundRecord {
  readonly run: Run;
  readonly files: readonly FileDigest[];
  readonly earlier: EarlierCheckpoints;
}

/** Reads a folder whose parts agree. */
async function readSound(directory: string): Promise<SoundRecord> {
  const findings: Omit<VerifyFinding, "severity">[] = [];
  const folder = await listDiskFolder(directory);
  if (folder.some(({ path }) => path === LOCK_FILE)) await checkLock(directory);
  const { read, manifest, log, claims } = await readRecord(folder, ({ severity, ...finding }) => {
    if (severity !== "note") findings.push(finding);
  });
  const report = (finding: Omit<VerifyFinding, "severity">) => findings.push(finding);
  verifyFiles(read, claims, report);
  const claimed = new Set(claims.map(({ path }) => path));
  const listings = manifest === undefined ? [] : [manifestListing(manifest)];
  for (const { path, reason } of verifyRest(read, listings, claimed, SEAL_PARTS, report)) {
    if (/\.tmp$/.test(path)) findings.push({ code: "file-extra", message: reason, path });
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

/** Refuses to seal what still grows: a journal that lives renews its lock. */
async function checkLock(directory: string): Promise<void> {
  const path = `${directory}/${LOCK_FILE}`;
  const { mtimeMs } = await builtin("node:fs")!.promises.stat(path);
  if (systemEnv.now() - mtimeMs > STALE_MS) return;
  throw new SinkError(
    "SINK_LOCKED",
    `Cannot seal ${nameOf(directory)}: a journal writes there, or was killed a minute ago at most`,
    { path: directory, retryable: true },
  );
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
