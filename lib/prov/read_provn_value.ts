import { nameOf } from "../base/options.ts";
import type { ProvLiteral, ProvValue } from "./document.ts";
import type { ProvNReading } from "./provn_reading.ts";
import {
  INTEGER,
  LANGUAGE,
  NAME,
  NAME_VALUE,
  type ProvNTokens,
  STRING,
  TYPED,
} from "./provn_tokens.ts";
import type { ProvNScope } from "./read_provn_scope.ts";
import { isNameType, literal, specialDouble, XSD_TYPES } from "./values.ts";

/** Reads the value of an attribute.
 *
 * @throws {Refusal} where there is none
 * @see PROV-N, section 3.7.2
 */
export function readProvNValue(
  tokens: ProvNTokens,
  scope: ProvNScope,
  reading: ProvNReading,
): ProvValue {
  const at = tokens.start;
  switch (tokens.kind) {
    case STRING:
      return readString(tokens, scope, reading);
    case NAME_VALUE: {
      const name = scope.valueName(at + 1, tokens.end - 1);
      tokens.next();
      return name;
    }
    case INTEGER: {
      const digits = tokens.written();
      tokens.next();
      return literal(digits, integerType(digits));
    }
  }
  return reading.refuse(
    at,
    "expected a value: a string, an integer, or a name in single quotes such as \"'ex:a'\"",
  );
}

function integerType(digits: string): typeof XSD_TYPES.int {
  if (digits.length < 10) return XSD_TYPES.int;
  const significant = digits.replace(/^(-?)0+(?=[0-9])/, "$1");
  if (significant.length > 20) return XSD_TYPES.integer;
  const value = BigInt(significant);
  if (BigInt.asIntN(32, value) === value) return XSD_TYPES.int;
  return BigInt.asIntN(64, value) === value ? XSD_TYPES.long : XSD_TYPES.integer;
}

function readString(tokens: ProvNTokens, scope: ProvNScope, reading: ProvNReading): ProvValue {
  const at = tokens.start;
  const text = tokens.value;
  tokens.next();
  if (tokens.kind === LANGUAGE) return readLanguage(text, tokens, reading);
  if (tokens.kind !== TYPED) return literal(text);
  tokens.next();
  const datatype = readDatatype(tokens, scope, reading);
  if (isNameType(datatype.iri)) {
    if (!text.startsWith("_:")) return scope.textName(text, at);
    reading.repair(at, "blank-name", `nothing can refer to ${nameOf(text)}; it is text`);
    return literal(text);
  }
  if (reading.lenient && datatype.iri === XSD_TYPES.double.iri) {
    const special = specialDouble(text);
    if (special !== undefined && special !== text) {
      reading.note(at, "double-spelling", `${nameOf(text)} is taken as "${special}"`);
      return literal(special, datatype);
    }
  }
  return literal(text, datatype);
}

function readLanguage(text: string, tokens: ProvNTokens, reading: ProvNReading): ProvLiteral {
  const language = tokens.value;
  tokens.next();
  if (tokens.kind === TYPED) {
    reading.repair(
      tokens.start,
      "type-beside-language",
      "a value has either a type or a language; the type is left out",
    );
    tokens.next();
    if (tokens.kind !== NAME) reading.refuse(tokens.start, "expected a datatype");
    tokens.next();
  }
  return literal(text, undefined, language);
}

function readDatatype(
  tokens: ProvNTokens,
  scope: ProvNScope,
  reading: ProvNReading,
): ReturnType<ProvNScope["name"]> {
  if (tokens.kind !== NAME && (tokens.kind !== INTEGER || tokens.written().startsWith("-"))) {
    reading.refuse(tokens.start, "expected a datatype, such as xsd:double");
  }
  const datatype = scope.name(tokens.start, tokens.end);
  tokens.next();
  return datatype;
}
