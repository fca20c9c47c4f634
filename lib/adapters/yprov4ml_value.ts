import type { Value } from "../../mod.ts";
import type { ProvValue } from "../prov.ts";
import { _numberOf, _readPython } from "./yprov4ml_python.ts";

/** A value and whether its text said what type it has; where not, the type is that of a Python
 * literal of the same text. */
export interface _TypedValue {
  readonly value: Value;
  readonly isTold: boolean;
}

/** The text of a value, with the marks that some versions leave in it taken off. */
export function _textOf(value: ProvValue): string {
  if ("iri" in value) return value.prefix === "" ? value.local : `${value.prefix}:${value.local}`;
  return unwrap(value.text)?.text ?? value.text;
}

/** The value behind an attribute.
 *
 * Types are told by PROV, by `v^^xsd:t`, or by a Python dict `{'$': v, 'type': 'xsd:t'}` as text.
 */
export function _valueOf(value: ProvValue): _TypedValue {
  if ("iri" in value) return { value: _textOf(value), isTold: true };
  if (value.type !== undefined) return told(value.text, value.type.local);
  const inside = unwrap(value.text);
  return inside === undefined ? guessed(value.text) : told(inside.text, inside.type);
}

function told(text: string, type: string): _TypedValue {
  return { value: convert(text, type) ?? text, isTold: true };
}

const DOUBLE = /^[+-]?(?:inf|nan|(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)$/i;

function convert(text: string, type: string): Value | undefined {
  if (/^(?:boolean|bool)$/.test(type)) {
    return /^(?:true|1)$/i.test(text) ? true : /^(?:false|0)$/i.test(text) ? false : undefined;
  }
  if (/^(?:int|long|short|byte|integer|unsigned\w+|\w+Integer)$/.test(type)) {
    return /^[+-]?[0-9]+$/.test(text) ? _numberOf(text) : undefined;
  }
  if (/^(?:double|float|decimal)$/.test(type)) {
    const number = DOUBLE.test(text) ? _numberOf(text) : undefined;
    return number === undefined ? undefined : Number(number);
  }
  return undefined;
}

/** What a text without a type is: exactly what Python prints for a number or a constant, or text. */
function guessed(text: string): _TypedValue {
  const isLiteral = text.length <= 400 &&
    /^(?:True|False|None|nan|-?inf|-?[0-9]+|-?[0-9]+\.[0-9]+(?:e[+-]?[0-9]+)?|-?[0-9]+e[+-][0-9]+)$/
      .test(text) &&
    !/^-?0[0-9]/.test(text);
  const value = isLiteral ? _readPython(text) : undefined;
  return value === undefined || typeof value === "object" && value !== null
    ? { value: text, isTold: true }
    : { value, isTold: false };
}

/** A value that stands in a text together with its type. */
function unwrap(text: string): { text: string; type: string } | undefined {
  const marked = /\^\^xsd[\w-]{0,8}:([A-Za-z]{1,40})$/.exec(text);
  if (marked !== null) {
    const inner = text.slice(0, marked.index);
    return { text: /^"[^"]*"$/.test(inner) ? inner.slice(1, -1) : inner, type: marked[1] };
  }
  if (!/^\{\s*['"]\$['"]/.test(text)) return undefined;
  const read = _readPython(text);
  if (typeof read !== "object" || read === null || read.kind !== "dict") return undefined;
  const member = (name: string) => read.entries.find(([key]) => key === name)?.[1];
  const [content, type] = [member("$"), member("type")];
  if (content === undefined || typeof content === "object" || typeof type !== "string") {
    return undefined;
  }
  return { text: String(content), type: type.slice(type.indexOf(":") + 1) };
}

/** A text as a name: never empty, never long, and such as UTF-8 can hold. */
export function _nameFrom(text: string): string {
  return text.toWellFormed().slice(0, MAX_NAME).toWellFormed() || "unnamed";
}

const MAX_NAME = 1024;

/** A value as a run can hold it; `undefined` where it is a text that is too long for one. */
export function _cleanValue(value: Value): Value | undefined {
  if (typeof value !== "string") return value;
  return value.length > MAX_TEXT ? undefined : value.toWellFormed();
}

const MAX_TEXT = 2 ** 20;
