import { SealError } from "../base/errors.ts";
import { nameOf } from "../base/options.ts";
import { isEnvelopeSigned } from "./dsse.ts";
import type { PublicKey } from "./public_key.ts";
import { sealBytes, type Sealing, tellSignature } from "./sealing.ts";
import {
  bundleBytes,
  keyHint,
  readBundle,
  type SigstoreBundle,
  STATEMENT_TYPE,
} from "./sigstore_bundle.ts";
import { readStatement, type Statement } from "./statement.ts";

/** What a bundle of a seal says. */
export interface VerifiedBundle<Meaning> {
  readonly says: Meaning;
  /** Whether the signature is one of ECDSA. */
  readonly isEcdsa: boolean;
}

/** Verifies a bundle of a seal and reads what it says, also where its signature does not hold: all
 * that is wrong is told. `undefined` where it is missing or says nothing.
 *
 * @param read what makes sense of the statement, or throws a `SealError`
 */
export async function verifyBundle<Meaning>(
  sealing: Sealing,
  path: string,
  read: (statement: Statement) => Meaning,
): Promise<VerifiedBundle<Meaning> | undefined> {
  const { keys, report } = sealing;
  const bytes = sealBytes(sealing, path);
  if (bytes === undefined) return undefined;
  try {
    const bundle = readBundle(bytes);
    const { envelope } = bundle;
    const { payload, payloadType, signatures } = envelope;
    const signer = keys && await signerOf(bundle, keys);
    tellSignature(sealing, path, signer ?? "unchecked");
    if (payloadType !== STATEMENT_TYPE) {
      report({
        code: "payload-type",
        message: `What is signed is no statement: its type is ${nameOf(payloadType)}`,
        path,
        expected: STATEMENT_TYPE,
        actual: payloadType,
      });
      return undefined;
    }
    // What a signature does not cover could be changed, and nobody would see.
    if (!isEqual(bundleBytes(envelope, bundle.hint), bytes)) {
      const message = "The bundle is not written as a seal's is, to the byte";
      report({ code: "seal-malformed", message, path });
    }
    return { says: read(readStatement(payload)), isEcdsa: signatures[0].length !== 64 };
  } catch (error) {
    if (!(error instanceof SealError)) throw error;
    report({ code: "seal-malformed", message: error.message, path });
    return undefined;
  }
}

/** What the signature of a bundle comes to. The hint decides only which words are used. */
async function signerOf({ envelope, hint }: SigstoreBundle, keys: readonly PublicKey[]) {
  const hinted = keys.some((key) => keyHint(key) === hint);
  for (const key of keys) {
    if (await isEnvelopeSigned(envelope, [key])) {
      return keyHint(key) === hint ? "trusted" : "invalid";
    }
  }
  return hinted ? "invalid" : "unknown";
}

function isEqual(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, i) => byte === other[i]);
}
