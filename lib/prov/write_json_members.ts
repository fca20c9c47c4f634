import { ProvError } from "../base/errors.ts";
import type { ProvAttribute, ProvLiteral, ProvRecord, ProvValue } from "./document.ts";
import type { Spelled, Spelling } from "./spelling.ts";
import { isQualifiedName, XSD_TYPES } from "./values.ts";
import { PROV, PROV_KINDS } from "./vocabulary.ts";

/** How members are written. */
export interface Notation {
  /** What stands between a key and its value. */
  readonly colon: string;
  /** Whether all that can have several values is an array, as ProvToolbox wants it. */
  readonly lists: boolean;
}

/** The members of a statement's object, joined by `separator`: arguments in PROV-N's order, then
 * attributes in order of name and value, doubles first and booleans last. Values
 * are written without white space.
 *
 * @throws {ProvError} `PROV_SHAPE` for an attribute that is named like an argument
 */
export function jsonMembers(
  record: ProvRecord,
  spelling: Spelling,
  notation: Notation,
  separator: string,
): string {
  const { colon, lists } = notation;
  if (lists && record.kind === "mentionOf") {
    throw new ProvError(
      "PROV_SHAPE",
      `Cannot write ${record.kind}: ProvToolbox does not know it`,
      { kind: record.kind, id: record.id?.iri },
    );
  }
  let text = "";
  for (const argument of PROV_KINDS[record.kind].formal) {
    const value = record.formal[argument];
    if (value === undefined) continue;
    const quoted = typeof value === "string" ? JSON.stringify(value) : spelling.spell(value).quoted;
    text += `${text === "" ? "" : separator}"prov:${argument}"${colon}${
      lists && record.kind + argument === "hadMemberentity" ? `[${quoted}]` : quoted
    }`;
  }
  if (record.attributes.length === 0) return text;
  const lines = attributeLines(record, spelling, notation).join(separator);
  return text === "" ? lines : `${text}${separator}${lines}`;
}

function attributeLines(
  record: ProvRecord,
  spelling: Spelling,
  { colon, lists }: Notation,
): string[] {
  const pairs = record.attributes.map((attribute) => pair(attribute, record, spelling));
  if (pairs.length > 1) pairs.sort(byNameAndValue);
  const lines: string[] = [];
  for (let i = 0; i < pairs.length;) {
    const { name } = pairs[i];
    const values: string[] = [];
    for (; i < pairs.length && pairs[i].name.text === name.text; i++) {
      if (pairs[i].value !== values.at(-1)) values.push(pairs[i].value);
    }
    const value = values.length === 1 && !lists ? values[0] : `[${values.join(",")}]`;
    lines.push(`${name.quoted}${colon}${value}`);
  }
  return lines;
}

interface Pair {
  readonly name: Spelled;
  readonly value: string;
  readonly rank: number;
}

/** Of values that Python takes for equal (2.0 and 2, 1 and True) `prov` 2.0.0 keeps the first, so
 * the one that says more must come first. */
function rankOf(value: ProvValue): number {
  if (isQualifiedName(value) || value.type === undefined) return 1;
  if (value.type.iri === XSD_TYPES.double.iri) return 0;
  return value.type.iri === XSD_TYPES.boolean.iri ? 2 : 1;
}

function pair({ name, value }: ProvAttribute, record: ProvRecord, spelling: Spelling): Pair {
  if (name.iri.startsWith(PROV)) {
    const local = name.iri.slice(PROV.length);
    if (PROV_KINDS[record.kind].formal.includes(local)) {
      throw new ProvError(
        "PROV_SHAPE",
        `Cannot write ${record.kind}: "prov:${local}" is an argument and must not be an attribute`,
        { kind: record.kind, id: record.id?.iri, attribute: name.iri },
      );
    }
  }
  return { name: spelling.spell(name), value: jsonValue(value, spelling), rank: rankOf(value) };
}

function byNameAndValue(a: Pair, b: Pair): number {
  if (a.name.text !== b.name.text) return a.name.text < b.name.text ? -1 : 1;
  if (a.rank !== b.rank) return a.rank - b.rank;
  return a.value < b.value ? -1 : a.value > b.value ? 1 : 0;
}

function jsonValue(value: ProvValue, spelling: Spelling): string {
  return isQualifiedName(value)
    ? `{"$":${spelling.spell(value).quoted},"type":"prov:QUALIFIED_NAME"}`
    : jsonLiteral(value, spelling);
}

function jsonLiteral(value: ProvLiteral, spelling: Spelling): string {
  const text = JSON.stringify(value.text);
  if (value.language !== undefined) {
    return `{"$":${text},"lang":${JSON.stringify(value.language)}}`;
  }
  if (value.type === undefined || value.type.iri === XSD_TYPES.string.iri) return text;
  return `{"$":${text},"type":${spelling.spell(value.type).quoted}}`;
}
