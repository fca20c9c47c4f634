import type { ProvBundle, ProvDocument, ProvRecord, QualifiedName } from "./document.ts";
import { RESERVED_PREFIXES } from "./names.ts";
import { isQualifiedName } from "./values.ts";

/** What a name that a caller wrote can mean: the IRI that its prefix stands for, then the text as
 * an IRI itself.
 *
 * A bundle does not hold the prefixes that are declared around it. What its statements say tells
 * them: a prefix that none of their names has could find nothing.
 *
 * @param name a name, its text with a prefix that the scope knows, or its IRI
 */
export function irisOf(
  scope: ProvDocument | ProvBundle,
  name: string | QualifiedName,
): readonly string[] {
  if (typeof name !== "string") return [name.iri];
  const colon = name.indexOf(":");
  const prefix = name.slice(0, Math.max(0, colon));
  const namespace = namespaceOf(scope, prefix);
  return namespace === undefined ? [name] : [namespace + name.slice(colon + 1), name];
}

function namespaceOf(scope: ProvDocument | ProvBundle, prefix: string): string | undefined {
  if (Object.hasOwn(scope.prefixes, prefix)) return scope.prefixes[prefix];
  const reserved = RESERVED_PREFIXES[prefix];
  return reserved !== undefined || "bundles" in scope
    ? reserved
    : namespacesIn(scope.records).get(prefix);
}

const tables = new WeakMap<readonly ProvRecord[], ReadonlyMap<string, string>>();

/** The namespaces of the names in statements by their prefix. */
function namespacesIn(records: readonly ProvRecord[]): ReadonlyMap<string, string> {
  const known = tables.get(records);
  if (known !== undefined) return known;
  const table = new Map<string, string>();
  const learn = ({ prefix, local, iri }: QualifiedName) => {
    if (!table.has(prefix) && iri.endsWith(local)) {
      table.set(prefix, iri.slice(0, iri.length - local.length));
    }
  };
  for (const { id, formal, attributes } of records) {
    if (id !== undefined) learn(id);
    for (const argument of Object.keys(formal)) {
      const value = formal[argument];
      if (typeof value === "object") learn(value);
    }
    for (const { name, value } of attributes) {
      learn(name);
      if (isQualifiedName(value)) learn(value);
    }
  }
  // A list that can still change has no table that stays right.
  if (Object.isFrozen(records)) tables.set(records, table);
  return table;
}
