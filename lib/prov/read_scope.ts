import { groupBy } from "../base/group_by.ts";
import { nameOf } from "../base/options.ts";
import type { QualifiedName } from "./document.ts";
import type { JsonNode } from "./json_text.ts";
import { isJsonObject } from "./json_text.ts";
import { isAbsoluteIri, qualifiedName, RESERVED_PREFIXES } from "./names.ts";
import type { Reading } from "./reading.ts";

/** The names that a part of a document can use. */
export interface ReadScope {
  /** The scope's own declarations; lenient reading adds to them what it had to make up. */
  readonly prefixes: Record<string, string>;
  /** The namespace of a prefix: the scope's own, else that of the scope around it. */
  namespace(prefix: string): string | undefined;
  /** The prefixes here and around, with namespaces that may begin a full IRI: they have its scheme. */
  withScheme(iri: string): readonly (readonly [prefix: string, namespace: string])[];
  /** Resolves a name, split at its first colon; the same text gives the same object.
   *
   * A prefix that nobody declared is refused, or taken leniently: as part of a full IRI where that
   * lies in a known namespace, else as a namespace of its own, `prefix:`.
   */
  name(text: string): QualifiedName;
}

/** Reads the declarations of a scope.
 *
 * @param declared the value of the key `prefix`
 * @param outer the scope around a bundle
 */
export function readScope(
  reading: Reading,
  declared: JsonNode | undefined,
  outer?: ReadScope,
): ReadScope {
  const prefixes: Record<string, string> = Object.create(null);
  const known = new Map<string, QualifiedName>();
  if (declared !== undefined) {
    reading.inside("prefix", () => declare(reading, declared, prefixes));
  }

  const byScheme = groupBy(Object.entries(prefixes), ([, iri]) => schemeOf(iri));

  function withScheme(iri: string): readonly (readonly [string, string])[] {
    const own = byScheme.get(schemeOf(iri)) ?? [];
    return [
      ...own,
      ...outer?.withScheme(iri) ?? RESERVED.filter(([, each]) => schemeOf(each) === schemeOf(iri)),
    ];
  }

  function namespace(prefix: string): string | undefined {
    return prefixes[prefix] ?? outer?.namespace(prefix) ?? RESERVED_PREFIXES[prefix];
  }

  function resolve(text: string): QualifiedName {
    const colon = text.indexOf(":");
    const prefix = text.slice(0, Math.max(0, colon));
    const local = text.slice(colon + 1);
    const found = namespace(prefix);
    if (found !== undefined) return qualifiedName(prefix, found, local);
    if (text === "") reading.refuse("a name must not be empty", "PROV_NAME");
    reading.repair(
      "undeclared-prefix",
      colon < 0
        ? `the name ${nameOf(text)} has no prefix, and there is no default namespace`
        : `the prefix of the name ${nameOf(text)} is not declared`,
      "PROV_NAME",
    );
    const around = withScheme(text)
      .filter(([, iri]) => text.startsWith(iri) && text.length > iri.length)
      .sort(([, a], [, b]) => b.length - a.length)[0];
    if (around !== undefined) {
      return qualifiedName(around[0], around[1], text.slice(around[1].length));
    }
    const made = ownNamespace(prefix);
    prefixes[prefix] = made;
    const alike = byScheme.get(schemeOf(made));
    if (alike === undefined) byScheme.set(schemeOf(made), [[prefix, made]]);
    else alike.push([prefix, made]);
    return qualifiedName(prefix, made, local);
  }

  return {
    prefixes,
    namespace,
    withScheme,
    name(text) {
      let name = known.get(text);
      if (name === undefined) known.set(text, name = resolve(text));
      return name;
    },
  };
}

function declare(reading: Reading, node: JsonNode, prefixes: Record<string, string>): void {
  if (!isJsonObject(node)) reading.refuse("the prefixes must be an object");
  node.keys.forEach((key, i) => {
    const iri = node.values[i];
    reading.inside(key, () => {
      if (typeof iri !== "string") reading.refuse("a namespace must be a string");
      if (key in RESERVED_PREFIXES) {
        if (iri === RESERVED_PREFIXES[key]) return;
        return reading.repair(
          "reserved-prefix",
          `the prefix "${key}" always means <${RESERVED_PREFIXES[key]}>, not ${nameOf(iri)}`,
          "PROV_NAME",
        );
      }
      if (key === "_" || !/^[A-Za-z0-9_-]+$/.test(key)) {
        reading.repair(
          "prefix-name",
          `a prefix must be letters, digits, "_" and "-", got ${nameOf(key)}`,
          "PROV_NAME",
        );
        if (key === "_" || key === "" || key.includes(":")) return;
      }
      const prefix = key === "default" ? "" : key;
      prefixes[prefix] = iri;
      if (isAbsoluteIri(iri)) return;
      reading.repair(
        "namespace",
        `a namespace must be an absolute IRI, got ${nameOf(iri)}`,
        "PROV_NAME",
      );
      prefixes[prefix] = ownNamespace(prefix);
    });
  });
}

const RESERVED = Object.entries(RESERVED_PREFIXES);

/** What stands before the first colon: a text that begins with an IRI shares it. */
function schemeOf(iri: string): string {
  return iri.slice(0, iri.indexOf(":"));
}

/** The namespace of a prefix of unknown meaning: the prefix itself, read as an IRI's scheme. */
export function ownNamespace(prefix: string): string {
  const scheme = `${prefix || "default"}:`;
  return isAbsoluteIri(scheme) ? scheme : `default:${encodeURIComponent(prefix)}:`;
}
