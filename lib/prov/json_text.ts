import { MAX_DEPTH } from "../base/canonical_json.ts";
import { ProvError } from "../base/errors.ts";
import { jsonPointer, type PathStep } from "./json_pointer.ts";

/** A number as the text wrote it; in tolerant reading also `NaN`, `Infinity` and `-Infinity`. */
export interface JsonNumber {
  /** The text. */
  readonly number: string;
}

/** An object as two columns: no key can reach a prototype, and none can be lost. */
export interface JsonObject {
  /** The keys, in order of the text. */
  readonly keys: readonly string[];
  /** The values, each at the position of its key. */
  readonly values: readonly JsonNode[];
}

/** What a JSON text holds. */
export type JsonNode = string | boolean | null | JsonNumber | JsonObject | readonly JsonNode[];

/** Tells whether a node is an object. */
export function isJsonObject(node: JsonNode): node is JsonObject {
  return typeof node === "object" && node !== null && "keys" in node && !Array.isArray(node);
}

/** Tells whether a node is an array. */
export function isJsonArray(node: JsonNode): node is readonly JsonNode[] {
  return Array.isArray(node);
}

/** What a tolerant reading let pass. */
export interface JsonOddity {
  /** Where. */
  readonly path: readonly PathStep[];
  /** What. */
  readonly kind: "byte-order-mark" | "duplicate-key" | "lone-surrogate";
  /** The same in words. */
  readonly message: string;
}

/** Where a text begins that is a part of another. */
export interface JsonPlace {
  /** The line, from 1. */
  readonly line: number;
  /** The column, from 1. */
  readonly column: number;
  /** The steps to it from the whole. */
  readonly path: readonly PathStep[];
}

const START: JsonPlace = Object.freeze({ line: 1, column: 1, path: [] });

/** The longest text that is read, in UTF-16 code units. */
export const MAX_JSON_TEXT: number = 2 ** 28;

/** Parses JSON, keeping what `JSON.parse` loses: the text of numbers, and keys that come twice.
 *
 * Cost: one pass; strings are slices of the text where they hold no escape.
 *
 * @param onOddity where given, reading is tolerant: bare `NaN` and `Infinity` tokens, a byte order
 * mark, lone surrogates (replaced by U+FFFD) and a key twice (the last one counts) are let pass and
 * reported, the tokens excepted, which are to be seen in the result
 * @param from where the text begins, for the places of errors and oddities
 * @param use told of the members of the outermost object, and of the items and members of what these
 * are: one for which it says `true` is used up, so that not all must be held; an item is left out, a
 * member is `null`
 * @throws {ProvError} `PROV_SYNTAX`, with `line`, `column` and `path`, for what is no JSON, nests
 * deeper than 200 or is longer than {@link MAX_JSON_TEXT}
 * @see RFC 8259
 */
