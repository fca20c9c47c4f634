import { fromBase64 } from "../base/base64.ts";
import { concat, fromHex } from "../base/bytes.ts";
import { SealError } from "../base/errors.ts";
import { nameOf } from "../base/options.ts";
import { ecdsaFromDer } from "./ecdsa_signature.ts";
import { readPem, writePem } from "./pem.ts";
import { importKey, type SealAlgorithm, webCrypto } from "./web_crypto.ts";

/** A key that signatures are held against. */
export interface PublicKey {
  readonly algorithm: SealAlgorithm;
  /** Its SubjectPublicKeyInfo as DER and as PEM of 64 columns with a newline at the end. */
  readonly spki: Uint8Array<ArrayBuffer>;
  readonly pem: string;
  readonly key: CryptoKey;
}

/** What stands in a SubjectPublicKeyInfo before the key itself, and how long that is.
 *
 * @see RFC 5480, section 2; RFC 8410, section 4
 */
const SPKI: Readonly<Record<SealAlgorithm, { prefix: string; bytes: number }>> = {
  "P-256": { prefix: "3059301306072a8648ce3d020106082a8648ce3d030107034200", bytes: 65 },
  Ed25519: { prefix: "302a300506032b6570032100", bytes: 32 },
};

/** The key itself: 32 bytes of Ed25519, an uncompressed point of P-256. */
export function rawKey({ algorithm, spki }: PublicKey): Uint8Array {
  return spki.subarray(-SPKI[algorithm].bytes);
}

/** Reads a public key: PEM, a `CryptoKey`, or the verifier's key text of a signed note.
 *
 * @throws {SealError} `SEAL_KEY` where it is none of P-256 or Ed25519, `SEAL_ALGORITHM` where the
 * runtime lacks what it needs
 */
export async function readPublicKey(given: unknown): Promise<PublicKey> {
  if (typeof given === "string") {
    return await publicKeyOf(
      given.includes("-----") ? readPem("PUBLIC KEY", given) : readNote(given),
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
    return await publicKeyOf(new Uint8Array(spki));
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

async function publicKeyOf(spki: Uint8Array<ArrayBuffer>): Promise<PublicKey> {
  for (const algorithm of Object.keys(SPKI) as SealAlgorithm[]) {
    const prefix = fromHex(SPKI[algorithm].prefix)!;
    const isOne = spki.length === prefix.length + SPKI[algorithm].bytes &&
      prefix.every((byte, i) => byte === spki[i]);
    if (!isOne) continue;
    const key = await importKey("spki", spki, algorithm, true);
    return Object.freeze({ algorithm, spki, pem: writePem("PUBLIC KEY", spki), key });
  }
  throw new SealError(
    "SEAL_KEY",
    "Cannot read a key: a public key of P-256, its point uncompressed, or of Ed25519 was expected",
  );
}

/** The SubjectPublicKeyInfo behind a verifier's key text: `name+id+key`.
 *
 * @see C2SP signed-note, "Signature types"
 */
function readNote(text: string): Uint8Array<ArrayBuffer> {
  const bytes = fromBase64(
    /^[^\s+]+\+[0-9a-f]{8}\+([A-Za-z0-9+/=]+)$/.exec(text.trim())?.[1] ?? "",
  );
  if (bytes?.[0] === 1) return concat([fromHex(SPKI.Ed25519.prefix)!, bytes.subarray(1)]);
  if (bytes?.[0] === 2) return bytes.slice(1);
  throw new SealError(
    "SEAL_KEY",
    "Cannot read a key: PEM or the key text of a signed note was expected",
  );
}
