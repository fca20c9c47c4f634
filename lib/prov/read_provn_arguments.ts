import { isDateTime } from "./date_time.ts";
import type { ProvAttribute, ProvValue, QualifiedName } from "./document.ts";
import { formalKey } from "./merge_statements.ts";
import type { ProvNReading } from "./provn_reading.ts";
import type { ProvNScope } from "./read_provn_scope.ts";
import { isQualifiedName } from "./values.ts";
import type { ProvNWord } from "./provn_words.ts";
import { PROV, TIME_ARGUMENTS } from "./vocabulary.ts";

/** Takes the attributes that are named like an argument of their statement as that argument, which
 * PROV-N gives by position only; returns the others.
 *
 * @param formal the arguments so far; changed
 * @param at where the statement begins
 * @throws {Refusal} in strict reading, and where an argument would have two values
 */
export function takeArguments(
  { kind, names }: ProvNWord,
  formal: Record<string, QualifiedName | string>,
  attributes: readonly ProvAttribute[],
  at: number,
  scope: ProvNScope,
  reading: ProvNReading,
): readonly ProvAttribute[] {
  if (!attributes.some(({ name }) => isArgument(name, names))) return attributes;
  return attributes.filter(({ name, value }) => {
    if (!isArgument(name, names)) return true;
    const argument = name.iri.slice(PROV.length);
    const given = asArgument(argument, value, scope, at) ??
      reading.refuse(at, `the attribute "prov:${argument}" does not say what the argument is`);
    const known = formal[argument];
    if (known !== undefined && formalKey(known) !== formalKey(given)) {
      reading.refuse(at, `"prov:${argument}" is given twice and differs`, "PROV_CONFLICT");
    }
    reading.repair(
      at,
      "argument-as-attribute",
      `"prov:${argument}" is an argument of ${kind} and must not be an attribute`,
    );
    formal[argument] ??= given;
    return false;
  });
}

function isArgument(name: QualifiedName, arguments_: readonly string[]): boolean {
  return name.iri.startsWith(PROV) && arguments_.includes(name.iri.slice(PROV.length));
}

function asArgument(
  argument: string,
  value: ProvValue,
  scope: ProvNScope,
  at: number,
): QualifiedName | string | undefined {
  if (TIME_ARGUMENTS.has(argument)) {
    return isQualifiedName(value) || !isDateTime(value.text) ? undefined : value.text;
  }
  return isQualifiedName(value) ? value : scope.textName(value.text, at);
}
