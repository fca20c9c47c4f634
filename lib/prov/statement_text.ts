import type { ProvRecord, ProvValue, QualifiedName } from "./document.ts";
import { isQualifiedName } from "./values.ts";
import { PROV_KINDS } from "./vocabulary.ts";

/** A name as people write it: `prefix:local`, or its IRI where it has neither. */
export function nameText(name: QualifiedName): string {
  if (name.prefix === "") return name.local === "" ? `<${name.iri}>` : name.local;
  return `${name.prefix}:${name.local}`;
}

/** A value in a message or a list, in the manner of PROV-N; nothing is escaped. */
export function valueText(value: ProvValue | string): string {
  if (typeof value === "string") return value;
  if (isQualifiedName(value)) return nameText(value);
  if (value.language !== undefined) return `"${value.text}"@${value.language}`;
  return value.type === undefined
    ? `"${value.text}"`
    : `"${value.text}" %% ${nameText(value.type)}`;
}

/** A statement without its attributes in the manner of PROV-N: `used(ex:u; ex:a, ex:e, -)`.
 *
 * Absent arguments at the end are left out.
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
