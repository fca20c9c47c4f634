import { fromUtf8, toHex, utf8 } from "../base/bytes.ts";
import { canonicalJson } from "../base/canonical_json.ts";
import { SealError } from "../base/errors.ts";
import { nameOf } from "../base/options.ts";
import { sha256 } from "../core/sha256.ts";
import { type Envelope, envelopeJson, readEnvelope, signEnvelope } from "./dsse.ts";
import type { PublicKey } from "./public_key.ts";
import type { Signer } from "./signer.ts";

/** The payload type of in-toto statements. */
export const STATEMENT_TYPE = "application/vnd.in-toto+json";

const MEDIA_TYPE = "application/vnd.dev.sigstore.bundle.v0.3+json";
/** A statement names each file of a run in some 200 bytes. */
const MOST_BYTES = 2 ** 28;

/** An envelope and a hint at the key that signed it. */
export interface SigstoreBundle {
  readonly envelope: Envelope;
  /** Decides nothing; what we write is {@link keyHint}. */
  readonly hint: string;
}

/** The hint at a key: SHA-256 of its PEM, as 64 hex digits. */
export function keyHint(key: PublicKey): string {
  return toHex(sha256(utf8(key.pem)));
}

/** Signs an in-toto statement, as the bytes of a Sigstore bundle without log entries.
 *
 * @see sigstore/protobuf-specs, `sigstore_bundle.proto`, version 0.3
 */
export async function signBundle(
  statement: unknown,
  signer: Signer,
): Promise<Uint8Array<ArrayBuffer>> {
  const envelope = await signEnvelope(STATEMENT_TYPE, utf8(canonicalJson(statement)), signer);
  return bundleBytes(envelope, keyHint(signer.publicKey));
}

/** The bytes of the bundle of an envelope, with a hint at the key that signed it. */
export function bundleBytes(envelope: Envelope, hint: string): Uint8Array<ArrayBuffer> {
  const bundle = {
    mediaType: MEDIA_TYPE,
    verificationMaterial: { publicKey: { hint }, tlogEntries: [] },
    dsseEnvelope: envelopeJson(envelope),
  };
  return utf8(`${canonicalJson(bundle)}\n`);
}

/** Reads a bundle; nothing of it is to be believed before its envelope is verified.
 *
 * @throws {SealError} `SEAL_FORMAT`, also for more than one signature, which bundles may not have
 */
export function readBundle(bytes: Uint8Array): SigstoreBundle {
  const { mediaType, verificationMaterial, dsseEnvelope } = readJson("a bundle", bytes);
  const fail = (why: string) => new SealError("SEAL_FORMAT", `Cannot read a bundle: ${why}`);
  if (mediaType !== MEDIA_TYPE) throw fail(`the media type ${nameOf(mediaType)} is not known`);
  const { publicKey } = (verificationMaterial ?? {}) as { publicKey?: { hint?: unknown } };
  const hint = publicKey?.hint;
  if (typeof hint !== "string") throw fail("verificationMaterial.publicKey.hint is missing");
  const envelope = readEnvelope(dsseEnvelope);
  const { length } = envelope.signatures;
  if (length !== 1) throw fail(`one signature was expected, got ${length}`);
  return { envelope, hint };
}

/** Reads a JSON object.
 *
 * @throws {SealError} `SEAL_FORMAT`
 */
export function readJson(what: string, bytes: Uint8Array): Record<string, unknown> {
  const fail = (why: string, cause?: unknown) =>
    new SealError("SEAL_FORMAT", `Cannot read ${what}: ${why}`, {}, { cause });
  if (bytes.length > MOST_BYTES) throw fail(`it has ${bytes.length} bytes`);
  let value: unknown;
  try {
    value = JSON.parse(fromUtf8(bytes));
  } catch (cause) {
    throw fail("it is no JSON", cause);
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw fail(`an object was expected, got ${nameOf(value)}`);
}
