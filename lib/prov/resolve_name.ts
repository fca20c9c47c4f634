import type { ProvBundle, ProvDocument, QualifiedName } from "./document.ts";
import { RESERVED_PREFIXES } from "./names.ts";

/** What a name that a caller wrote can mean: the IRI that its prefix stands for, then the text as
 * an IRI itself.
 *
 * @param name a name, its text with a prefix that the scope declares, or its IRI
 */
export function irisOf(
  scope: ProvDocument | ProvBundle,
  name: string | QualifiedName,
): readonly string[] {
  if (typeof name !== "string") return [name.iri];
  const colon = name.indexOf(":");
  const prefix = name.slice(0, Math.max(0, colon));
  const table = Object.hasOwn(scope.prefixes, prefix) ? scope.prefixes : RESERVED_PREFIXES;
  const namespace = table[prefix];
  return namespace === undefined ? [name] : [namespace + name.slice(colon + 1), name];
}
