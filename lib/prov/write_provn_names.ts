import { ProvError } from "../base/errors.ts";
import type { QualifiedName } from "./document.ts";
import { type NameSpeller, nameSpeller } from "./name_speller.ts";
import { isAbsoluteIri, qualifiedName } from "./names.ts";
import { characterClasses } from "./provn_characters.ts";
import { escapeLocal, isPlainLocal, writableFrom } from "./write_provn_text.ts";

/** Makes the writer of a scope's names, where PROV-N can write their local parts.
 *
 * @param namespaceOf the namespace of a prefix that the scope can use
 */
export function provNSpeller(
  namespaceOf: (prefix: string) => string | undefined,
  otherwise: (name: QualifiedName) => string,
): NameSpeller {
  const classes = characterClasses();
  return nameSpeller({
    namespaceOf,
    write(prefix, local) {
      if (isPlainLocal(local, classes)) return `${prefix}:${local}`;
      if (!local.isWellFormed() || writableFrom(local) !== 0) return undefined;
      return `${prefix}:${escapeLocal(local)}`;
    },
    otherwise,
  });
}

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
