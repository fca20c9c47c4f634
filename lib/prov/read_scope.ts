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
  /** The name that a full IRI is: in the longest namespace, here or around, that begins it. */
  within(iri: string): QualifiedName | undefined;
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
  if (declared !== undefined) {
    reading.inside("prefix", () => declare(reading, declared, prefixes));
  }
  return makeScope(reading, prefixes, outer);
}

/** Makes the scope of declarations that were read.
 *
 * @param memory how many names are remembered at most, so that the same text gives the same object
 */
export function makeScope(
  reading: Reading,
  prefixes: Record<string, string>,
  outer?: ReadScope,
  memory: number = Infinity,
): ReadScope {
  const known = new Map<string, QualifiedName>();
  const index = namespaceIndex();
  if (outer === undefined) { for (const [prefix, iri] of RESERVED) index.add(prefix, iri); }
  for (const prefix of Object.keys(prefixes)) index.add(prefix, prefixes[prefix]);

  function within(iri: string): QualifiedName | undefined {
    const own = index.find(iri);
    const around = outer?.within(iri);
    if (own === undefined || around === undefined) return own ?? around;
    return own.local.length <= around.local.length ? own : around;
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
    const around = within(text);
    if (around !== undefined) return around;
    const made = ownNamespace(prefix);
    prefixes[prefix] = made;
    index.add(prefix, made);
    return qualifiedName(prefix, made, local);
  }

  return {
    prefixes,
    namespace,
    within,
    name(text) {
      let name = known.get(text);
      if (name !== undefined) return name;
      if (known.size >= memory) known.clear();
      known.set(text, name = resolve(text));
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
      if (key === "_" || !/^[A-Za-z0-9_-]+$/.test(key)) {
        reading.repair(
          "prefix-name",
          `a prefix must be letters, digits, "_" and "-", got ${nameOf(key)}`,
          "PROV_NAME",
        );
        if (key === "_" || key === "" || key.includes(":")) return;
      }
      declarePrefix(key === "default" ? "" : key, iri, prefixes, reading);
    });
  });
}

/** Declares a prefix; the empty text stands for the default namespace. */
export function declarePrefix(
  prefix: string,
  iri: string,
  prefixes: Record<string, string>,
  reading: Reading,
): void {
  if (prefix in RESERVED_PREFIXES) {
    if (iri === RESERVED_PREFIXES[prefix]) return;
    return reading.repair(
      "reserved-prefix",
      `the prefix "${prefix}" always means <${RESERVED_PREFIXES[prefix]}>, not ${nameOf(iri)}`,
      "PROV_NAME",
    );
  }
  prefixes[prefix] = iri;
  if (isAbsoluteIri(iri)) return;
  reading.repair(
    "namespace",
    `a namespace must be an absolute IRI, got ${nameOf(iri)}`,
    "PROV_NAME",
  );
  prefixes[prefix] = ownNamespace(prefix);
}

const RESERVED = Object.entries(RESERVED_PREFIXES);

/** Namespaces by their text: to find the one that begins an IRI takes as many steps as there are
 * lengths of namespaces, however many of them there are. */
function namespaceIndex(): {
  add(prefix: string, namespace: string): void;
  find(iri: string): QualifiedName | undefined;
} {
  const prefixes = new Map<string, string>();
  const lengths: number[] = [];
  return {
    add(prefix, namespace) {
      if (prefixes.has(namespace)) return;
      prefixes.set(namespace, prefix);
      const { length } = namespace;
      const place = lengths.findIndex((each) => each <= length);
      if (place < 0) lengths.push(length);
      else if (lengths[place] !== length) lengths.splice(place, 0, length);
    },
    find(iri) {
      for (const length of lengths) {
        if (length >= iri.length) continue;
        const namespace = iri.slice(0, length);
        const prefix = prefixes.get(namespace);
        if (prefix !== undefined) return qualifiedName(prefix, namespace, iri.slice(length));
      }
      return undefined;
    },
  };
}

/** The namespace of a prefix of unknown meaning: the prefix itself, read as an IRI's scheme. */
export function ownNamespace(prefix: string): string {
  const scheme = `${prefix || "default"}:`;
  return isAbsoluteIri(scheme) ? scheme : `default:${encodeURIComponent(prefix)}:`;
}
