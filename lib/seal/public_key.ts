import { SealError } from "../base/errors.ts";
import { nameOf } from "../base/options.ts";
import { ecdsaFromDer } from "./ecdsa_signature.ts";
import { type KeyBytes, keyBytes, parseNoteKey } from "./note_key.ts";
import { readPem, writePem } from "./pem.ts";
import { importKey, type SealAlgorithm, webCrypto } from "./web_crypto.ts";

/** A key that signatures are held against. */
export interface PublicKey extends KeyBytes {
  /** Its PEM, of 64 columns with a newline at the end. */
  readonly pem: string;
  readonly key: CryptoKey;
}

/** Reads a public key: PEM, a `CryptoKey`, or the verifier's key text of a signed note.
 *
 * @throws {SealError} `SEAL_KEY` where it is none of P-256 or Ed25519, `SEAL_ALGORITHM` where the
 * runtime lacks what it needs
 */
export async function readPublicKey(given: unknown): Promise<PublicKey> {
  if (typeof given === "string") {
    const isPem = given.includes("-----");
    return await publicKeyOf(
      isPem ? keyBytes(readPem("PUBLIC KEY", given)) : parseNoteKey(given.trim()),
    );
  }
  const { type } = (given ?? {}) as CryptoKey;
  if (type !== "public") {
    throw new SealError(
      "SEAL_KEY",
      `Cannot read a key: a public key was expected, PEM or CryptoKey, got ${
        type === "private" || type === "secret" ? `a ${type} one` : nameOf(given)
      }`,
    );
  }
  try {
    const spki = await webCrypto().exportKey("spki", given as CryptoKey);
    return await publicKeyOf(keyBytes(new Uint8Array(spki)));
  } catch (cause) {
    if (cause instanceof SealError) throw cause;
    throw new SealError("SEAL_KEY", "Cannot read a key: it cannot be exported", {}, { cause });
  }
}

/** Whether a signature over bytes is by a key; a P-256 one may be DER or both numbers bare. */
export async function isSignedBy(
  { algorithm, key }: PublicKey,
  bytes: Uint8Array<ArrayBuffer>,
  signature: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  const raw = signature.length === 64 || algorithm === "Ed25519"
    ? signature
    : ecdsaFromDer(signature);
  if (raw?.length !== 64) return false;
  return await webCrypto().verify(signatureOf(algorithm), key, raw, bytes);
}

/** What WebCrypto has to be told of a signature. */
export function signatureOf(algorithm: SealAlgorithm): { name: string; hash?: string } {
  return algorithm === "P-256" ? { name: "ECDSA", hash: "SHA-256" } : { name: "Ed25519" };
}

async function publicKeyOf({ algorithm, spki }: KeyBytes): Promise<PublicKey> {
  const key = await importKey("spki", spki, algorithm, true);
  return Object.freeze({ algorithm, spki, pem: writePem("PUBLIC KEY", spki), key });
}
