import { characterClasses, DIGIT, OTHER_SPACE, SPACE } from "./provn_characters.ts";
import { decodeIri, decodeString } from "./provn_escapes.ts";
import { nameScanner, scanDateTime, scanIri, scanTag } from "./provn_scan.ts";
import type { ProvNReading } from "./provn_reading.ts";

/** What a token is. A character that is a token by itself has its own code. */
export const END: number = 0;
/** A name, with or without a prefix: keywords too. */
export const NAME: number = 1;
/** A name in single quotes. */
export const NAME_VALUE: number = 2;
/** An IRI in angle brackets. */
export const IRI: number = 3;
/** A string in double quotes, short or long. */
export const STRING: number = 4;
/** An integer, signed or not. */
export const INTEGER: number = 5;
/** An `xsd:dateTime` as far as its characters go. */
export const DATE_TIME: number = 6;
/** A language tag. */
export const LANGUAGE: number = 7;
/** `%%`, which comes before a datatype. */
export const TYPED: number = 8;
/** `-`, which stands for an argument that is not given. */
export const MARKER: number = 0x2d;
/** `(` */
export const OPEN: number = 0x28;
/** `)` */
export const CLOSE: number = 0x29;
/** `,` */
export const COMMA: number = 0x2c;
/** `;` */
export const SEMICOLON: number = 0x3b;
/** `=` */
export const EQUALS: number = 0x3d;
/** `[` */
export const OPEN_LIST: number = 0x5b;
/** `]` */
export const CLOSE_LIST: number = 0x5d;

/** The tokens of a text, one at a time. */
export interface ProvNTokens {
  /** What the present token is. */
  kind: number;
  /** What the token before it is. */
  previous: number;
  /** Where it begins. */
  start: number;
  /** Where it ends. */
  end: number;
  /** What a string, an IRI or a language tag says. */
  value: string;
  /** Goes on to the next token.
   *
   * @throws {ProvError} `PROV_SYNTAX` where there is none: no reading goes on after that
   */
  next(): void;
  /** The code of the first character after the present token that is no white space and no comment;
   * NaN at the end. */
  peek(): number;
  /** The present token as it is written. */
  written(): string;
}

/** Cuts a well-formed text into tokens; the first is there from the start.
 *
 * Cost: one pass; nothing is cut out but strings and IRIs. Keywords are names: only their place
 * makes them what they are.
 *
 * @see PROV-N, section 3.7
 */
