import { ProvError } from "../base/errors.ts";
import { nameOf } from "../base/options.ts";
import type { ProvAttribute, ProvLiteral, ProvRecord, ProvValue } from "./document.ts";
import type { NameSpeller } from "./name_speller.ts";
import { scanDateTime } from "./provn_scan.ts";
import { isLanguageTag, isQualifiedName, XSD_TYPES } from "./values.ts";
import { PROV_KINDS } from "./vocabulary.ts";
import { quoteString } from "./write_provn_text.ts";

/** Writes a statement: every argument, `-` for those that are absent, and the attributes in order of
 * code units, each once.
 *
 * @throws {ProvError} `PROV_SHAPE` for an element without an identifier, a time that is no
 * `xsd:dateTime`, a language that is no tag, and an attribute that is named like an argument
 * @see PROV-N, section 3
 */
export function provNStatement(record: ProvRecord, speller: NameSpeller): string {
  const { kind, id, formal, attributes } = record;
  const { formal: names, form } = PROV_KINDS[kind];
  let text = kind === "mentionOf" ? "prov:mentionOf(" : `${kind}(`;
  let separator = "";
  if (id !== undefined) {
    text += speller.name(id);
    separator = form === "element" ? ", " : "; ";
  } else if (form === "element") throw unwritable(record, "it has no identifier");
  for (let i = 0; i < names.length; i++) {
    const value = formal[names[i]];
    if (value === undefined) text += `${separator}-`;
    else if (typeof value !== "string") text += separator + speller.name(value);
    else if (value !== "" && scanDateTime(value, 0) === value.length) text += separator + value;
    else throw unwritable(record, `the time ${nameOf(value)} is no xsd:dateTime`);
    separator = ", ";
  }
  if (attributes.length > 0) text += `${separator}[${attributeList(record, speller)}]`;
  return `${text})`;
}

function attributeList(record: ProvRecord, speller: NameSpeller): string {
  const pairs = record.attributes.map((attribute) => pair(attribute, record, speller));
  if (!isSorted(pairs)) pairs.sort(order);
  let text = "";
  for (let i = 0; i < pairs.length; i++) {
    const { name, value } = pairs[i];
    if (i > 0 && order(pairs[i - 1], pairs[i]) === 0) continue;
    text += i === 0 ? `${name}=${value}` : `, ${name}=${value}`;
  }
  return text;
}

function isSorted(pairs: readonly Pair[]): boolean {
  for (let i = 1; i < pairs.length; i++) {
    if (order(pairs[i - 1], pairs[i]) > 0) return false;
  }
  return true;
}

interface Pair {
  readonly name: string;
  readonly value: string;
}

function order(a: Pair, b: Pair): number {
  if (a.name !== b.name) return a.name < b.name ? -1 : 1;
  return a.value < b.value ? -1 : a.value > b.value ? 1 : 0;
}

function pair({ name, value }: ProvAttribute, record: ProvRecord, speller: NameSpeller): Pair {
  const { text, prov } = speller.common(name);
  if (prov !== undefined && PROV_KINDS[record.kind].formal.includes(prov)) {
    throw unwritable(record, `"prov:${prov}" is an argument and must not be an attribute`);
  }
  return { name: text, value: valueText(value, record, speller) };
}

function valueText(value: ProvValue, record: ProvRecord, speller: NameSpeller): string {
  return isQualifiedName(value) ? `'${speller.name(value)}'` : literalText(value, record, speller);
}

function literalText(
  { text, type, language }: ProvLiteral,
  record: ProvRecord,
  speller: NameSpeller,
): string {
  if (language !== undefined) {
    if (isLanguageTag(language)) return `${quoteString(text)}@${language}`;
    throw unwritable(record, `the language ${nameOf(language)} is no tag such as "en"`);
  }
  if (type === undefined || type.iri === XSD_TYPES.string.iri) return quoteString(text);
  if (type.iri === XSD_TYPES.int.iri && isShortInteger(text)) return text;
  return `${quoteString(text)} %% ${speller.common(type).text}`;
}

/** Tells whether a text is what PROV-N takes for an `xsd:int` without being told. */
function isShortInteger(text: string): boolean {
  return /^-?[0-9]{1,10}$/.test(text) && (Number(text) | 0) === Number(text) + 0;
}

function unwritable({ kind, id }: ProvRecord, reason: string): ProvError {
  return new ProvError("PROV_SHAPE", `Cannot write ${kind} as PROV-N: ${reason}`, {
    kind,
    id: id?.iri,
  });
}
