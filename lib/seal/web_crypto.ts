import { SealError } from "../base/errors.ts";

/** The kinds of key that sign: P-256 with SHA-256, which every verifier takes, and Ed25519. */
export type SealAlgorithm = "P-256" | "Ed25519";

/** What WebCrypto has to be told of a key. */
export function keyOf(algorithm: SealAlgorithm): { name: string; namedCurve?: string } {
  return algorithm === "P-256" ? { name: "ECDSA", namedCurve: "P-256" } : { name: "Ed25519" };
}

/** The runtime's WebCrypto.
 *
 * @throws {SealError} `SEAL_ALGORITHM` where there is none
 */
export function webCrypto(): SubtleCrypto {
  const subtle = globalThis.crypto?.subtle as SubtleCrypto | undefined;
  if (subtle !== undefined) return subtle;
  throw new SealError(
    "SEAL_ALGORITHM",
    "Cannot sign or verify: the runtime has no WebCrypto; a browser offers it to https pages alone",
  );
}

/** Imports a key that is to verify or, from PKCS #8, to sign.
 *
 * @throws {SealError} `SEAL_ALGORITHM` where the runtime does not know the algorithm, `SEAL_KEY` where
 * the bytes are no such key
 */
export async function importKey(
  format: "spki" | "pkcs8",
  bytes: Uint8Array<ArrayBuffer>,
  algorithm: SealAlgorithm,
  extractable: boolean,
): Promise<CryptoKey> {
  const usage = format === "spki" ? "verify" : "sign";
  try {
    return await webCrypto().importKey(format, bytes, keyOf(algorithm), extractable, [usage]);
  } catch (cause) {
    throw keyError(algorithm, cause);
  }
}

/** The error for a key that WebCrypto refuses. */
export function keyError(algorithm: SealAlgorithm, cause: unknown): SealError {
  if (cause instanceof SealError) return cause;
  if ((cause as { name?: unknown } | null)?.name === "NotSupportedError") {
    const remedy = algorithm === "Ed25519" ? "; take a key of P-256" : "";
    return new SealError(
      "SEAL_ALGORITHM",
      `Cannot use a key: the runtime does not know ${algorithm}${remedy}`,
      { algorithm },
      { cause },
    );
  }
  return new SealError(
    "SEAL_KEY",
    `Cannot use a key: it is no sound key of ${algorithm}`,
    { algorithm },
    { cause },
  );
}