export function provNTokens(text: string, reading: ProvNReading): ProvNTokens {
  const classes = characterClasses();
  const scanName = nameScanner(text, classes);
  const { length } = text;
  const first = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  const tokens: ProvNTokens = {
    kind: END,
    previous: END,
    start: first,
    end: first,
    value: "",
    next,
    peek() {
      return text.charCodeAt(skip(tokens.end, false));
    },
    written: () => text.slice(tokens.start, tokens.end),
  };

  /** Where the next token begins. */
  function skip(from: number, loud: boolean): number {
    let at = from;
    while (at < length) {
      const code = text.charCodeAt(at);
      if ((classes[code] & SPACE) !== 0) at++;
      else if (code === SLASH && text.charCodeAt(at + 1) === SLASH) {
        while (at < length && !isLineBreak(text.charCodeAt(at))) at++;
      } else if (code === SLASH && text.charCodeAt(at + 1) === STAR) {
        const end = text.indexOf("*/", at + 2);
        if (end < 0) reading.fail(at, "a comment does not end");
        at = end + 2;
      } else if ((classes[code] & OTHER_SPACE) !== 0) {
        if (loud) otherSpace(at, code);
        at++;
      } else break;
    }
    return at;
  }

  function otherSpace(at: number, code: number): void {
    const message = `U+${code.toString(16).toUpperCase().padStart(4, "0")} is no white space`;
    if (!reading.lenient) reading.fail(at, message);
    reading.note(at, "white-space", `${message}; it is skipped`);
  }

  function take(kind: number, end: number): void {
    tokens.kind = kind;
    tokens.end = end;
  }

  function next(): void {
    const previous = tokens.previous = tokens.kind;
    const at = skip(tokens.end, true);
    tokens.start = at;
    if (at >= length) return take(END, length);
    const code = text.charCodeAt(at);
    switch (code) {
      case OPEN:
      case CLOSE:
      case COMMA:
      case SEMICOLON:
      case EQUALS:
      case OPEN_LIST:
      case CLOSE_LIST:
        return take(code, at + 1);
      case QUOTE:
        return string(at);
      case APOSTROPHE:
        return nameValue(at);
      case LESS:
        return iri(at);
      case MARKER:
        return number(at) ? undefined : take(MARKER, at + 1);
      case PERCENT:
        if (text.charCodeAt(at + 1) === PERCENT) return take(TYPED, at + 2);
        break;
      case AT:
        if (previous === STRING) return language(at);
    }
    if ((classes[code] & DIGIT) !== 0 && number(at)) return;
    name(at);
  }

  function name(at: number): void {
    const end = scanName(at);
    if (end === at) reading.fail(at, `nothing can begin with ${character(at)}`);
    if (text.charCodeAt(end) === COLON) reading.fail(end, 'a second ":" in a name must be "\\:"');
    take(NAME, end);
  }

  /** Takes a time or an integer, unless a name reaches further. */
  function number(at: number): boolean {
    const time = scanDateTime(text, at);
    if (time > at) {
      take(DATE_TIME, time);
      return true;
    }
    let end = at + 1;
    while (end < length && (classes[text.charCodeAt(end)] & DIGIT) !== 0) end++;
    if (text.charCodeAt(at) === MARKER ? end === at + 1 : scanName(at) > end) return false;
    take(INTEGER, end);
    return true;
  }

  function nameValue(at: number): void {
    const end = scanName(at + 1);
    if (end > at + 1 && text.charCodeAt(end) === APOSTROPHE) return take(NAME_VALUE, end + 1);
    for (let i = at + 1; i < length; i++) {
      const code = text.charCodeAt(i);
      if (isLineBreak(code)) break;
      if (code === BACKSLASH) i++;
      else if (code === APOSTROPHE) reading.fail(end, `a name cannot hold ${character(end)}`);
    }
    reading.fail(at, "a name in quotes does not end");
  }

  function iri(at: number): void {
    const end = scanIri(text, at);
    if (end < 0) reading.fail(at, "an IRI does not end, or holds what an IRI cannot hold");
    const raw = text.slice(at + 1, end - 1);
    tokens.value = raw.includes("\\") ? decoded(decodeIri(raw), at + 1) : raw;
    take(IRI, end);
  }

  function language(at: number): void {
    const end = scanTag(text, at + 1);
    if (end < 0) reading.fail(at, 'a language must be a tag such as "@en"');
    tokens.value = text.slice(at + 1, end);
    take(LANGUAGE, end);
  }

  function string(at: number): void {
    const long = text.startsWith('"""', at);
    const start = long ? at + 3 : at + 1;
    let escaped = false;
    let broken = -1;
    let end = start;
    for (;; end++) {
      if (end >= length) reading.fail(at, "a string does not end");
      const code = text.charCodeAt(end);
      if (code === QUOTE) {
        if (!long || text.startsWith('"""', end)) break;
      } else if (code === BACKSLASH) {
        escaped = true;
        end++;
      } else if (!long && broken < 0 && isLineBreak(code)) broken = end;
    }
    if (broken >= 0) lineBreak(at, broken);
    const raw = text.slice(start, end);
    tokens.value = escaped ? decoded(decodeString(raw), start) : raw;
    take(STRING, long ? end + 3 : end + 1);
  }

  function lineBreak(at: number, broken: number): void {
    if (!reading.lenient) reading.fail(at, 'a string ends before its line does, or is in """');
    reading.note(broken, "line-break", 'a string with a line break must be in """');
  }

  function decoded(result: ReturnType<typeof decodeString>, start: number): string {
    return typeof result === "string"
      ? result
      : reading.fail(start + result.offset, result.message);
  }

  function character(at: number): string {
    return at >= length ? "the end" : JSON.stringify(String.fromCodePoint(text.codePointAt(at)!));
  }

  next();
  return tokens;
}

const QUOTE = 0x22;
const PERCENT = 0x25;
const APOSTROPHE = 0x27;
const STAR = 0x2a;
const SLASH = 0x2f;
const COLON = 0x3a;
const LESS = 0x3c;
const AT = 0x40;
const BACKSLASH = 0x5c;

function isLineBreak(code: number): boolean {
  return code === 0x0a || code === 0x0d;
}
