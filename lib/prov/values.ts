import { nameOf } from "../base/options.ts";
import { dateTimeText, dateTimeValue } from "./date_time.ts";
import type { ProvLiteral, ProvValue, QualifiedName } from "./document.ts";
import { qualifiedName } from "./names.ts";
import { PROV, XSD } from "./vocabulary.ts";

/** The datatypes that the library itself writes and compares. */
export const XSD_TYPES: Readonly<
  Record<
    | "boolean"
    | "dateTime"
    | "decimal"
    | "double"
    | "int"
    | "integer"
    | "long"
    | "QName"
    | "string",
    QualifiedName
  >
> = Object.freeze({
  boolean: qualifiedName("xsd", XSD, "boolean"),
  dateTime: qualifiedName("xsd", XSD, "dateTime"),
  decimal: qualifiedName("xsd", XSD, "decimal"),
  double: qualifiedName("xsd", XSD, "double"),
  int: qualifiedName("xsd", XSD, "int"),
  integer: qualifiedName("xsd", XSD, "integer"),
  long: qualifiedName("xsd", XSD, "long"),
  QName: qualifiedName("xsd", XSD, "QName"),
  string: qualifiedName("xsd", XSD, "string"),
});

/** The datatype that marks a value as a name. */
export const QUALIFIED_NAME: QualifiedName = qualifiedName(
  "prov",
  PROV,
  "QUALIFIED_NAME",
);

/** Tells whether a datatype marks a value as a name: PROV's own, or that of XML Schema, which
 * PROV-JSON's examples use. */
export function isNameType(iri: string): boolean {
  return iri === QUALIFIED_NAME.iri || iri === XSD_TYPES.QName.iri;
}

/** Tells whether a text is a language tag as far as its characters go.
 *
 * @see PROV-N, section 3.7.3 (LANGTAG)
 */
export function isLanguageTag(text: string): boolean {
  return /^[A-Za-z]+(?:-[A-Za-z0-9]+)*$/.test(text);
}

/** Tells whether a value is a name and not a literal. */
export function isQualifiedName(value: ProvValue): value is QualifiedName {
  return "iri" in value;
}

/** Makes a frozen literal. A type `xsd:string` is left out: it says what is meant without it. */
export function literal(
  text: string,
  type?: QualifiedName,
  language?: string,
): ProvLiteral {
  if (language !== undefined) return Object.freeze({ text, language });
  if (type === undefined || type.iri === XSD_TYPES.string.iri) {
    return Object.freeze({ text });
  }
  return Object.freeze({ text, type });
}

/** Turns a value of JavaScript into a literal with the type that says what it is.
 *
 * Safe integers become `xsd:int`, beyond 31 bits `xsd:long`; other numbers `xsd:double` with `NaN`,
 * `INF`, `-INF` and `-0.0`; bigints `xsd:long`, beyond 64 bits `xsd:integer`; a `Date` becomes
 * `xsd:dateTime` in UTC with milliseconds.
 *
 * @throws {TypeError} for any other value and for lone surrogates
 * @throws {RangeError} for an invalid date and one that `xsd:dateTime` cannot write
 */
export function toLiteral(value: unknown): ProvLiteral {
  switch (typeof value) {
    case "string":
      if (value.isWellFormed()) return literal(value);
      throw new TypeError(
        "Cannot set an attribute: the text holds a lone surrogate",
      );
    case "boolean":
      return literal(String(value), XSD_TYPES.boolean);
    case "number":
      return numberLiteral(value);
    case "bigint":
      return literal(
        String(value),
        BigInt.asIntN(64, value) === value ? XSD_TYPES.long : XSD_TYPES.integer,
      );
  }
  if (!(value instanceof Date)) {
    throw new TypeError(
      `Cannot set an attribute: a value must be a string, number, boolean, bigint, Date, name or literal, got ${
        nameOf(value)
      }`,
    );
  }
  const text = dateTimeText(value);
  if (text === undefined) {
    throw new RangeError(
      "Cannot set an attribute: the date is invalid or out of range",
    );
  }
  return literal(text, XSD_TYPES.dateTime);
}

