import { ProvError } from "../base/errors.ts";
import type { QualifiedName } from "./document.ts";
import { endsInDelimiter, isContextPrefix } from "./jsonld_terms.ts";
import { isAbsoluteIri, qualifiedName } from "./names.ts";
import { PROV } from "./vocabulary.ts";

/** The name of an attribute. */
export interface JsonLdAttribute {
  /** As it is written, in quotes. */
  readonly text: string;
  /** What follows PROV's own namespace, if it is a name of that. */
  readonly prov: string | undefined;
}

/** Writes the names of one scope, its top level or a bundle, as JSON strings. */
export interface JsonLdSpeller {
  name(name: QualifiedName): string;
  /** The same for names of which there are few: attributes and datatypes. */
  common(name: QualifiedName): JsonLdAttribute;
}

/** Makes the writer of a scope's names.
 *
 * What JSON-LD understands with the prefix that it has is written so, and nothing is kept of it but
 * a few common names, so that memory stays flat; all else goes to `otherwise`.
 *
 * @param namespaceOf the namespace of a prefix that the scope can use
 */
export function jsonLdSpeller(
  namespaceOf: (prefix: string) => string | undefined,
  otherwise: (name: QualifiedName) => string,
): JsonLdSpeller {
  const attributes = new Map<QualifiedName, JsonLdAttribute>();
  let prefix: string | undefined;
  let namespace: string | undefined;

  function spell(name: QualifiedName): string {
    const { local, iri } = name;
    if (name.prefix !== prefix) {
      prefix = name.prefix;
      namespace = namespaceOf(prefix);
      if (namespace !== undefined && !isContextPrefix(prefix, namespace)) namespace = undefined;
    }
    if (
      namespace === undefined || iri.length !== namespace.length + local.length ||
      !iri.startsWith(namespace) || !iri.endsWith(local) || local.startsWith("//")
    ) return otherwise(name);
    return isPlain(local) ? `"${prefix}:${local}"` : JSON.stringify(`${prefix}:${local}`);
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

/** The same name, divided and prefixed so that JSON-LD finds its IRI: the namespace ends in a
 * delimiter, and what follows does not begin with two slashes.
 *
 * @throws {ProvError} `PROV_NAME` where the IRI is not that of an absolute namespace and the local
 * part
 * @see JSON-LD 1.1 Processing Algorithms and API, section 5.2.2, step 6
 */
export function divideName(name: QualifiedName): QualifiedName {
  let namespace = name.iri.slice(0, name.iri.length - name.local.length);
  let { prefix, local } = name;
  if (!name.iri.endsWith(local) || !isAbsoluteIri(namespace)) {
    throw new ProvError(
      "PROV_NAME",
      `Cannot write the name "${prefix}:${local}": its IRI must be that of an absolute namespace followed by the local part, got <${name.iri}>`,
      { prefix, local, iri: name.iri },
    );
  }
  if (!endsInDelimiter(namespace)) {
    const rest = /[^:/?#[\]@]*$/.exec(namespace)![0];
    namespace = namespace.slice(0, namespace.length - rest.length);
    local = rest + local;
  }
  const slashes = local.startsWith("//") ? /^\/+/.exec(local)![0] : "";
  namespace += slashes;
  if (!isContextPrefix(prefix, namespace)) prefix = "";
  return qualifiedName(prefix, namespace, local.slice(slashes.length));
}

/** A text as JSON writes it. */
export function quote(text: string): string {
  return isPlain(text) ? `"${text}"` : JSON.stringify(text);
}

/** Tells whether a text needs no escape: to look is much faster than to let it be copied. */
function isPlain(text: string): boolean {
  // deno-lint-ignore no-control-regex
  return /^[^"\\\u0000-\u001f\ud800-\udfff]*$/.test(text);
}
