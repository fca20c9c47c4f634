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
import { takeArguments } from "./read_provn_arguments.ts";
import type { ProvNScope } from "./read_provn_scope.ts";
import { readProvNValue } from "./read_provn_value.ts";
import { PROV_KINDS, type ProvKind, TIME_ARGUMENTS } from "./vocabulary.ts";

/** The words that give a document its frame. */
export const FRAME: ReadonlySet<string> = new Set([
  "document",
  "endDocument",
  "bundle",
  "endBundle",
]);

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
  /** The arguments of the present statement: token kinds and places. */
  const kinds: number[] = [];
  const starts: number[] = [];
  const ends: number[] = [];

  function expect(kind: number): void {
    if (tokens.kind === kind) return tokens.next();
    reading.refuse(
      tokens.start,
      `expected "${String.fromCharCode(kind)}", got ${nameOf(tokens.written())}`,
    );
  }

  function readKind(): ProvKind {
    const at = tokens.start;
    const word = tokens.written();
    if (tokens.kind !== NAME) {
      reading.refuse(at, `expected a statement, got ${nameOf(word)}`);
    }
    tokens.next();
    const kind = word === "prov:mentionOf" ? "mentionOf" : word;
    if (!Object.hasOwn(PROV_KINDS, kind)) {
      reading.refuse(at, `there is no kind of statement ${nameOf(word)}`);
    }
    if (word === "mentionOf") {
      reading.repair(at, "bare-mention", 'it is no part of PROV-N: "prov:mentionOf" is meant');
    }
    return kind as ProvKind;
  }

  /** A word of the frame where a name is due means that the statement was not closed. */
  function checkFrame(): void {
    if (tokens.end - tokens.start > 11 || !FRAME.has(tokens.written())) return;
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
    const name = scope.name(tokens.written(), tokens.start);
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
    kinds.push(tokens.kind === INTEGER ? NAME : tokens.kind);
    starts.push(tokens.start);
    ends.push(tokens.end);
    tokens.next();
  }

  /** Reads the identifier before a semicolon, which is the argument read first. */
  function readId(kind: ProvKind, scope: ProvNScope): QualifiedName | undefined {
    if (PROV_KINDS[kind].form === "plain" && kind !== "mentionOf") {
      reading.repair(starts[0], "plain-relation", `${kind} takes no identifier`);
    }
    let id: QualifiedName | undefined;
    if (kinds[0] === NAME) id = scope.name(text.slice(starts[0], ends[0]), starts[0]);
    else if (kinds[0] !== MARKER) reading.refuse(starts[0], "an identifier must be a name");
    kinds.length = starts.length = ends.length = 0;
    tokens.next();
    readArgument();
    return id;
  }

  function readAttributes(kind: ProvKind, scope: ProvNScope): readonly ProvAttribute[] {
    if (PROV_KINDS[kind].form === "plain" && kind !== "mentionOf") {
      reading.repair(tokens.start, "plain-relation", `${kind} takes no attributes`);
    }
    tokens.next();
    if (tokens.kind === CLOSE_LIST) return tokens.next(), NO_ATTRIBUTES;
    const attributes: ProvAttribute[] = [];
    for (;;) {
      const name = readName(scope, "the name of an attribute");
      expect(EQUALS);
      attributes.push(Object.freeze({ name, value: readProvNValue(tokens, scope, reading) }));
      if (tokens.kind !== COMMA) return expect(CLOSE_LIST), attributes;
      tokens.next();
    }
  }

  function readFormal(kind: ProvKind, at: number, scope: ProvNScope): Formal {
    const { formal: names, required } = PROV_KINDS[kind];
    const count = kinds.length;
    if (count !== names.length && count !== required.length) {
      const wanted = new Set([required.length, names.length]);
      reading.refuse(at, `${kind} takes ${[...wanted].join(" or ")} arguments, got ${count}`);
    }
    const formal: Formal = {};
    for (let i = 0; i < count; i++) {
      if (kinds[i] !== MARKER) formal[names[i]] = readFormalValue(i, names[i], scope);
      else if (i < required.length) {
        reading.repair(starts[i], "missing-argument", `${kind} needs "prov:${names[i]}"`);
      }
    }
    return formal;
  }

  function readFormalValue(i: number, name: string, scope: ProvNScope): QualifiedName | string {
    const at = starts[i];
    const raw = text.slice(at, ends[i]);
    if (!TIME_ARGUMENTS.has(name)) {
      return kinds[i] === NAME
        ? scope.name(raw, at)
        : reading.refuse(at, `expected a name for "prov:${name}", got ${nameOf(raw)}`);
    }
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
    const kind = readKind();
    const isElement = PROV_KINDS[kind].form === "element";
    kinds.length = starts.length = ends.length = 0;
    expect(OPEN);
    let id: QualifiedName | undefined;
    if (isElement) {
      if (tokens.kind === NAME) checkFrame();
      id = readName(scope, "an identifier");
    } else {
      readArgument();
      if (tokens.kind === SEMICOLON) id = readId(kind, scope);
    }
    let attributes = NO_ATTRIBUTES;
    while (tokens.kind === COMMA) {
      tokens.next();
      if (tokens.kind === OPEN_LIST) {
        attributes = readAttributes(kind, scope);
        break;
      }
      readArgument();
    }
    expect(CLOSE);
    const formal = readFormal(kind, at, scope);
    if (attributes.length > 0) {
      attributes = takeArguments(kind, formal, attributes, at, scope, reading);
    }
    Object.freeze(formal);
    Object.freeze(attributes);
    return Object.freeze(
      id === undefined ? { kind, formal, attributes } : { kind, id, formal, attributes },
    );
  };
}

const NO_ATTRIBUTES: readonly ProvAttribute[] = Object.freeze([]);
const ZONE = /[+-][0-9]{2}:[0-9]{2}$/;
