import { fromBase64, toBase64 } from "../base/base64.ts";
import { SealError } from "../base/errors.ts";

/** No key that we know is longer. */
const MOST_CHARACTERS = 16_384;

/** Writes DER bytes as PEM: 64 columns and a newline at the end.
 *
 * @see RFC 7468
 */
export function writePem(label: string, der: Uint8Array): string {
  const lines = toBase64(der).match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ""].join("\n");
}

/** Reads the one PEM block of a text; text around it does not count.
 *
 * @throws {SealError} `SEAL_KEY` where there is none, or more than one, or of another label; the
 * message holds nothing of its content
 */
export function readPem(label: string, text: string): Uint8Array<ArrayBuffer> {
  const fail = (why: string) =>
    new SealError("SEAL_KEY", `Cannot read a key: PEM with "${label}" was expected, ${why}`);
  if (text.length > MOST_CHARACTERS) throw fail(`got ${text.length} characters`);
  const blocks = [
    ...text.matchAll(/-----BEGIN ([A-Z0-9 ]{1,40})-----([A-Za-z0-9+/=\s]*)-----END \1-----/g),
  ];
  if (blocks.length !== 1) throw fail(`got ${blocks.length} blocks`);
  const [[, found, body]] = blocks;
  if (found !== label) throw fail(`got "${found}"${ADVICE[found] ?? ""}`);
  const der = fromBase64(body.replaceAll(/\s/g, ""));
  if (der === undefined) throw fail("its content is no Base64");
  return der;
}

/** What to do about the other forms that keys come in. */
const ADVICE: Readonly<Record<string, string>> = {
  "EC PRIVATE KEY": '; "openssl pkcs8 -topk8 -nocrypt" turns it into one',
  "ENCRYPTED PRIVATE KEY": '; "openssl pkcs8" decrypts it',
};
