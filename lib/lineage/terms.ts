import type { ProvLiteral } from "../prov/document.ts";
import type { AttributesInput, ProvStatements, ValueInput } from "../prov/statements.ts";
import { decodeValue, isTypedValue, type JsonValue } from "../base/value.ts";
import { canonicalJson } from "../base/canonical_json.ts";
import type { Plain } from "../base/plain.ts";
import { encodePath } from "../prov/local_names.ts";
import { doubleText } from "../prov/values.ts";

/** The namespaces of a run's document beside the run's own.
 *
 * `mls` is W3C's ML-Schema, `schema` is schema.org; `stemma` holds what neither of them names, and
 * `user` the keys that the user chose.
 */
export const NAMESPACES: Readonly<Record<string, string>> = Object.freeze({
  mls: "http://www.w3.org/ns/mls#",
  schema: "https://schema.org/",
  stemma: "urn:stemma:terms#",
  user: "urn:stemma:user#",
});

/** A number as `xsd:double`, whole ones too. */
export function double(p: ProvStatements, value: number): ProvLiteral {
  return p.literal(doubleText(value), { type: "xsd:double" });
}

/** A value of the log as a PROV value; `null` is a literal of a type of its own. */
export function provValue(p: ProvStatements, value: JsonValue): ValueInput {
  return decodeValue(value) ?? p.literal("null", { type: "stemma:null" });
}

/** The attributes that the user chose, under the user's own keys. */
export function userAttributes(
  p: ProvStatements,
  data: Readonly<Record<string, Plain>>,
): AttributesInput {
  return flatten(p, data, (key) => `user:${encodePath(key)}`);
}

/** A description as attributes: its own fields under `stemma`, what the user added under `user`.
 *
 * Nested objects flatten to `a.b`, lists become JSON text.
 *
 * @param known the fields that another vocabulary has a name for
 */
export function describedAttributes(
  p: ProvStatements,
  { attributes = {}, ...data }: Readonly<Record<string, Plain>>,
  known: Readonly<Record<string, string>> = {},
): AttributesInput {
  return {
    ...flatten(
      p,
      data,
      (key) => Object.hasOwn(known, key) ? known[key] : `stemma:${encodePath(key)}`,
    ),
    ...userAttributes(p, attributes as Readonly<Record<string, Plain>>),
  };
}

function flatten(
  p: ProvStatements,
  data: Readonly<Record<string, Plain>>,
  name: (key: string) => string,
): AttributesInput {
  const attributes: [string, ValueInput][] = [];
  const add = (key: string, value: Plain) => {
    if (typeof value !== "object" || value === null || isTypedValue(value)) {
      attributes.push([name(key), provValue(p, value)]);
    } else if (Array.isArray(value)) attributes.push([name(key), canonicalJson(value)]);
    else for (const [part, inner] of Object.entries(value)) add(`${key}.${part}`, inner);
  };
  for (const [key, value] of Object.entries(data)) add(key, value);
  return Object.fromEntries(attributes);
}
