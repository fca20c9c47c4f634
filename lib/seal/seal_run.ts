import { systemEnv } from "../base/env.ts";
import { SinkError } from "../base/errors.ts";
import { nameOf } from "../base/options.ts";
import { builtin } from "../disk/builtin.ts";
import { LOCK_FILE, STALE_MS } from "../disk/lock_file.ts";
import { listDiskFolder } from "./disk_folder.ts";
import { readSealOptions, type SealOptions, type SealReport } from "./seal_options.ts";
import { sealRecord } from "./seal_record.ts";
import { writeSeal } from "./write_seal.ts";

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
  if (typeof directory !== "string" || directory === "") {
    throw new TypeError(`Cannot seal a run: directory must be a path, got ${nameOf(directory)}`);
  }
  const means = await readSealOptions("sealRun", options);
  const folder = await listDiskFolder(directory);
  if (folder.some(({ path }) => path === LOCK_FILE)) await checkLock(directory);
  const { basename, resolve } = builtin("node:path")!;
  const { files, report } = await sealRecord(folder, () => basename(resolve(directory)), means);
  await writeSeal(directory, files);
  return report;
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
