import { SealError } from "../base/errors.ts";
import { nameOf } from "../base/options.ts";
import { ecdsaFromDer } from "./ecdsa_signature.ts";
import { readPem } from "./pem.ts";
import { isSignedBy, type PublicKey, readPublicKey, signatureOf } from "./public_key.ts";
import { importKey, type SealAlgorithm, webCrypto } from "./web_crypto.ts";

/** Signs with a key that lies elsewhere, such as in a key management service. */
export interface SealSigner {
  /** The public key as PEM; it tells the algorithm. */
  readonly publicKey: string | CryptoKey;
  /** The signature over bytes: ECDSA of P-256 with SHA-256, as DER or both numbers bare, or Ed25519. */
  sign(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array>;
}

/** A private key of P-256 or Ed25519: PEM (PKCS #8), a `CryptoKey`, or what signs in its stead. */
export type SealKey = string | CryptoKey | SealSigner;

/** A key that is ready to sign. */
export interface Signer {
  readonly publicKey: PublicKey;
  /** A signature of 64 bytes that was held against the public key. */
  sign(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>>;
}

/** Makes a key ready to sign.
 *
 * @param publicKey the public half, which a private key that cannot be exported does not give
 * @throws {SealError} `SEAL_KEY`, `SEAL_ALGORITHM`
 */
export async function readSigner(given: SealKey, publicKey?: string | CryptoKey): Promise<Signer> {
  if (typeof given === "string") {
    const der = readPem("PRIVATE KEY", given);
    const algorithm = algorithmOf(der);
    return await localSigner(await importKey("pkcs8", der, algorithm, true), publicKey);
  }
  const { type, sign, publicKey: own } = (given ?? {}) as CryptoKey & SealSigner;
  if (type === "private") return await localSigner(given as CryptoKey, publicKey);
  if (typeof sign !== "function") {
    throw new SealError(
      "SEAL_KEY",
      `Cannot sign: a private key was expected, PEM, CryptoKey or a signer, got ${
        type === undefined ? nameOf(given) : `a ${type} key`
      }`,
    );
  }
  const read = await readPublicKey(publicKey ?? own);
  return checked(read, async (bytes) => await (given as SealSigner).sign(bytes));
}

async function localSigner(key: CryptoKey, given: unknown): Promise<Signer> {
  const publicKey = await readPublicKey(given ?? await publicHalf(key));
  const how = signatureOf(publicKey.algorithm);
  return checked(
    publicKey,
    async (bytes) => new Uint8Array(await webCrypto().sign(how, key, bytes)),
  );
}

/** Holds each signature against the public key, so that nothing leaves that nobody can verify. */
function checked(
  publicKey: PublicKey,
  make: (bytes: Uint8Array<ArrayBuffer>) => Promise<Uint8Array>,
): Signer {
  return {
    publicKey,
    async sign(bytes) {
      let made: Uint8Array;
      try {
        made = await make(bytes);
      } catch (cause) {
        throw new SealError("SEAL_KEY", "Cannot sign: the key did not", {}, { cause });
      }
      const signature = made instanceof Uint8Array ? made.slice() : new Uint8Array();
      const isBare = signature.length === 64 || publicKey.algorithm === "Ed25519";
      const raw = isBare ? signature : ecdsaFromDer(signature);
      if (raw !== undefined && await isSignedBy(publicKey, bytes, raw)) return raw;
      throw new SealError(
        "SEAL_KEY",
        "Cannot sign: the signature does not fit the public key; do the two belong together?",
        { algorithm: publicKey.algorithm },
      );
    },
  };
}

/** The public half of a private key that can be exported. */
async function publicHalf(key: CryptoKey): Promise<CryptoKey> {
  if (!key.extractable) {
    throw new SealError(
      "SEAL_KEY",
      "Cannot sign: publicKey must be given, for this private key cannot be exported",
    );
  }
  try {
    const { kty, crv, x, y } = await webCrypto().exportKey("jwk", key);
    const half = y === undefined ? { kty, crv, x } : { kty, crv, x, y };
    const { name, namedCurve } = key.algorithm as EcKeyAlgorithm;
    const how = namedCurve === undefined ? { name } : { name, namedCurve };
    return await webCrypto().importKey("jwk", half, how, true, ["verify"]);
  } catch (cause) {
    throw new SealError("SEAL_KEY", "Cannot sign: the key is none that signs", {}, { cause });
  }
}

/** The object identifiers of the algorithms, as they stand in PKCS #8.
 *
 * @see RFC 5208; RFC 5480, section 2.1.1.1; RFC 8410, section 3
 */
const IDENTIFIERS: Readonly<Record<SealAlgorithm, string>> = {
  "P-256": "06072a8648ce3d020106082a8648ce3d030107",
  Ed25519: "06032b6570",
};

function algorithmOf(der: Uint8Array): SealAlgorithm {
  const head = Array.from(der.subarray(0, 40), (byte) => byte.toString(16).padStart(2, "0")).join(
    "",
  );
  for (const algorithm of Object.keys(IDENTIFIERS) as SealAlgorithm[]) {
    if (head.includes(IDENTIFIERS[algorithm])) return algorithm;
  }
  throw new SealError("SEAL_KEY", "Cannot sign: a private key of P-256 or Ed25519 was expected");
}
