import { ProvError } from "../base/errors.ts";
import { nameOf } from "../base/options.ts";
import type { ProvAttribute, ProvLiteral, ProvValue } from "./document.ts";
import type { NameMaker } from "./name_maker.ts";
import type { AttributesInput, LiteralInput } from "./statements.ts";
import { isLanguageTag, isNameType, literal as makeLiteral, toLiteral } from "./values.ts";
import { PROV, PROV_KINDS, type ProvKind } from "./vocabulary.ts";

/** Turns what a caller gave as attributes and literals into those of the model. */
export interface AttributeMaker {
  /** The attributes in the order given; frozen. */
  toAttributes(
    input: AttributesInput | undefined,
    kind: ProvKind,
  ): readonly ProvAttribute[];
  /** The literal; frozen. */
  literal(input: LiteralInput): ProvLiteral;
}

/** Makes attributes whose names belong to one document. */
export function attributeMaker(names: NameMaker): AttributeMaker {
  function literal(input: LiteralInput): ProvLiteral {
    const { text, type, language } = input;
    const plain = toLiteral(text);
    if (typeof text !== "string") {
      throw new TypeError(
        `Cannot make a literal: its text must be a string, got ${nameOf(text)}`,
      );
    }
    if (type !== undefined && language !== undefined) {
      throw new ProvError(
        "PROV_SHAPE",
        "Cannot make a literal: it has either a type or a language",
        { text, language },
      );
    }
    if (language !== undefined) {
      if (typeof language === "string" && isLanguageTag(language)) {
        return makeLiteral(text, undefined, language);
      }
      throw new ProvError(
        "PROV_SHAPE",
        `Cannot make a literal: the language must be a tag such as "en", got ${nameOf(language)}`,
        { language },
      );
    }
    if (type === undefined) return plain;
    const datatype = names.toName(type, "a datatype");
    if (isNameType(datatype.iri)) {
      throw new ProvError(
        "PROV_SHAPE",
        `Cannot make a literal: a value of type ${nameOf(type)} is a name, make it with name()`,
        { text },
      );
    }
    return makeLiteral(text, datatype);
  }

  function toValue(input: unknown): ProvValue {
    if (
      typeof input === "object" && input !== null && !(input instanceof Date)
    ) {
      if ("iri" in input) return names.toName(input, "a value");
      if ("text" in input) return literal(input as LiteralInput);
    }
    return toLiteral(input);
  }

  function toAttributes(
    input: AttributesInput | undefined,
    kind: ProvKind,
  ): readonly ProvAttribute[] {
    if (input === undefined) return NONE;
    if (typeof input !== "object" || input === null || Array.isArray(input)) {
      throw new TypeError(
        `Cannot state ${kind}: attributes must be an object, got ${nameOf(input)}`,
      );
    }
    const list: ProvAttribute[] = [];
    for (const key of Object.keys(input)) {
      const given = input[key];
      if (given === undefined) continue;
      const name = names.toName(key, "an attribute", kind);
      if (isFormal(name.iri, kind)) {
        throw new ProvError(
          "PROV_SHAPE",
          `Cannot state ${kind}: "${key}" is an argument, not an attribute`,
          { kind, attribute: key },
        );
      }
      const add = (value: unknown) => list.push(Object.freeze({ name, value: toValue(value) }));
      if (!Array.isArray(given)) add(given);
      else for (const value of given) add(value);
    }
    return Object.freeze(list);
  }

  return { toAttributes, literal };
}

const NONE: readonly ProvAttribute[] = Object.freeze([]);

function isFormal(iri: string, kind: ProvKind): boolean {
  const { formal } = PROV_KINDS[kind];
  return formal.length > 0 && iri.startsWith(PROV) && formal.includes(iri.slice(PROV.length));
}
