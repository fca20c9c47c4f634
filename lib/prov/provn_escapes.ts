/** What is wrong with an escape, and where in the text that holds it. */
export interface BadEscape {
  readonly offset: number;
  readonly message: string;
}

const BACKSLASH = 0x5c;

/** Decodes the escapes of a string: those of one letter, `\u` with four hex digits and `\U` with
 * eight.
 *
 * Cost: one pass, whatever the escapes are.
 *
 * @see PROV-N, sections 3.7.2 (ECHAR) and 6 (UCHAR)
 */
export function decodeString(raw: string): string | BadEscape {
  return decode(raw, "string");
}

/** Decodes the escapes of an IRI, which are `\u` and `\U` and must not hide what an IRI cannot hold.
 *
 * @see PROV-N, section 6
 */
export function decodeIri(raw: string): string | BadEscape {
  return decode(raw, "IRI");
}

function decode(raw: string, kind: "string" | "IRI"): string | BadEscape {
  const out = new Uint16Array(raw.length);
  let length = 0;
  for (let at = 0; at < raw.length; at++) {
    const code = raw.charCodeAt(at);
    if (code !== BACKSLASH) {
      out[length++] = code;
      continue;
    }
    const letter = raw.charAt(at + 1);
    if (letter === "u" || letter === "U") {
      const digits = letter === "u" ? 4 : 8;
      const value = hexValue(raw, at + 2, digits);
      const bad = pointFault(value, digits, kind, raw.slice(at, at + 2 + digits));
      if (bad !== undefined) return { offset: at, message: bad };
      if (value >= 0x10000) {
        out[length++] = 0xd800 + ((value - 0x10000) >> 10);
        out[length++] = 0xdc00 + ((value - 0x10000) & 0x3ff);
      } else out[length++] = value;
      at += 1 + digits;
    } else {
      const place = kind === "string" ? LETTERS.indexOf(letter) : -1;
      if (place < 0 || letter === "") {
        return { offset: at, message: `a ${kind} has no escape ${JSON.stringify(`\\${letter}`)}` };
      }
      out[length++] = MEANINGS.charCodeAt(place);
      at++;
    }
  }
  return textOf(out.subarray(0, length));
}

const LETTERS = "tbnrf\"'\\";
const MEANINGS = "\t\b\n\r\f\"'\\";

function pointFault(
  value: number,
  digits: number,
  kind: "string" | "IRI",
  escape: string,
): string | undefined {
  if (value < 0) {
    return `an escape ${JSON.stringify(escape.slice(0, 2))} needs ${digits} hex digits`;
  }
  if (value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff)) {
    return `${JSON.stringify(escape)} is no character`;
  }
  return kind === "IRI" && !isIriCharacter(value)
    ? `${JSON.stringify(escape)} is a character that an IRI cannot hold`
    : undefined;
}

/** Tells whether a code point or code unit can stand in an IRI.
 *
 * @see PROV-N, section 3.7.1 (IRI_REF)
 */
export function isIriCharacter(code: number): boolean {
  return code > 0x20 && (code >= 0x80 || !'<>"{}|^`\\'.includes(String.fromCharCode(code)));
}

/** The value of hex digits; -1 where they are not that many. */
function hexValue(text: string, start: number, digits: number): number {
  let value = 0;
  for (let at = start; at < start + digits; at++) {
    const digit = hexDigit(text.charCodeAt(at));
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
}

/** The value of a hex digit by its character code; -1 for everything else. */
export function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const letter = code | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}

/** So many code units make a text at once without filling the stack. */
const PIECE = 4096;

function textOf(codes: Uint16Array): string {
  if (codes.length <= PIECE) return String.fromCharCode(...codes);
  const pieces: string[] = [];
  for (let at = 0; at < codes.length; at += PIECE) {
    pieces.push(String.fromCharCode(...codes.subarray(at, at + PIECE)));
  }
  return pieces.join("");
}
