import { nameOf } from "./options.ts";

/** A value that a parameter, a tag or an attribute can have. */
export type Value = string | number | boolean | bigint | Date | null;

/** A value in the form JSON can hold: what JSON lacks is a text with its XML Schema type. */
export type JsonValue = string | number | boolean | null | TypedValue;

/** A value that JSON lacks: its text and its XML Schema type. */
export interface TypedValue {
  /** The text, in the type's canonical form. */
  readonly $: string;
  /** The type. */
  readonly type: "xsd:double" | "xsd:long" | "xsd:integer" | "xsd:dateTime";
}

/** The longest text that a log takes, in UTF-16 code units; longer ones belong into an artifact. */
export const MAX_TEXT: number = 2 ** 24;

/** Turns a value into the form that JSON can hold, without loss.
 *
 * @throws {TypeError} for what is no {@link Value}, and for lone surrogates
 * @throws {RangeError} for an invalid date, one outside the years 0001 to 9999, and a text that is
 * longer than {@link MAX_TEXT}
 */
export function encodeValue(value: unknown, what: string): JsonValue {
  switch (typeof value) {
    case "string":
      return checkText(value, what);
    case "boolean":
      return value;
    case "number":
      if (Number.isNaN(value)) return typed("NaN", "xsd:double");
      if (value === Infinity) return typed("INF", "xsd:double");
      if (value === -Infinity) return typed("-INF", "xsd:double");
      return Object.is(value, -0) ? typed("-0", "xsd:double") : value;
    case "bigint":
      return typed(
        checkText(String(value), what),
        isLong(value) ? "xsd:long" : "xsd:integer",
      );
    case "object":
      if (value === null) return null;
      if (value instanceof Date) {
        return typed(dateText(value, what), "xsd:dateTime");
      }
  }
  throw new TypeError(
    `Cannot log ${what}: a value must be a string, number, boolean, bigint, Date or null, got ${
      nameOf(value)
    }`,
  );
}

/** Turns the form that JSON can hold back into the value. The opposite of {@link encodeValue}.
 *
 * @throws {TypeError} where a typed value has a wrong text or an unknown type
 */
export function decodeValue(value: JsonValue): Value {
  if (typeof value !== "object" || value === null) return value;
  const text = value.$;
  switch (value.type) {
    case "xsd:double":
      if (text in DOUBLES) return DOUBLES[text as keyof typeof DOUBLES];
      break;
    case "xsd:long":
    case "xsd:integer": {
      if (!/^-?(0|[1-9][0-9]*)$/.test(text) || text === "-0") break;
      const integer = BigInt(text);
      if (isLong(integer) === (value.type === "xsd:long")) return integer;
      break;
    }
    case "xsd:dateTime": {
      const date = new Date(text);
      if (!Number.isNaN(date.getTime()) && date.toISOString() === text) {
        return date;
      }
    }
  }
  throw new TypeError(
    `Cannot read a value: ${nameOf(text)} is no ${nameOf(value.type)}`,
  );
}

/** Whether a value is a {@link TypedValue} by its shape; its text is not looked at. */
export function isTypedValue(value: unknown): value is TypedValue {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return false;
  }
  const { $, type } = value as { $?: unknown; type?: unknown };
  return typeof $ === "string" && typeof type === "string" &&
    Object.keys(value).length === 2;
}

/** Returns a text that a log can hold.
 *
 * @throws {TypeError} where it is no string or holds a lone surrogate
 * @throws {RangeError} where it is longer than {@link MAX_TEXT}
 */
export function checkText(text: unknown, what: string): string {
  if (typeof text !== "string") {
    throw new TypeError(
      `Cannot log ${what}: it must be a string, got ${nameOf(text)}`,
    );
  }
  if (text.length > MAX_TEXT) {
    throw new RangeError(
      `Cannot log ${what}: its ${text.length} characters are more than ${MAX_TEXT}; log an artifact`,
    );
  }
  if (!text.isWellFormed()) {
    throw new TypeError(
      `Cannot log ${what}: the text holds a lone surrogate, which UTF-8 cannot`,
    );
  }
  return text;
}

/** A name: a text that is not empty. */
export function checkName(text: unknown, what: string): string {
  if (checkText(text, what) === "") {
    throw new TypeError(`Cannot log ${what}: it must not be empty`);
  }
  return text as string;
}

const DOUBLES = Object.freeze({
  __proto__: null as never,
  NaN: NaN,
  INF: Infinity,
  "-INF": -Infinity,
  "-0": -0,
});

function typed($: string, type: TypedValue["type"]): TypedValue {
  return Object.freeze({ $, type });
}

function isLong(value: bigint): boolean {
  return BigInt.asIntN(64, value) === value;
}

function dateText(date: Date, what: string): string {
  const time = date.getTime();
  if (Number.isNaN(time)) {
    throw new RangeError(`Cannot log ${what}: the date is invalid`);
  }
  const text = date.toISOString();
  if (text.length !== 24 || text.startsWith("0000")) {
    throw new RangeError(
      `Cannot log ${what}: the year of ${text} is not from 0001 to 9999`,
    );
  }
  return text;
}
