import { ProvError } from "../base/errors.ts";
import { nameOf } from "../base/options.ts";
import type { ProvAttribute, ProvLiteral, ProvRecord, ProvValue } from "./document.ts";
import { scanDateTime } from "./provn_scan.ts";
import { isLanguageTag, isQualifiedName, XSD_TYPES } from "./values.ts";
import { PROV, PROV_KINDS } from "./vocabulary.ts";
import type { ProvNSpeller } from "./write_provn_names.ts";
import { quoteString } from "./write_provn_text.ts";

/** Writes a statement: every argument, `-` for those that are absent, and the attributes in order of
 * code units, each once.
 *
 * @throws {ProvError} `PROV_SHAPE` for an element without an identifier, a time that is no
 * `xsd:dateTime`, a language that is no tag, and an attribute that is named like an argument
 * @see PROV-N, section 3
 */
export function provNStatement(record: ProvRecord, spell: ProvNSpeller): string {
  const { kind, id, formal, attributes } = record;
  const { formal: names, form } = PROV_KINDS[kind];
  let text = kind === "mentionOf" ? "prov:mentionOf(" : `${kind}(`;
  let separator = "";
  if (id !== undefined) {
    text += spell(id);
    separator = form === "element" ? ", " : "; ";
  } else if (form === "element") throw unwritable(record, "it has no identifier");
  for (let i = 0; i < names.length; i++) {
    const value = formal[names[i]];
    if (value === undefined) text += `${separator}-`;
    else if (typeof value !== "string") text += separator + spell(value);
    else if (value !== "" && scanDateTime(value, 0) === value.length) text += separator + value;
    else throw unwritable(record, `the time ${nameOf(value)} is no xsd:dateTime`);
    separator = ", ";
  }
  if (attributes.length > 0) text += `${separator}[${attributeList(record, spell)}]`;
  return `${text})`;
}

function attributeList(record: ProvRecord, spell: ProvNSpeller): string {
  const { attributes } = record;
  if (attributes.length === 1) return attributeText(attributes[0], record, spell);
  const list = attributes.map((attribute) => attributeText(attribute, record, spell)).sort();
  let text = list[0];
  for (let i = 1; i < list.length; i++) {
    if (list[i] !== list[i - 1]) text += `, ${list[i]}`;
  }
  return text;
}

function attributeText(
  { name, value }: ProvAttribute,
  record: ProvRecord,
  spell: ProvNSpeller,
): string {
  if (name.iri.startsWith(PROV)) {
    const local = name.iri.slice(PROV.length);
    if (PROV_KINDS[record.kind].formal.includes(local)) {
      throw unwritable(record, `"prov:${local}" is an argument and must not be an attribute`);
    }
  }
  return `${spell(name)}=${valueText(value, record, spell)}`;
}

function valueText(value: ProvValue, record: ProvRecord, spell: ProvNSpeller): string {
  return isQualifiedName(value) ? `'${spell(value)}'` : literalText(value, record, spell);
}

function literalText(
  { text, type, language }: ProvLiteral,
  record: ProvRecord,
  spell: ProvNSpeller,
): string {
  if (language !== undefined) {
    if (isLanguageTag(language)) return `${quoteString(text)}@${language}`;
    throw unwritable(record, `the language ${nameOf(language)} is no tag such as "en"`);
  }
  if (type === undefined || type.iri === XSD_TYPES.string.iri) return quoteString(text);
  if (type.iri === XSD_TYPES.int.iri && isShortInteger(text)) return text;
  return `${quoteString(text)} %% ${spell(type)}`;
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
