import { checkOptions, nameOf } from "../base/options.ts";
import { writePem } from "./pem.ts";
import { keyError, keyOf, type SealAlgorithm, webCrypto } from "./web_crypto.ts";

/** Makes a pair of keys to seal with, both as PEM: the private one PKCS #8, the public one SPKI.
 *
 * The private key is not encrypted: keep it where secrets are kept, and give the public one to whoever
 * is to verify. P-256 serves all three parts of a seal; `model.sig` knows no Ed25519.
 *
 * @param options `algorithm`: "P-256" or "Ed25519" @default {"P-256"}
 * @throws {SealError} `SEAL_ALGORITHM` where the runtime does not know the algorithm
 * @throws {TypeError} for another algorithm
 * @example
 * ```ts
 * import { generateSealKey } from "stemma/seal";
 * import assert from "node:assert/strict";
 * const { privateKey, publicKey } = await generateSealKey();
 * assert.ok(privateKey.startsWith("-----BEGIN PRIVATE KEY-----\n"));
 * assert.ok(publicKey.startsWith("-----BEGIN PUBLIC KEY-----\n"));
 * ```
 */
export async function generateSealKey(
  options?: { readonly algorithm?: SealAlgorithm },
): Promise<{ privateKey: string; publicKey: string }> {
  checkOptions("generateSealKey", options, ["algorithm"]);
  const algorithm = options?.algorithm ?? "P-256";
  if (algorithm !== "P-256" && algorithm !== "Ed25519") {
    throw new TypeError(
      `Cannot make a key: algorithm must be "P-256" or "Ed25519", got ${nameOf(algorithm)}`,
    );
  }
  try {
    const subtle = webCrypto();
    const pair = await subtle.generateKey(keyOf(algorithm), true, ["sign", "verify"]);
    const { privateKey, publicKey } = pair as CryptoKeyPair;
    return {
      privateKey: writePem(
        "PRIVATE KEY",
        new Uint8Array(await subtle.exportKey("pkcs8", privateKey)),
      ),
      publicKey: writePem("PUBLIC KEY", new Uint8Array(await subtle.exportKey("spki", publicKey))),
    };
  } catch (cause) {
    throw keyError(algorithm, cause);
  }
}
