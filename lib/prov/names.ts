import { ProvError } from "../base/errors.ts";
import { nameOf } from "../base/options.ts";
import type { QualifiedName } from "./document.ts";
import { PROV, XSD } from "./vocabulary.ts";

/** The prefixes that every document knows, with their namespaces. */
export const RESERVED_PREFIXES: Readonly<Record<string, string>> = Object
  .freeze({ __proto__: null as never, prov: PROV, xsd: XSD });

/** Makes a qualified name: frozen, its IRI is the namespace's followed by the local part.
 *
 * Nothing is checked: names read from elsewhere may hold what {@link isLocalName} refuses.
 *
 * @see PROV-DM, section 5.7.1
 * @example
 * ```ts
 * import { qualifiedName } from "stemma/prov";
 * import assert from "node:assert/strict";
 * const name = qualifiedName("ex", "https://e.example/", "model");
 * assert.equal(name.iri, "https://e.example/model");
 * ```
 */
/* @__NO_SIDE_EFFECTS__ */
export function qualifiedName(
  prefix: string,
  namespaceIri: string,
  local: string,
): QualifiedName {
  return Object.freeze({ prefix, local, iri: namespaceIri + local });
}

/** Tells whether a name's IRI is that of a namespace followed by the local part. */
export function isWithin({ local, iri }: QualifiedName, namespace: string | undefined): boolean {
  return namespace !== undefined && iri.length === namespace.length + local.length &&
    iri.startsWith(namespace) && iri.endsWith(local);
}

/** Tells whether a text can be written as a prefix in every format: a letter, then letters,
 * digits, `_` and `-`. The word `default` is PROV-N's and PROV-JSON's own. */
export function isPrefix(text: string): boolean {
  return /^[A-Za-z][A-Za-z0-9_-]*$/.test(text) && text !== "default";
}

/** Tells whether a text is an absolute IRI: a scheme, a colon, and no character that an IRI
 * cannot hold. The scheme's own rules are not looked at.
 *
 * @see RFC 3987, section 2.2
 * @example
 * ```ts
 * import { isAbsoluteIri } from "stemma/prov";
 * import assert from "node:assert/strict";
 * assert.equal(isAbsoluteIri("https://e.example/model"), true);
 * assert.equal(isAbsoluteIri("models/cnn"), false);
 * ```
 */
export function isAbsoluteIri(text: string): boolean {
  // deno-lint-ignore no-control-regex
  return /^[A-Za-z][A-Za-z0-9+.-]*:[^\u0000-\u0020<>"{}|\\^`\u007f]*$/.test(
    text,
  ) &&
    text.isWellFormed();
}

/** Returns a table of prefixes that a document can declare: a frozen copy without a prototype,
 * without `prov` and `xsd`, which are always known.
 *
 * @throws {ProvError} `PROV_NAME` for a prefix that not every format can write, a namespace that
 * is no absolute IRI, and another meaning for `prov` or `xsd`
 */
export function checkPrefixes(
  prefixes: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const table: Record<string, string> = Object.create(null);
  for (const prefix of Object.keys(prefixes)) {
    const iri = prefixes[prefix];
    if (!isPrefix(prefix)) {
      throw new ProvError(
        "PROV_NAME",
        `Cannot declare the prefix ${
          nameOf(prefix)
        }: it must be a letter followed by letters, digits, "_" and "-", and not "default"`,
        { prefix },
      );
    }
    if (typeof iri !== "string" || !isAbsoluteIri(iri)) {
      throw new ProvError(
        "PROV_NAME",
        `Cannot declare the prefix "${prefix}": its namespace must be an absolute IRI, got ${
          nameOf(iri)
        }`,
        { prefix, iri },
      );
    }
    if (!(prefix in RESERVED_PREFIXES)) table[prefix] = iri;
    else if (RESERVED_PREFIXES[prefix] !== iri) {
      throw new ProvError(
        "PROV_NAME",
        `Cannot declare the prefix "${prefix}" as ${nameOf(iri)}: it always means "${
          RESERVED_PREFIXES[prefix]
        }"`,
        { prefix, iri },
      );
    }
  }
  return Object.freeze(table);
}
