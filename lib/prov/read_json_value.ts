import { nameOf } from "../base/options.ts";
import type { ProvLiteral, ProvValue, QualifiedName } from "./document.ts";
import { isJsonObject, type JsonNode, type JsonNumber, type JsonObject } from "./json_text.ts";
import type { ReadScope } from "./read_scope.ts";
import type { Reading } from "./reading.ts";
import { isLanguageTag, isNameType, literal, specialDouble, XSD_TYPES } from "./values.ts";

/** Reads one value of an attribute; `undefined` where it holds none. */
export function readJsonValue(
  node: JsonNode,
  scope: ReadScope,
  reading: Reading,
): ProvValue | undefined {
  if (typeof node === "string") return literal(node);
  if (node === null) return reading.repair("null", "null is no value"), undefined;
  if (typeof node === "boolean") {
    reading.note("raw-boolean", `${node} is taken as xsd:boolean`);
    return literal(String(node), XSD_TYPES.boolean);
  }
  if (isJsonObject(node)) return readTyped(node, scope, reading);
  if ("number" in node) return readNumber(node, reading);
  return reading.refuse("an array must not hold an array");
}

/** The text and type of a number: integers by their size, everything else `xsd:double`. */
export function readNumber({ number }: JsonNumber, reading: Reading): ProvLiteral {
  const special = specialDouble(number);
  if (special !== undefined) {
    reading.note("bare-token", `${number} is taken as xsd:double "${special}"`);
    return literal(special, XSD_TYPES.double);
  }
  const value = literal(number, /[.eE]/.test(number) ? XSD_TYPES.double : integerType(number));
  reading.note("raw-number", `${number} is taken as xsd:${value.type?.local}`);
  return value;
}

function integerType(digits: string): typeof XSD_TYPES.int {
  if (digits.length > 20) return XSD_TYPES.integer;
  const value = BigInt(digits);
  if (BigInt.asIntN(32, value) === value) return XSD_TYPES.int;
  return BigInt.asIntN(64, value) === value ? XSD_TYPES.long : XSD_TYPES.integer;
}

function readTyped(node: JsonObject, scope: ReadScope, reading: Reading): ProvValue {
  let content: JsonNode | undefined;
  let type: string | undefined;
  let language: string | undefined;
  for (let i = 0; i < node.keys.length; i++) {
    const key = node.keys[i];
    const value = node.values[i];
    if (key === "$") content = value;
    else if (key === "type") type = optionalText(key, value, reading);
    else if (key === "lang") language = optionalText(key, value, reading);
    else {
      reading.inside(
        key,
        () => reading.repair("unknown-key", `a value has no key ${nameOf(key)}; it is left out`),
      );
    }
  }
  if (content === undefined) reading.refuse('a value needs the key "$"');
  const { text, type: implied } = readContent(content, reading);
  return makeValue({ text, implied, type, language }, { text: "$", type: "type" }, scope, reading);
}

/** What an object says of a value. */
export interface ValueParts {
  /** The lexical form. */
  readonly text: string;
  /** The type that the form of the text implies. */
  readonly implied: QualifiedName | undefined;
  /** The type that is named. */
  readonly type: string | undefined;
  /** The language. */
  readonly language: string | undefined;
}

/** Makes a value of its parts.
 *
 * @param keys what the parts are called in the format
 */
export function makeValue(
  { text, implied, type, language }: ValueParts,
  keys: { readonly text: string; readonly type: string },
  scope: ReadScope,
  reading: Reading,
): ProvValue {
  if (language !== undefined && !isLanguageTag(language)) {
    reading.repair(
      "language-tag",
      `a language must be a tag such as "en", got ${nameOf(language)}`,
    );
    if (language === "") language = undefined;
  }
  if (language !== undefined) {
    if (type !== undefined) {
      reading.repair("type-beside-language", "a value has either a type or a language");
    }
    return literal(text, undefined, language);
  }
  if (type === undefined) return literal(text, implied);
  const datatype = reading.inside(keys.type, () => scope.name(type));
  if (isNameType(datatype.iri)) {
    if (!text.startsWith("_:")) return reading.inside(keys.text, () => scope.name(text));
    reading.repair("blank-name", `nothing can refer to ${nameOf(text)}; it is text`, "PROV_NAME");
    return literal(text);
  }
  if (reading.lenient && datatype.iri === XSD_TYPES.double.iri) {
    const special = specialDouble(text);
    if (special !== undefined && special !== text) {
      reading.note("double-spelling", `${nameOf(text)} is taken as "${special}"`);
      text = special;
    }
  }
  return literal(text, datatype);
}

function optionalText(key: string, node: JsonNode, reading: Reading): string | undefined {
  if (typeof node === "string") return node;
  return reading.inside(key, () => {
    if (node !== null) reading.refuse("it must be a string");
    reading.repair("null", "null is no value");
    return undefined;
  });
}

/** The text under `$`, and the type that a number or a boolean there implies. */
function readContent(node: JsonNode, reading: Reading): ProvLiteral {
  if (typeof node === "string") return { text: node };
  return reading.inside("$", () => {
    if (typeof node === "boolean") {
      reading.repair("raw-boolean", `it must be a string, got ${node}`);
      return { text: String(node), type: XSD_TYPES.boolean };
    }
    if (node === null || Array.isArray(node) || !("number" in node)) {
      return reading.refuse("it must be a string");
    }
    if (!reading.lenient) reading.refuse(`it must be a string, got ${node.number}`);
    return readNumber(node, reading);
  });
}
