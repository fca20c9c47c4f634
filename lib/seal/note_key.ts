import { fromBase64, toBase64 } from "../base/base64.ts";
import { concat, fromHex, toHex, utf8 } from "../base/bytes.ts";
import { SealError } from "../base/errors.ts";
import { nameOf } from "../base/options.ts";
import { sha256 } from "../core/sha256.ts";
import type { SealAlgorithm } from "./web_crypto.ts";

/** A public key as the bytes that tell it: its SubjectPublicKeyInfo. */
export interface KeyBytes {
  readonly algorithm: SealAlgorithm;
  readonly spki: Uint8Array<ArrayBuffer>;
}

/** What stands in a SubjectPublicKeyInfo before the key itself, and how long that is.
 *
 * @see RFC 5480, section 2; RFC 8410, section 4
 */
const SPKI: Readonly<Record<SealAlgorithm, { prefix: string; bytes: number }>> = {
  "P-256": { prefix: "3059301306072a8648ce3d020106082a8648ce3d030107034200", bytes: 65 },
  Ed25519: { prefix: "302a300506032b6570032100", bytes: 32 },
};

/** Reads a SubjectPublicKeyInfo.
 *
 * @throws {SealError} `SEAL_KEY`
 */
export function keyBytes(spki: Uint8Array<ArrayBuffer>): KeyBytes {
  for (const algorithm of Object.keys(SPKI) as SealAlgorithm[]) {
    const { prefix, bytes } = SPKI[algorithm];
    const start = prefix.length / 2;
    const isOne = spki.length === start + bytes && toHex(spki.subarray(0, start)) === prefix;
    if (isOne) return { algorithm, spki };
  }
  throw new SealError(
    "SEAL_KEY",
    "Cannot read a key: a public key of P-256, its point uncompressed, or of Ed25519 was expected",
  );
}

/** What others know a key by that signs notes: `name+id+key`.
 *
 * @throws {SealError} `SEAL_KEY` for a name that is empty or holds white space or a plus sign
 * @see C2SP signed-note, "Signature types"
 */
export function noteKeyText(key: KeyBytes, name: string): string {
  checkKeyName(name);
  return `${name}+${toHex(keyId(key, name))}+${toBase64(typedKey(key))}`;
}

/** The key behind such a text.
 *
 * @throws {SealError} `SEAL_KEY`, also where the id is not that of the key
 */
export function parseNoteKey(text: string): KeyBytes {
  const [, name, encoded] = /^([^\s+]+)\+[0-9a-f]{8}\+([A-Za-z0-9+/=]+)$/u.exec(text) ?? [];
  const bytes = fromBase64(encoded ?? "") ?? new Uint8Array();
  const body = bytes.slice(1);
  const key = bytes[0] === 1
    ? keyBytes(concat([fromHex(SPKI.Ed25519.prefix)!, body]))
    : bytes[0] === 2
    ? keyBytes(body)
    : undefined;
  if (key !== undefined && noteKeyText(key, name) === text) return key;
  throw new SealError(
    "SEAL_KEY",
    "Cannot read a key: PEM or the key text of a signed note, name+id+key, was expected",
  );
}

/** Checks the name of a key.
 *
 * @throws {SealError} `SEAL_KEY` where it is empty or holds white space or a plus sign
 */
export function checkKeyName(name: string): void {
  if (/^[^\s+]+$/u.test(name) && name.isWellFormed()) return;
  throw new SealError(
    "SEAL_KEY",
    `Cannot name a key ${nameOf(name)}: a name without white space and "+" was expected`,
  );
}

/** What tells keys of one name apart in a note. That of a P-256 key hangs on the key alone. */
export function keyId(key: KeyBytes, name: string): Uint8Array {
  const named = key.algorithm === "P-256" ? key.spki : concat([utf8(`${name}\n`), typedKey(key)]);
  return sha256(named).subarray(0, 4);
}

/** The type of a signature, and the key as that type writes it: P-256 whole, Ed25519 its 32 bytes. */
function typedKey({ algorithm, spki }: KeyBytes): Uint8Array {
  return algorithm === "P-256"
    ? concat([Uint8Array.of(2), spki])
    : concat([Uint8Array.of(1), spki.subarray(-SPKI.Ed25519.bytes)]);
}
