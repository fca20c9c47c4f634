import { ProvError } from "../base/errors.ts";
import type { ProvAttribute, ProvRecord, QualifiedName } from "./document.ts";
import { quote } from "./quote.ts";
import { isQualifiedName, XSD_TYPES } from "./values.ts";
import { PROV, PROV_KINDS, type ProvKind } from "./vocabulary.ts";
import type { JsonNames } from "./write_json_names.ts";

/** How members are written. */
export interface Notation {
  /** What stands between a key and its value. */
  readonly colon: string;
  /** Whether all that can have several values is an array, as ProvToolbox wants it. */
  readonly lists: boolean;
}

/** Makes the writer of the members of a kind's statements, joined by `separator`: arguments in
 * PROV-N's order, then attributes in order of name and value, doubles first and booleans last.
 * Values are written without white space.
 *
 * @throws {ProvError} `PROV_SHAPE` for an attribute that is named like an argument, and for
 * `mentionOf` in the dialect of ProvToolbox
 */
export function jsonMembers(
  kind: ProvKind,
  names: JsonNames,
  { colon, lists }: Notation,
  separator: string,
): (record: ProvRecord) => string {
  if (lists && kind === "mentionOf") throw unwritable(kind, "ProvToolbox does not know it");
  const { formal } = PROV_KINDS[kind];
  const argumentKeys = formal.map((argument) => keyOf(`prov:${argument}`));
  function keyOf(text: string): Key {
    const first = quote(text) + colon;
    return { text, first, next: separator + first };
  }

  const attributeKey = remembered((name) => {
    const argument = formal.find((argument) => PROV + argument === name.iri);
    if (argument === undefined) return keyOf(names.text(name));
    throw unwritable(kind, `"prov:${argument}" is an argument and must not be an attribute`);
  });
  const typeOf = remembered((name) => ({
    end: `,"type":${names.quoted(name)}}`,
    rank: rankOf(name),
  }));

  function pair({ name, value }: ProvAttribute): Pair {
    const key = attributeKey(name);
    if (isQualifiedName(value)) {
      return { key, value: `{"$":${names.quoted(value)},"type":"prov:QUALIFIED_NAME"}`, rank: 1 };
    }
    const text = quote(value.text);
    const { language, type } = value;
    if (language !== undefined) {
      return { key, value: `{"$":${text},"lang":${quote(language)}}`, rank: 1 };
    }
    if (type === undefined || type.iri === XSD_TYPES.string.iri) {
      return { key, value: text, rank: 1 };
    }
    const { end, rank } = typeOf(type);
    return { key, value: `{"$":${text}${end}`, rank };
  }

  return (record) => {
    let text = "";
    for (let i = 0; i < formal.length; i++) {
      const value = record.formal[formal[i]];
      if (value === undefined) continue;
      const quoted = typeof value === "string" ? quote(value) : names.quoted(value);
      text += text === "" ? argumentKeys[i].first : argumentKeys[i].next;
      text += lists && kind === "hadMember" && i === 1 ? `[${quoted}]` : quoted;
    }
    if (record.attributes.length === 0) return text;
    const pairs = record.attributes.map(pair);
    if (pairs.length > 1) pairs.sort(byKeyAndValue);
    for (let i = 0; i < pairs.length;) {
      const { key, value } = pairs[i];
      let values = value;
      for (let last = value; ++i < pairs.length && pairs[i].key.text === key.text;) {
        if (pairs[i].value !== last) values += `,${last = pairs[i].value}`;
      }
      text += text === "" ? key.first : key.next;
      text += lists || values !== value ? `[${values}]` : value;
    }
    return text;
  };
}

/** The same function, which knows its results again for names of which there are few. */
function remembered<Result>(
  make: (name: QualifiedName) => Result,
): (name: QualifiedName) => Result {
  const known = new Map<QualifiedName, Result>();
  return (name) => {
    let result = known.get(name);
    if (result === undefined) {
      // A stream may make each name anew.
      if (known.size === 1000) known.clear();
      known.set(name, result = make(name));
    }
    return result;
  };
}

interface Key {
  readonly text: string;
  /** The key and the colon, at the beginning of an object. */
  readonly first: string;
  /** The same behind other members. */
  readonly next: string;
}

interface Pair {
  readonly key: Key;
  readonly value: string;
  readonly rank: number;
}

/** Of values that Python takes for equal (2.0 and 2, 1 and True) `prov` 2.0.0 keeps the first, so
 * the one that says more must come first. */
function rankOf({ iri }: QualifiedName): number {
  return iri === XSD_TYPES.double.iri ? 0 : iri === XSD_TYPES.boolean.iri ? 2 : 1;
}

function byKeyAndValue(a: Pair, b: Pair): number {
  if (a.key.text !== b.key.text) return a.key.text < b.key.text ? -1 : 1;
  if (a.rank !== b.rank) return a.rank - b.rank;
  return a.value < b.value ? -1 : a.value > b.value ? 1 : 0;
}

function unwritable(kind: ProvKind, reason: string): ProvError {
  return new ProvError("PROV_SHAPE", `Cannot write ${kind}: ${reason}`, { kind });
}
