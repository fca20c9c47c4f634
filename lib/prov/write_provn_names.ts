import { ProvError } from "../base/errors.ts";
import type { QualifiedName } from "./document.ts";
import { isAbsoluteIri, qualifiedName } from "./names.ts";
import { characterClasses } from "./provn_characters.ts";
import { PROV } from "./vocabulary.ts";
import { escapeLocal, isPlainLocal, writableFrom } from "./write_provn_text.ts";

/** The name of an attribute. */
export interface ProvNAttribute {
  /** As it is written. */
  readonly text: string;
  /** What follows PROV's own namespace, if it is a name of that. */
  readonly prov: string | undefined;
}

/** Writes the names of one scope, its top level or a bundle. */
export interface ProvNSpeller {
  name(name: QualifiedName): string;
  /** The same for names of which there are few: attributes and datatypes. */
  common(name: QualifiedName): ProvNAttribute;
}

/** Makes the writer of a scope's names.
 *
 * What can be written with the prefix that it has is, and nothing is kept of it but a few common
 * names, so that memory stays flat; all else goes to `otherwise`.
 *
 * @param namespaceOf the namespace of a prefix that the scope can use
 */
export function provNSpeller(
  namespaceOf: (prefix: string) => string | undefined,
  otherwise: (name: QualifiedName) => string,
): ProvNSpeller {
  const classes = characterClasses();
  const attributes = new Map<QualifiedName, ProvNAttribute>();
  let prefix: string | undefined;
  let namespace: string | undefined;

  function spell(name: QualifiedName): string {
    const { local, iri } = name;
    if (name.prefix !== prefix) {
      prefix = name.prefix;
      namespace = namespaceOf(prefix);
    }
    if (
      namespace === undefined || iri.length !== namespace.length + local.length ||
      !iri.startsWith(namespace) || !iri.endsWith(local)
    ) return otherwise(name);
    if (isPlainLocal(local, classes)) return `${prefix}:${local}`;
    return local.isWellFormed() && writableFrom(local) === 0
      ? `${prefix}:${escapeLocal(local)}`
      : otherwise(name);
  }

  return {
    name: spell,
    common(name) {
      let attribute = attributes.get(name);
      if (attribute === undefined) {
        const prov = name.iri.startsWith(PROV) ? name.iri.slice(PROV.length) : undefined;
        attribute = { text: spell(name), prov };
        if (attributes.size === FEW) attributes.clear();
        attributes.set(name, attribute);
      }
      return attribute;
    },
  };
}

const FEW = 1000;

/** The same name, divided so that PROV-N can write its local part: what it cannot write becomes a
 * part of the namespace, for which a prefix must then be found.
 *
 * @throws {ProvError} `PROV_NAME` where an IRI cannot hold it either, or holds a lone surrogate
 */
export function divideName(name: QualifiedName): QualifiedName {
  const from = writableFrom(name.local);
  if (from === 0 && name.local.isWellFormed()) return name;
  const local = name.local.slice(from);
  const namespace = name.iri.slice(0, name.iri.length - local.length);
  if (!name.iri.endsWith(name.local) || !isAbsoluteIri(namespace) || !local.isWellFormed()) {
    throw new ProvError(
      "PROV_NAME",
      `Cannot write the name "${name.prefix}:${name.local}" as PROV-N: its IRI holds a character that neither a local part nor an IRI can hold, <${name.iri}>`,
      { prefix: name.prefix, local: name.local, iri: name.iri },
    );
  }
  return qualifiedName(name.prefix, namespace, local);
}

/** Escapes the local part of a name that is written `prefix:local`. */
export function escapeName(text: string): string {
  const colon = text.indexOf(":") + 1;
  return text.slice(0, colon) + escapeLocal(text.slice(colon));
}
