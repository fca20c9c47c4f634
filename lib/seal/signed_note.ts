import { fromBase64, toBase64 } from "../base/base64.ts";
import { concat, fromUtf8, toHex, utf8 } from "../base/bytes.ts";
import { SealError } from "../base/errors.ts";
import { nameOf } from "../base/options.ts";
import { ecdsaToDer } from "./ecdsa_signature.ts";
import { checkKeyName, keyId } from "./note_key.ts";
import { isSignedBy, type PublicKey } from "./public_key.ts";
import type { Signer } from "./signer.ts";

/** A text and who signed it. */
export interface SignedNote {
  /** All lines before the last empty one, each with its newline. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

/** One signature under a note. */
export interface NoteSignature {
  /** The name of the key. */
  readonly name: string;
  /** What tells keys of one name apart: 8 hex digits. */
  readonly id: string;
  readonly signature: Uint8Array<ArrayBuffer>;
}

/** What signatures say: one of a key that is known holds, or does not, or no key of them is known. */
export type Verdict = "signed" | "invalid" | "unknown";

const MOST_BYTES = 2 ** 20;
const MOST_SIGNATURES = 64;

/** Signs a text, whose lines all end in a newline, as a note.
 *
 * P-256 signs as ECDSA with SHA-256 (type 2), Ed25519 as itself (type 1).
 *
 * @see C2SP signed-note
 */
export async function signNote(text: string, name: string, signer: Signer): Promise<string> {
  checkKeyName(name);
  const raw = await signer.sign(utf8(text));
  const { publicKey } = signer;
  const signature = publicKey.algorithm === "P-256" ? ecdsaToDer(raw) : raw;
  const id = keyId(publicKey, name);
  return `${text}\n\u2014 ${name} ${toBase64(concat([id, signature]))}\n`;
}

/** Reads a note; nothing of it is to be believed before it is verified.
 *
 * @throws {SealError} `SEAL_FORMAT`
 */
export function parseNote(bytes: Uint8Array): SignedNote {
  const fail = (why: string) => new SealError("SEAL_FORMAT", `Cannot read a signed note: ${why}`);
  if (bytes.length > MOST_BYTES) throw fail(`it has ${bytes.length} bytes`);
  let note: string;
  try {
    note = fromUtf8(bytes);
  } catch {
    throw fail("it is no UTF-8");
  }
  if (/[\u0000-\u0009\u000b-\u001f]/.test(note)) throw fail("it holds a control character");
  const end = note.lastIndexOf("\n\n");
  if (end === -1 || !note.endsWith("\n")) {
    throw fail("text, an empty line, signatures were expected");
  }
  const lines = note.slice(end + 2, -1).split("\n");
  if (lines.length > MOST_SIGNATURES) throw fail(`it has ${lines.length} signatures`);
  const signatures = lines.map((line): NoteSignature => {
    const [, name, text] = /^\u2014 ([^\s+]+) ([A-Za-z0-9+/=]+)$/u.exec(line) ?? [];
    const data = fromBase64(text ?? "") ?? new Uint8Array();
    if (data.length < 5) throw fail(`${nameOf(line)} is no signature`);
    return { name, id: toHex(data.subarray(0, 4)), signature: data.slice(4) };
  });
  return { text: note.slice(0, end + 1), signatures };
}

/** Holds the signatures of a note against keys. Those of other keys do not count. */
export async function verifyNote(
  { text, signatures }: SignedNote,
  keys: readonly PublicKey[],
): Promise<Verdict> {
  const bytes = utf8(text);
  let verdict: Verdict = "unknown";
  for (const { name, id, signature } of signatures) {
    for (const key of keys) {
      if (toHex(keyId(key, name)) !== id) continue;
      if (!await isSignedBy(key, bytes, signature)) return "invalid";
      verdict = "signed";
    }
  }
  return verdict;
}
