import { nameOf } from "../base/options.ts";
import { isDateTime } from "./date_time.ts";
import type { ProvAttribute, ProvRecord, QualifiedName } from "./document.ts";
import type { ProvNReading } from "./provn_reading.ts";
import {
  CLOSE,
  CLOSE_LIST,
  COMMA,
  DATE_TIME,
  EQUALS,
  INTEGER,
  MARKER,
  NAME,
  OPEN,
  OPEN_LIST,
  type ProvNTokens,
  SEMICOLON,
} from "./provn_tokens.ts";
import { isFrameWord, type ProvNWord, wordFinder } from "./provn_words.ts";
import { takeArguments } from "./read_provn_arguments.ts";
import type { ProvNScope } from "./read_provn_scope.ts";
import { readProvNValue } from "./read_provn_value.ts";

type Formal = Record<string, QualifiedName | string>;

/** Makes the function that reads the statement at the present token.
 *
 * A name is looked up where it is read, except for arguments, which must be of the right number
 * first; what is wrong is told in this order.
 *
 * @returns a function that throws a {@link Refusal} where there is no statement
 * @see PROV-N, section 3
 */
export function statementReader(
  text: string,
  tokens: ProvNTokens,
  reading: ProvNReading,
): (scope: ProvNScope) => ProvRecord {
  const findWord = wordFinder(text);
  /** The arguments of the present statement: how many, token kinds and places. Lists are filled
   * again and again, so that a statement costs no memory but its own. */
  let count = 0;
  const kinds: number[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  const attributes: ProvAttribute[] = [];

  function expect(kind: number): void {
    if (tokens.kind === kind) return tokens.next();
    reading.refuse(
      tokens.start,
      `expected "${String.fromCharCode(kind)}", got ${nameOf(tokens.written())}`,
    );
  }

  function readWord(): ProvNWord {
    const { kind, start, end } = tokens;
    if (kind !== NAME) {
      reading.refuse(start, `expected a statement, got ${nameOf(tokens.written())}`);
    }
    tokens.next();
    const word = findWord(start, end);
    if (word === undefined) {
      const found = nameOf(text.slice(start, end));
      return reading.refuse(start, `there is no kind of statement ${found}`);
    }
    if (word.word === "mentionOf") {
      reading.repair(start, "bare-mention", 'it is no part of PROV-N: "prov:mentionOf" is meant');
    }
    return word;
  }

  /** A word of the frame where a name is due means that the statement was not closed. */
  function checkFrame(): void {
    if (!isFrameWord(text, tokens.start, tokens.end)) return;
    const after = tokens.peek();
    if (after === COMMA || after === CLOSE || after === SEMICOLON) return;
    reading.refuse(tokens.start, `the statement before ${nameOf(tokens.written())} does not end`);
  }

  /** Whether the present token can be a name: unsigned digits are one in the default namespace. */
  function isName(): boolean {
    return tokens.kind === NAME ||
      (tokens.kind === INTEGER && text.charCodeAt(tokens.start) !== MARKER);
  }

  function readName(scope: ProvNScope, what: string): QualifiedName {
    if (!isName()) {
      reading.refuse(tokens.start, `expected ${what}, got ${nameOf(tokens.written())}`);
    }
    const name = scope.name(tokens.start, tokens.end);
    tokens.next();
    return name;
  }

  function readArgument(): void {
    const isArgument = isName() || tokens.kind === MARKER || tokens.kind === DATE_TIME;
    if (!isArgument) {
      const found = nameOf(tokens.written());
      reading.refuse(tokens.start, `expected a name, a time or "-", got ${found}`);
    }
    if (tokens.kind === NAME) checkFrame();
    kinds[count] = tokens.kind === INTEGER ? NAME : tokens.kind;
    starts[count] = tokens.start;
    ends[count] = tokens.end;
    count++;
    tokens.next();
  }

  /** Reads the identifier before a semicolon, which is the argument read first. */
  function readId({ isPlain, kind }: ProvNWord, scope: ProvNScope): QualifiedName | undefined {
    if (isPlain) {
      reading.repair(starts[0], "plain-relation", `${kind} takes no identifier`);
    }
    let id: QualifiedName | undefined;
    if (kinds[0] === NAME) id = scope.name(starts[0], ends[0]);
    else if (kinds[0] !== MARKER) reading.refuse(starts[0], "an identifier must be a name");
    count = 0;
    tokens.next();
    readArgument();
    return id;
  }

  function readAttributes(
    { isPlain, kind }: ProvNWord,
    scope: ProvNScope,
  ): readonly ProvAttribute[] {
    if (isPlain) {
      reading.repair(tokens.start, "plain-relation", `${kind} takes no attributes`);
    }
    tokens.next();
    if (tokens.kind === CLOSE_LIST) return tokens.next(), NO_ATTRIBUTES;
    for (let length = 0;;) {
      const name = readName(scope, "the name of an attribute");
      expect(EQUALS);
      const value = readProvNValue(tokens, scope, reading);
      attributes[length++] = Object.freeze({ name, value });
      if (tokens.kind !== COMMA) return expect(CLOSE_LIST), attributes.slice(0, length);
      tokens.next();
    }
  }

  function readFormal(word: ProvNWord, at: number, scope: ProvNScope): Formal {
    const { kind, names, required, isTime } = word;
    if (count !== names.length && count !== required) {
      const wanted = new Set([required, names.length]);
      reading.refuse(at, `${kind} takes ${[...wanted].join(" or ")} arguments, got ${count}`);
    }
    const formal: Formal = {};
    for (let i = 0; i < count; i++) {
      if (kinds[i] !== MARKER) {
        formal[names[i]] = isTime[i] ? readTime(i, names[i]) : readRef(i, names[i], scope);
      } else if (i < required) {
        reading.repair(starts[i], "missing-argument", `${kind} needs "prov:${names[i]}"`);
      }
    }
    return formal;
  }

  function readRef(i: number, name: string, scope: ProvNScope): QualifiedName {
    if (kinds[i] === NAME) return scope.name(starts[i], ends[i]);
    const found = nameOf(text.slice(starts[i], ends[i]));
    return reading.refuse(starts[i], `expected a name for "prov:${name}", got ${found}`);
  }

  function readTime(i: number, name: string): string {
    const at = starts[i];
    const raw = text.slice(at, ends[i]);
    if (kinds[i] !== DATE_TIME) {
      reading.refuse(at, `expected a time for "prov:${name}", got ${nameOf(raw)}`);
    }
    if (!isDateTime(raw)) {
      const message = `a time must be an xsd:dateTime, got ${nameOf(raw)}`;
      if (!isDateTime(raw.replace(ZONE, "Z"))) reading.refuse(at, message);
      reading.repair(at, "date-time", message);
    }
    return raw;
  }

  return (scope) => {
    const at = tokens.start;
    const word = readWord();
    const { kind } = word;
    count = 0;
    expect(OPEN);
    let id: QualifiedName | undefined;
    if (word.isElement) {
      if (tokens.kind === NAME) checkFrame();
      id = readName(scope, "an identifier");
    } else {
      readArgument();
      if (tokens.kind === SEMICOLON) id = readId(word, scope);
    }
    let attributes = NO_ATTRIBUTES;
    while (tokens.kind === COMMA) {
      tokens.next();
      if (tokens.kind === OPEN_LIST) {
        attributes = readAttributes(word, scope);
        break;
      }
      readArgument();
    }
    expect(CLOSE);
    const formal = word.names.length === 0 && count === 0
      ? NO_ARGUMENTS
      : readFormal(word, at, scope);
    if (attributes !== NO_ATTRIBUTES && word.names.length > 0) {
      attributes = takeArguments(word, formal, attributes, at, scope, reading);
    }
    Object.freeze(formal);
    Object.freeze(attributes);
    return Object.freeze(
      id === undefined ? { kind, formal, attributes } : { kind, id, formal, attributes },
    );
  };
}

const NO_ARGUMENTS: Formal = Object.freeze({});
const NO_ATTRIBUTES: readonly ProvAttribute[] = Object.freeze([]);
const ZONE = /[+-][0-9]{2}:[0-9]{2}$/;
