import { checkOptions } from "../base/options.ts";
import type { SealMeans } from "./make_seal.ts";
import { readSigner, type SealKey } from "./signer.ts";

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

/** Reads who seals, and how.
 *
 * @throws {TypeError} for an unknown option
 * @throws {SealError} `SEAL_KEY`, `SEAL_ALGORITHM`
 */
export async function readSealOptions(caller: string, options: SealOptions): Promise<SealMeans> {
  checkOptions(caller, options, ["key", "publicKey", "name", "checkpointKey", "anchor"]);
  const { key, publicKey, name, checkpointKey, anchor } = options ?? {};
  const signer = await readSigner(key, publicKey);
  const checkpointSigner = checkpointKey === undefined ? signer : await readSigner(checkpointKey);
  return { signer, checkpointSigner, name, anchor };
}
