import { ProvError } from "../base/errors.ts";
import type { QualifiedName } from "./document.ts";
import { endsInDelimiter, isContextPrefix } from "./jsonld_terms.ts";
import { type NameSpeller, nameSpeller } from "./name_speller.ts";
import { isAbsoluteIri, qualifiedName } from "./names.ts";
import { escapeText } from "./quote.ts";

/** Makes the writer of a scope's names as JSON strings, where JSON-LD understands their prefixes.
 *
 * @param namespaceOf the namespace of a prefix that the scope can use
 */
export function jsonLdSpeller(
  namespaceOf: (prefix: string) => string | undefined,
  otherwise: (name: QualifiedName) => string,
): NameSpeller {
  let last: string | undefined;
  let start = "";
  return nameSpeller({
    namespaceOf(prefix) {
      const namespace = namespaceOf(prefix);
      return namespace !== undefined && isContextPrefix(prefix, namespace) ? namespace : undefined;
    },
    write(prefix, local) {
      if (prefix !== last) {
        last = prefix;
        // A prefix needs no escape.
        start = `"${prefix}:`;
      }
      return local.startsWith("//") ? undefined : `${start}${escapeText(local)}"`;
    },
    otherwise,
  });
}

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
