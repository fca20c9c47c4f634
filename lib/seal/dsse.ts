import { fromBase64, toBase64 } from "../base/base64.ts";
import { concat, utf8 } from "../base/bytes.ts";
import { SealError } from "../base/errors.ts";
import { ecdsaToDer } from "./ecdsa_signature.ts";
import { isSignedBy, type PublicKey } from "./public_key.ts";
import type { Signer } from "./signer.ts";

/** A payload of a type, with signatures over both. */
export interface Envelope {
  readonly payload: Uint8Array<ArrayBuffer>;
  readonly payloadType: string;
  readonly signatures: readonly Uint8Array<ArrayBuffer>[];
}

/** The bytes that are signed: type and payload with their lengths.
 *
 * @see DSSE v1.0.2, "Signature Definition"
 */
export function preAuthEncoding(type: string, payload: Uint8Array): Uint8Array<ArrayBuffer> {
  const typed = utf8(type);
  return concat([
    utf8(`DSSEv1 ${typed.length} `),
    typed,
    utf8(` ${payload.length} `),
    payload,
  ]);
}

/** Signs a payload. The signature is DER for P-256, as verifiers of Sigstore bundles expect. */
export async function signEnvelope(
  payloadType: string,
  payload: Uint8Array<ArrayBuffer>,
  signer: Signer,
): Promise<Envelope> {
  const raw = await signer.sign(preAuthEncoding(payloadType, payload));
  const signature = signer.publicKey.algorithm === "P-256" ? ecdsaToDer(raw) : raw;
  return { payload, payloadType, signatures: [signature] };
}

/** Whether one of the signatures is by one of the keys. Their hints do not count. */
export async function isEnvelopeSigned(
  { payload, payloadType, signatures }: Envelope,
  keys: readonly PublicKey[],
): Promise<boolean> {
  const bytes = preAuthEncoding(payloadType, payload);
  for (const signature of signatures) {
    for (const key of keys) if (await isSignedBy(key, bytes, signature)) return true;
  }
  return false;
}

/** An envelope in the form that JSON can hold. */
export function envelopeJson({ payload, payloadType, signatures }: Envelope): {
  payload: string;
  payloadType: string;
  signatures: { sig: string; keyid: string }[];
} {
  return {
    payload: toBase64(payload),
    payloadType,
    signatures: signatures.map((signature) => ({ sig: toBase64(signature), keyid: "" })),
  };
}

/** Reads an envelope from its JSON value; nothing of it is to be believed before it is verified.
 *
 * @throws {SealError} `SEAL_FORMAT`
 */
export function readEnvelope(value: unknown): Envelope {
  const fail = (why: string) => new SealError("SEAL_FORMAT", `Cannot read an envelope: ${why}`);
  const { payload, payloadType, signatures } = (value ?? {}) as Record<string, unknown>;
  if (typeof payloadType !== "string") throw fail("payloadType is missing");
  const bytes = typeof payload === "string" ? fromBase64(payload) : undefined;
  if (bytes === undefined) throw fail("the payload is no Base64");
  if (!Array.isArray(signatures) || signatures.length === 0) throw fail("signatures are missing");
  if (signatures.length > MOST_SIGNATURES) throw fail(`it has ${signatures.length} signatures`);
  const read = signatures.map((entry) => {
    const { sig } = (entry ?? {}) as Record<string, unknown>;
    const signature = typeof sig === "string" ? fromBase64(sig) : undefined;
    if (signature === undefined) throw fail("a signature is no Base64");
    return signature;
  });
  return { payload: bytes, payloadType, signatures: read };
}

const MOST_SIGNATURES = 64;
