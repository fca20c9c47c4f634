import { ProvError } from "../base/errors.ts";
import type { ProvAttribute, ProvLiteral, ProvRecord, ProvValue } from "./document.ts";
import { hasTerm, holdsNames, KIND_TERMS } from "./jsonld_terms.ts";
import type { NameSpeller } from "./name_speller.ts";
import { quote } from "./quote.ts";
import { isQualifiedName, XSD_TYPES } from "./values.ts";
import { PROV_KINDS } from "./vocabulary.ts";

/** Writes a statement as an object in one line: arguments in PROV-N's order, then attributes in
 * order of code units, each value once.
 *
 * @throws {ProvError} `PROV_SHAPE` for `mentionOf`, an element without an identifier, and an
 * attribute that is named like an argument
 * @see PROV-JSONLD, section 4
 */
export function jsonLdStatement(record: ProvRecord, names: NameSpeller): string {
  const { kind, id, formal, attributes } = record;
  if (kind === "mentionOf") throw unwritable(record, "the format has no term for it");
  const { start, withId, keys } = (table ??= frames())[kind];
  if (id === undefined && PROV_KINDS[kind].form === "element") {
    throw unwritable(record, "it has no identifier");
  }
  let text = id === undefined ? start : withId + names.name(id);
  for (const { argument, key } of keys) {
    const value = formal[argument];
    if (value === undefined) continue;
    if (typeof value === "string") text += key + quote(value);
    // ProvToolbox reads members in an array only, and Python's prov either way.
    else if (kind === "hadMember" && argument === "entity") text += `${key}[${names.name(value)}]`;
    else text += key + names.name(value);
  }
  if (attributes.length === 0) return `${text}}`;
  const pairs = attributes.map((attribute) => pairOf(attribute, record, names));
  if (pairs.length > 1) pairs.sort(byKeyAndValue);
  let key: string | undefined;
  let last: string | undefined;
  for (const pair of pairs) {
    if (pair.key !== key) text += `${key === undefined ? "" : "]"},${pair.key}:[${pair.value}`;
    else if (pair.value !== last) text += `,${pair.value}`;
    key = pair.key;
    last = pair.value;
  }
  return `${text}]}`;
}

/** What the statements of a kind have in common. */
interface Frame {
  /** The object's beginning. */
  readonly start: string;
  /** The same up to the identifier. */
  readonly withId: string;
  /** The arguments and how each is written before its value. */
  readonly keys: readonly { readonly argument: string; readonly key: string }[];
}

let table: Readonly<Record<Written, Frame>> | undefined;

type Written = keyof typeof KIND_TERMS;

function frames(): Readonly<Record<Written, Frame>> {
  const frameOf = (kind: Written): Frame => {
    const start = `{"@type":"${KIND_TERMS[kind]}"`;
    const keys = PROV_KINDS[kind].formal.map((argument) => ({ argument, key: `,"${argument}":` }));
    return { start, withId: `${start},"@id":`, keys };
  };
  const kinds = Object.keys(KIND_TERMS) as Written[];
  return Object.freeze(Object.fromEntries(kinds.map((kind) => [kind, frameOf(kind)]))) as Readonly<
    Record<Written, Frame>
  >;
}

interface Pair {
  readonly key: string;
  readonly value: string;
}

function byKeyAndValue(a: Pair, b: Pair): number {
  if (a.key !== b.key) return a.key < b.key ? -1 : 1;
  return a.value < b.value ? -1 : a.value > b.value ? 1 : 0;
}

function pairOf({ name, value }: ProvAttribute, record: ProvRecord, names: NameSpeller): Pair {
  const { text, prov } = names.common(name);
  if (prov === undefined) return { key: text, value: valueText(value, false, names) };
  if (PROV_KINDS[record.kind].formal.includes(prov)) {
    throw unwritable(record, `"prov:${prov}" is an argument and must not be an attribute`);
  }
  const isTerm = hasTerm(record.kind, prov) && (prov !== "label" || isText(value));
  return {
    key: isTerm ? `"${prov}"` : text,
    value: valueText(value, isTerm && holdsNames(prov), names),
  };
}

/** Tells whether a value is a plain text, with a language or without: labels are nothing else. */
function isText(value: ProvValue): boolean {
  return !isQualifiedName(value) && (value.type === undefined || isString(value));
}

function isString({ type }: ProvLiteral): boolean {
  return type === undefined || type.iri === XSD_TYPES.string.iri;
}

function valueText(value: ProvValue, isName: boolean, names: NameSpeller): string {
  if (isQualifiedName(value)) {
    const name = names.name(value);
    // ProvToolbox keeps this type, and makes a string of PROV's own.
    return isName ? name : `{"@value":${name},"@type":"xsd:QName"}`;
  }
  const text = quote(value.text);
  if (value.language !== undefined) {
    return `{"@value":${text},"@language":${quote(value.language)}}`;
  }
  if (value.type === undefined || isString(value)) return `{"@value":${text}}`;
  return `{"@value":${text},"@type":${names.common(value.type).text}}`;
}

function unwritable({ kind, id }: ProvRecord, reason: string): ProvError {
  return new ProvError("PROV_SHAPE", `Cannot write ${kind} as PROV-JSONLD: ${reason}`, {
    kind,
    id: id?.iri,
  });
}
