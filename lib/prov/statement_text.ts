import type { ProvRecord, ProvValue, QualifiedName } from "./document.ts";
import { isQualifiedName } from "./values.ts";
import { PROV_KINDS } from "./vocabulary.ts";

/** A name as people write it: `prefix:local`, or its IRI where it has neither.
 *
 * Control characters are written as `\u` and four digits, so that no text acts on a terminal.
 */
export function nameText(name: QualifiedName): string {
  if (name.prefix !== "") return visible(`${name.prefix}:${name.local}`);
  return visible(name.local === "" ? `<${name.iri}>` : name.local);
}

/** A value in a message or a list, in the manner of PROV-N; control characters are written as
 * {@link nameText} does it, nothing else is escaped. */
export function valueText(value: ProvValue | string): string {
  if (typeof value === "string") return visible(value);
  if (isQualifiedName(value)) return nameText(value);
  const text = `"${visible(value.text)}"`;
  if (value.language !== undefined) return `${text}@${visible(value.language)}`;
  return value.type === undefined ? text : `${text} %% ${nameText(value.type)}`;
}

function visible(text: string): string {
  return text.replace(
    /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** A statement without its attributes in the manner of PROV-N, for messages: `used(ex:u; ex:a, ex:e)`.
 *
 * Absent arguments at the end are left out. Control characters are written as `\u` and four digits,
 * so that no name acts on a terminal.
 *
 * @example
 * ```ts
 * import { buildProv, formatProvStatement } from "stemma/prov";
 * import assert from "node:assert/strict";
 *
 * const doc = buildProv({ prefixes: { ex: "https://e.example/" } }, (p) => {
 *   p.used("ex:train", p.entity("ex:data"));
 * });
 * assert.deepEqual(doc.records.map(formatProvStatement), [
 *   "entity(ex:data)",
 *   "used(ex:train, ex:data)",
 * ]);
 * ```
 */
export function statementText({ kind, id, formal }: ProvRecord): string {
  const { form, formal: names } = PROV_KINDS[kind];
  let last = names.length;
  while (last > 0 && formal[names[last - 1]] === undefined) last--;
  const parts = names.slice(0, last)
    .map((name) => formal[name] === undefined ? "-" : valueText(formal[name]));
  if (id === undefined) return `${kind}(${parts.join(", ")})`;
  if (form === "element") return `${kind}(${[nameText(id), ...parts].join(", ")})`;
  return `${kind}(${nameText(id)}; ${parts.join(", ")})`;
}