export function parseJsonText(
  text: string,
  onOddity?: (oddity: JsonOddity) => void,
  from: JsonPlace = START,
  use?: (path: readonly PathStep[], value: JsonNode) => boolean,
): JsonNode {
  const path: PathStep[] = from.path.slice();
  let at = 0;

  function fail(reason: string, where: number = at): never {
    const before = text.slice(0, where);
    const lines = before.split("\n").length - 1;
    const line = from.line + lines;
    const column = where - before.lastIndexOf("\n") + (lines === 0 ? from.column - 1 : 0);
    const pointer = jsonPointer(path);
    throw new ProvError(
      "PROV_SYNTAX",
      `Cannot read JSON at line ${line}, column ${column}: ${reason}`,
      { line, column, path: pointer },
    );
  }

  function oddity(kind: JsonOddity["kind"], message: string, where: number): void {
    if (onOddity === undefined) fail(message, where);
    onOddity({ path: path.slice(), kind, message });
  }

  function skipSpace(): number {
    for (;; at++) {
      const code = text.charCodeAt(at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return code;
    }
  }

  function value(depth: number): JsonNode {
    switch (skipSpace()) {
      case QUOTE:
        return string();
      case 0x7b:
        return object(depth);
      case 0x5b:
        return array(depth);
      case 0x74:
        return word("true", true);
      case 0x66:
        return word("false", false);
      case 0x6e:
        return word("null", null);
    }
    return number();
  }

  function word<T>(spelling: string, meaning: T): T {
    if (!text.startsWith(spelling, at)) fail(`expected a value, got ${found(text, at)}`);
    at += spelling.length;
    return meaning;
  }

  function number(): JsonNumber {
    NUMBER.lastIndex = at;
    const match = NUMBER.exec(text)?.[0];
    if (match === undefined) fail(`expected a value, got ${found(text, at)}`);
    if (onOddity === undefined && /[aI]/.test(match)) fail(`${match} is no JSON`);
    at += match.length;
    return { number: match };
  }

  function string(): string {
    const start = ++at;
    for (;; at++) {
      const code = text.charCodeAt(at);
      if (code === QUOTE) return text.slice(start, at++);
      if (code === BACKSLASH) return escapedString(start);
      if (!(code >= 0x20)) fail(badCharacter(text, at));
    }
  }

  function escapedString(start: number): string {
    const open = start - 1;
    for (; text.charCodeAt(at) !== QUOTE; at++) {
      if (!(text.charCodeAt(at) >= 0x20)) fail(badCharacter(text, at));
      if (text.charCodeAt(at) !== BACKSLASH) continue;
      ESCAPE.lastIndex = at;
      const escape = ESCAPE.exec(text)?.[0];
      if (escape === undefined) fail(`unknown escape ${JSON.stringify(text.slice(at, at + 2))}`);
      at += escape.length - 1;
    }
    const decoded: string = JSON.parse(text.slice(open, ++at));
    if (decoded.isWellFormed()) return decoded;
    oddity("lone-surrogate", "a string holds a lone surrogate", open);
    return decoded.toWellFormed();
  }

  function array(depth: number): JsonNode[] {
    if (depth >= MAX_DEPTH) fail(`it nests deeper than ${MAX_DEPTH}`);
    const items: JsonNode[] = [];
    at++;
    if (skipSpace() === 0x5d) return at++, items;
    for (let i = 0;; i++) {
      path.push(i);
      const item = value(depth + 1);
      if (depth !== 1 || use === undefined || !use(path, item)) items.push(item);
      path.pop();
      const code = skipSpace();
      at++;
      if (code === 0x5d) return items;
      if (code !== COMMA) fail(`expected "," or "]", got ${found(text, at - 1)}`, at - 1);
    }
  }

  function object(depth: number): JsonObject {
    if (depth >= MAX_DEPTH) fail(`it nests deeper than ${MAX_DEPTH}`);
    const keys: string[] = [];
    const values: JsonNode[] = [];
    let places: Map<string, number> | undefined;
    at++;
    if (skipSpace() === 0x7d) return at++, { keys, values };
    for (;;) {
      const where = at;
      if (skipSpace() !== QUOTE) fail(`expected a key in quotes, got ${found(text, at)}`);
      const key = string();
      path.push(key);
      if (skipSpace() !== 0x3a) fail(`expected ":", got ${found(text, at)}`);
      at++;
      if (keys.length === FEW) places = new Map(keys.map((known, i) => [known, i]));
      const place = places === undefined ? keys.indexOf(key) : places.get(key) ?? -1;
      if (place >= 0) {
        oddity("duplicate-key", `the key ${JSON.stringify(key)} comes twice`, where);
      }
      let content = value(depth + 1);
      if (depth < 2 && use !== undefined && use(path, content)) content = null;
      if (place >= 0) values[place] = content;
      else {
        places?.set(key, keys.length);
        keys.push(key);
        values.push(content);
      }
      path.pop();
      const code = skipSpace();
      at++;
      if (code === 0x7d) return { keys, values };
      if (code !== COMMA) fail(`expected "," or "}", got ${found(text, at - 1)}`, at - 1);
      skipSpace();
    }
  }

  if (text.length > MAX_JSON_TEXT) fail(`it is longer than ${MAX_JSON_TEXT} characters`, 0);
  if (!text.isWellFormed()) {
    oddity("lone-surrogate", "the text holds a lone surrogate", 0);
    text = text.toWellFormed();
  }
  if (text.startsWith("\ufeff")) {
    oddity("byte-order-mark", "it starts with a byte order mark", 0);
    at = 1;
  }
  const root = value(0);
  if (!Number.isNaN(skipSpace())) fail(`expected the end, got ${found(text, at)}`);
  return root;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;

/** Up to so many keys a list is searched faster than a map is made. */
const FEW = 12;

const NUMBER = /NaN|-?Infinity|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

function found(text: string, at: number): string {
  return at >= text.length
    ? "the end"
    : JSON.stringify(String.fromCodePoint(text.codePointAt(at)!));
}

function badCharacter(text: string, at: number): string {
  return at >= text.length
    ? "a string does not end"
    : `a string holds ${found(text, at)}, which must be escaped`;
}
