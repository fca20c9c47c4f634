import { checkOptions } from "../base/options.ts";
import { noteKeyText } from "./note_key.ts";
import { readPublicKey } from "./public_key.ts";
import { readSigner, type SealKey } from "./signer.ts";
import { keyHint } from "./sigstore_bundle.ts";
import type { SealAlgorithm } from "./web_crypto.ts";

/** What others have to know of a key: plain data, nothing of it is secret. */
export interface SealKeyDescription {
  /** What it signs with. */
  readonly algorithm: SealAlgorithm;
  /** The public key as PEM (SPKI). */
  readonly publicKey: string;
  /** SHA-256 of that PEM as 64 hex digits, by which Sigstore bundles name the key. */
  readonly hint: string;
  /** The key as verifiers of signed notes take it, `name+id+key`; absent without a name. */
  readonly noteKey?: string;
}

/** Tells what others have to know of a key, private or public, to verify what it signed.
 *
 * @param options `name`: the name that it signs checkpoints by
 * @throws {SealError} `SEAL_KEY`, `SEAL_ALGORITHM`
 * @see C2SP signed-note, "Signature types"
 * @example
 * ```ts
 * import { describeSealKey, generateSealKey } from "stemma/seal";
 * import assert from "node:assert/strict";
 * const { privateKey, publicKey } = await generateSealKey({ algorithm: "Ed25519" });
 * const description = await describeSealKey(privateKey, { name: "example.org/ada" });
 * assert.equal(description.publicKey, publicKey);
 * assert.match(description.noteKey!, /^example\.org\/ada\+[0-9a-f]{8}\+/);
 * ```
 */
export async function describeSealKey(
  key: SealKey,
  options?: { readonly name?: string },
): Promise<SealKeyDescription> {
  checkOptions("describeSealKey", options, ["name"]);
  const name = options?.name;
  const isPublic = typeof key === "string"
    ? !key.includes("PRIVATE KEY-----")
    : (key as CryptoKey | undefined)?.type === "public";
  const read = isPublic ? await readPublicKey(key) : (await readSigner(key)).publicKey;
  return Object.freeze({
    algorithm: read.algorithm,
    publicKey: read.pem,
    hint: keyHint(read),
    ...(name === undefined ? {} : { noteKey: noteKeyText(read, name) }),
  });
}