function numberLiteral(value: number): ProvLiteral {
  if (!Number.isSafeInteger(value) || Object.is(value, -0)) {
    return literal(doubleText(value), XSD_TYPES.double);
  }
  const short = value >= -(2 ** 31) && value < 2 ** 31;
  return literal(String(value), short ? XSD_TYPES.int : XSD_TYPES.long);
}

/** The lexical form of a number as `xsd:double`. */
export function doubleText(value: number): string {
  if (Object.is(value, -0)) return "-0.0";
  return Number.isFinite(value) ? String(value) : String(value).replace("Infinity", "INF");
}

/** A text that two values share exactly when PROV takes them for the same.
 *
 * Names compare by IRI. Literals compare by text, datatype and language, except that `xsd:int`,
 * `xsd:boolean`, `xsd:double`, `xsd:dateTime` and `xsd:decimal` compare by value, each within its
 * own type, that language tags ignore case, and that NaN equals itself.
 */
export function valueKey(value: ProvValue): string {
  if (isQualifiedName(value)) return `<${value.iri}`;
  if (value.language !== undefined) {
    return `@${sized(value.language.toLowerCase())}${value.text}`;
  }
  const type = value.type;
  if (type === undefined || type.iri === XSD_TYPES.string.iri) {
    return `"${value.text}`;
  }
  const by = BY_VALUE[type.iri]?.(value.text);
  return by === undefined ? `^${sized(type.iri)}${value.text}` : `=${sized(type.iri)}${by}`;
}

/** A text behind its length: what follows it cannot be taken for a part of it. */
function sized(text: string): string {
  return `${text.length} ${text}`;
}

type ByValue = Readonly<Record<string, ((text: string) => string | undefined) | undefined>>;

const BY_VALUE: ByValue = /* @__PURE__ */ byValue();

function byValue(): ByValue {
  return Object.freeze({
    __proto__: null as never,
    [XSD_TYPES.int.iri]: (text) => text.includes(".") ? undefined : decimalValue(text),
    [XSD_TYPES.decimal.iri]: decimalValue,
    [XSD_TYPES.boolean.iri]: (text) => BOOLEANS[text],
    [XSD_TYPES.double.iri]: doubleValue,
    [XSD_TYPES.dateTime.iri]: dateTimeValue,
  });
}

const BOOLEANS: Readonly<Record<string, string | undefined>> = Object.freeze({
  __proto__: null as never,
  true: "true",
  1: "true",
  false: "false",
  0: "false",
});

function decimalValue(text: string): string | undefined {
  const match = /^([+-]?)0*([0-9]*)(?:\.([0-9]*))?$/.exec(text);
  if (match === null || !/[0-9]/.test(text)) return undefined;
  const fraction = (match[3] ?? "").replace(/0+$/, "");
  const digits = `${match[2] || "0"}${fraction === "" ? "" : `.${fraction}`}`;
  return match[1] === "-" && digits !== "0" ? `-${digits}` : digits;
}

/** The canonical spelling of the special doubles, also for those of Python and JavaScript;
 * `undefined` for every other text. */
export function specialDouble(
  text: string,
): "NaN" | "INF" | "-INF" | undefined {
  const match = /^([+-]?)(?:(nan)|inf(?:inity)?)$/i.exec(text);
  if (match === null) return undefined;
  if (match[2] !== undefined) return "NaN";
  return match[1] === "-" ? "-INF" : "INF";
}

function doubleValue(text: string): string | undefined {
  if (
    /^[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/.test(text)
  ) {
    // Adding 0 makes -0 into 0, which XML Schema takes for the same value.
    return String(Number(text) + 0);
  }
  return specialDouble(text);
}
