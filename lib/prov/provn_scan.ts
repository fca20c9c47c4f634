import { LOCAL_FIRST, LOCAL_MORE, PREFIX_FIRST, PREFIX_MORE } from "./provn_characters.ts";
import { hexDigit, isIriCharacter } from "./provn_escapes.ts";

/** What may follow a backslash in a local part. */
export const LOCAL_ESCAPES = "=',-:;[]().";

/** Makes the function that says where a name ends which begins at a place; the same place where
 * none begins there.
 *
 * @see PROV-N, section 3.7.1 (QUALIFIED_NAME)
 */
export function nameScanner(text: string, classes: Uint8Array): (at: number) => number {
  const { length } = text;

  /** Where the character at a place ends, if a local part can hold it; else the same place. */
  function escaped(at: number): number {
    const code = text.charCodeAt(at);
    if (code === PERCENT) {
      return hexDigit(text.charCodeAt(at + 1)) < 0 || hexDigit(text.charCodeAt(at + 2)) < 0
        ? at
        : at + 3;
    }
    if (code !== BACKSLASH || at + 1 >= length) return at;
    return LOCAL_ESCAPES.includes(text.charAt(at + 1)) ? at + 2 : at;
  }

  /** Where a local part ends whose first character ends at `start`. */
  function localEnd(start: number): number {
    let at = start;
    // A full stop belongs to a name only where more of it follows.
    let end = start;
    for (;;) {
      if (at < length && (classes[text.charCodeAt(at)] & LOCAL_MORE) !== 0) end = ++at;
      else if (text.charCodeAt(at) === DOT) at++;
      else {
        const after = escaped(at);
        if (after === at) return end;
        end = at = after;
      }
    }
  }

  function local(at: number): number {
    if (at < length && (classes[text.charCodeAt(at)] & LOCAL_FIRST) !== 0) return localEnd(at + 1);
    const after = escaped(at);
    return after > at ? localEnd(after) : at;
  }

  return (start) => {
    if ((classes[text.charCodeAt(start)] & PREFIX_FIRST) === 0) return local(start);
    let at = start + 1;
    while (at < length && (classes[text.charCodeAt(at)] & PREFIX_MORE) !== 0) at++;
    while (text.charCodeAt(at) === DOT) {
      do at++; while (at < length && (classes[text.charCodeAt(at)] & PREFIX_MORE) !== 0);
    }
    if (text.charCodeAt(at) === COLON && text.charCodeAt(at - 1) !== DOT) return local(at + 1);
    return localEnd(start + 1);
  };
}

/** Where a time ends that begins at a place; the same place where none begins there.
 *
 * @see PROV-N, section 3.7.4 (DATETIME)
 */
export function scanDateTime(text: string, start: number): number {
  let at = start + (text.charCodeAt(start) === DASH ? 1 : 0);
  const years = at;
  while (isDigit(text.charCodeAt(at))) at++;
  if (at - years < 4) return start;
  if (!fits(text, at, REST)) return start;
  at += REST.length;
  if (text.charCodeAt(at) === DOT && isDigit(text.charCodeAt(at + 1))) {
    do at++; while (isDigit(text.charCodeAt(at)));
  }
  const zone = text.charCodeAt(at);
  if (zone === 0x5a) return at + 1;
  if (zone !== DASH && zone !== 0x2b) return at;
  return fits(text, at + 1, "00:00") ? at + 6 : at;
}

const REST = "-00-00T00:00:00";

/** Tells whether a text has a form at a place; a zero stands for any digit. */
function fits(text: string, at: number, form: string): boolean {
  for (let i = 0; i < form.length; i++) {
    const wanted = form.charCodeAt(i);
    const code = text.charCodeAt(at + i);
    if (wanted === 0x30 ? !isDigit(code) : code !== wanted) return false;
  }
  return true;
}

/** Where an IRI ends whose `<` is at a place; -1 where it does not.
 *
 * @see PROV-N, section 3.7.1 (IRI_REF)
 */
export function scanIri(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x3e) return at + 1;
    if (code === BACKSLASH) {
      if (!(text.charCodeAt(++at) > 0x20)) return -1;
    } else if (!isIriCharacter(code)) return -1;
  }
  return -1;
}

/** Where a language tag ends that begins at a place; -1 where none does.
 *
 * @see PROV-N, section 3.7.3 (LANGTAG)
 */
export function scanTag(text: string, start: number): number {
  let at = start;
  while (isLetter(text.charCodeAt(at))) at++;
  if (at === start) return -1;
  while (text.charCodeAt(at) === DASH && isLetterOrDigit(text.charCodeAt(at + 1))) {
    do at++; while (isLetterOrDigit(text.charCodeAt(at)));
  }
  return at;
}

const PERCENT = 0x25;
const DASH = 0x2d;
const DOT = 0x2e;
const COLON = 0x3a;
const BACKSLASH = 0x5c;

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

function isLetter(code: number): boolean {
  return (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a);
}

function isLetterOrDigit(code: number): boolean {
  return isLetter(code) || isDigit(code);
}
