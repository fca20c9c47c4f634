import { ProvError } from "../base/errors.ts";
import { characterClasses, LOCAL_FIRST, LOCAL_MORE } from "./provn_characters.ts";
import { hexDigit } from "./provn_escapes.ts";
import { LOCAL_ESCAPES } from "./provn_scan.ts";

const PERCENT = 0x25;
const DOT = 0x2e;

/** Quotes a string: in three quotes where it holds a line feed, else in one.
 *
 * @throws {ProvError} `PROV_SHAPE` where it holds a lone surrogate, which PROV-N has no escape for
 * @see PROV-N, section 3.7.2 (STRING_LITERAL)
 */
export function quoteString(text: string): string {
  if (!text.isWellFormed()) {
    throw new ProvError("PROV_SHAPE", "Cannot write PROV-N: a text holds a lone surrogate");
  }
  if (!/["\\\r\n]/.test(text)) return `"${text}"`;
  const escaped = text.replace(/["\\]/g, "\\$&").replaceAll("\r", "\\r");
  return text.includes("\n") ? `"""${escaped}"""` : `"${escaped}"`;
}

/** Where the part of a local name begins that PROV-N can write, with escapes if need be: after the
 * last character that it cannot, which is 0 in nearly all cases.
 *
 * @see PROV-N, section 3.7.1 (PN_LOCAL)
 */
export function writableFrom(local: string): number {
  const classes = characterClasses();
  let from = 0;
  for (let at = 0; at < local.length; at++) {
    if (!isWritable(local, at, classes)) from = at + 1;
  }
  while (isMark(local, from, classes)) from++;
  return from;
}

function isWritable(local: string, at: number, classes: Uint8Array): boolean {
  const code = local.charCodeAt(at);
  if ((classes[code] & LOCAL_MORE) !== 0) {
    // The second half of a pair is what the first half is.
    return !(code >= 0xdc00 && code <= 0xdfff) || isWritable(local, at - 1, classes);
  }
  if (code !== PERCENT) return LOCAL_ESCAPES.includes(local.charAt(at));
  return hexDigit(local.charCodeAt(at + 1)) >= 0 && hexDigit(local.charCodeAt(at + 2)) >= 0;
}

/** Tells whether a character can stand inside a local part but not begin one in any way. */
function isMark(local: string, at: number, classes: Uint8Array): boolean {
  const allowed = at < local.length ? classes[local.charCodeAt(at)] : 0;
  return (allowed & LOCAL_MORE) !== 0 && (allowed & LOCAL_FIRST) === 0 && local[at] !== "-";
}

/** Tells whether PROV-N writes a local part as it is; characters beyond U+FFFF are looked at by
 * others. */
export function isPlainLocal(local: string, classes: Uint8Array): boolean {
  const { length } = local;
  if (length === 0) return true;
  if ((classes[local.charCodeAt(0)] & LOCAL_FIRST) === 0) return false;
  for (let at = 0; at < length; at++) {
    const code = local.charCodeAt(at);
    if ((classes[code] & LOCAL_MORE) === 0 && (code !== DOT || at === length - 1)) return false;
    if (code >= 0xd800 && code <= 0xdfff) return false;
  }
  return true;
}

/** Writes a local part of which PROV-N can write every character: with a backslash where that is
 * needed. Percent codes stay: no reader undoes them. */
export function escapeLocal(local: string): string {
  return local.replace(/[=',:;[\]()]|^[-.]|\.$/g, "\\$&");
}
