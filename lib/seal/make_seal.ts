import { toHex, utf8 } from "../base/bytes.ts";
import { SealError } from "../base/errors.ts";
import { sha256 } from "../core/sha256.ts";
import { _head, type Run } from "../run/run.ts";
import { type Checkpoint, checkpointText, joinCheckpoints, originOf } from "./checkpoint.ts";
import { logRoot } from "./digest.ts";
import { modelStatement } from "./model_signature.ts";
import { modelStates, statesFile } from "./model_states.ts";
import { provenanceStatement } from "./provenance_statement.ts";
import { signNote } from "./signed_note.ts";
import type { Signer } from "./signer.ts";
import { signBundle } from "./sigstore_bundle.ts";
import type { FileDigest } from "./statement.ts";

/** What is sealed. */
export interface SealSubject {
  readonly run: Run;
  /** The name of the run's folder. */
  readonly folder: string;
  /** Every file of the folder but those below `seal/`, in the order of their paths. */
  readonly files: readonly FileDigest[];
  /** The checkpoints that were signed before, oldest first. */
  readonly earlier: readonly Uint8Array[];
}

/** Who seals, and how. */
export interface SealMeans {
  readonly signer: Signer;
  /** Signs the checkpoint. */
  readonly checkpointSigner: Signer;
  /** The name of the checkpoint's key. */
  readonly name?: string;
  readonly anchor?: (bytes: Uint8Array<ArrayBuffer>) => Promise<Uint8Array>;
}

/** A seal: its files, relative to `seal/`, and what it does not hold. */
export interface Seal {
  readonly checkpoint: Checkpoint;
  readonly files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
  readonly skipped: readonly { readonly path: string; readonly reason: string }[];
}

/** Makes the files that seal a run, in memory.
 *
 * @throws {SealError} `SEAL_KEY`, `SEAL_ANCHOR`
 */
export async function makeSeal(subject: SealSubject, means: SealMeans): Promise<Seal> {
  const { run, folder, earlier } = subject;
  const { signer, checkpointSigner, anchor } = means;
  const root = toHex(logRoot(run));
  const checkpoint = { origin: originOf(_head(run)), events: run.length, root };
  const name = means.name ?? checkpoint.origin;
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  const skipped: { path: string; reason: string }[] = [];
  const skip = (path: string, reason: string) => skipped.push({ path: `seal/${path}`, reason });

  files.set("checkpoint", utf8(await signNote(checkpointText(checkpoint), name, checkpointSigner)));
  if (earlier.length > 0) files.set("checkpoints", joinCheckpoints(earlier));
  const states = modelStates(run);
  if (states.length > 0) files.set("states.jsonl", statesFile(states));
  else skip("states.jsonl", "the run saved no version of a model");

  const bound = Array.from(files, ([path, bytes]): FileDigest => ({
    path: `seal/${path}`,
    sha256: toHex(sha256(bytes)),
  }));
  const statement = provenanceStatement(run, root, [...subject.files, ...bound]);
  const attestation = await signBundle(statement, signer);
  files.set("attestation.sigstore.json", attestation);

  if (signer.publicKey.algorithm === "P-256") {
    files.set("model.sig", await signBundle(modelStatement(folder, subject.files), signer));
  } else skip("model.sig", "OpenSSF Model Signing knows no Ed25519; a key of P-256 signs it");
  if (anchor !== undefined) files.set("anchor", await tokenOf(anchor, attestation));
  else skip("anchor", "none was asked for: who has the key can make another history");
  return { checkpoint, files, skipped };
}

async function tokenOf(
  anchor: NonNullable<SealMeans["anchor"]>,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  let cause: unknown;
  try {
    const token = await anchor(bytes.slice());
    if (token instanceof Uint8Array && token.length > 0) return token.slice();
  } catch (error) {
    cause = error;
  }
  const why = "Cannot seal: the anchor failed or gave no bytes; nothing was written";
  throw new SealError("SEAL_ANCHOR", why, {}, { cause });
}
