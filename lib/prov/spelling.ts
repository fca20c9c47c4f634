import { groupBy } from "../base/group_by.ts";
import { ProvError } from "../base/errors.ts";
import type { ProvBundle, ProvDocument, QualifiedName } from "./document.ts";
import { isAbsoluteIri, isPrefix, isWithin, RESERVED_PREFIXES } from "./names.ts";

/** How one scope of a document, its top level or a bundle, writes names. */
export interface Spelling {
  /** What the scope declares: every prefix that its names have, in order of code units. */
  readonly prefixes: readonly (readonly [prefix: string, namespace: string])[];
  /** The prefix that a name is written with.
   *
   * @throws {ProvError} `PROV_NAME` where none can stand for the name's namespace
   */
  prefixOf(name: QualifiedName): string;
}

/** The spellings of a document's scopes. */
export interface Spellings {
  /** That of the top level. */
  readonly top: Spelling;
  /** That of a bundle: its own prefixes come first, then the document's. */
  ofBundle(bundle: ProvBundle): Spelling;
  /** The prefix of a bundle's own name, so that it means the same inside and outside of it. */
  prefixOfId(bundle: ProvBundle): string;
}

type Table = Readonly<Record<string, string>>;

/** Writes a document so that every name has a declared prefix and none needs a default namespace.
 *
 * A namespace without a prefix, or with one that some format cannot write, gets a new one: that
 * of a name where it is free, else `ns1`, `ns2`, … in order of the namespaces. Whether that is
 * needed turns out while writing; then `write` is called a second time.
 */
export function withSpellings(
  doc: ProvDocument,
  write: (spellings: Spellings) => string,
): string {
  const missing = new Map<string, string>();
  const text = write(spellings(doc, Object.create(null), missing));
  if (missing.size === 0) return text;
  return write(spellings(doc, newPrefixes(doc, missing), undefined));
}

function spellings(
  doc: ProvDocument,
  added: Table,
  missing: Map<string, string> | undefined,
): Spellings {
  const table: Table = withoutPrototype(RESERVED_PREFIXES, usable(doc.prefixes), added);
  const known = knownPrefixes(table);
  const top = spelling(table, known, missing);
  return {
    top,
    ofBundle(bundle) {
      const own = usable(bundle.prefixes);
      if (Object.keys(own).length === 0) return { prefixes: [], prefixOf: top.prefixOf };
      return spelling(own, insideOf(known, own), missing);
    },
    prefixOfId(bundle) {
      const own = usable(bundle.prefixes);
      return spelling({}, sharedWith(known, own), missing).prefixOf(bundle.id);
    },
  };
}

/** The prefixes that a scope knows. */
interface Known {
  namespaceOf(prefix: string): string | undefined;
  /** The prefixes of a namespace, in order of code units. */
  prefixesOf(namespace: string): readonly string[];
}

function knownPrefixes(table: Table): Known {
  let byNamespace: Map<string, string[]> | undefined;
  return {
    namespaceOf: (prefix) => table[prefix],
    prefixesOf(namespace) {
      byNamespace ??= groupBy(Object.keys(table).sort(), (prefix) => table[prefix]);
      return byNamespace.get(namespace) ?? [];
    },
  };
}

/** What a bundle knows: its own prefixes, and those around it that its own do not redefine. */
function insideOf(outer: Known, own: Table): Known {
  const inner = knownPrefixes(own);
  return {
    namespaceOf: (prefix) => own[prefix] ?? outer.namespaceOf(prefix),
    prefixesOf(namespace) {
      const around = outer.prefixesOf(namespace).filter((prefix) => own[prefix] === undefined);
      return [...inner.prefixesOf(namespace), ...around].sort();
    },
  };
}

/** The prefixes that mean the same outside of a bundle and inside. */
function sharedWith(outer: Known, own: Table): Known {
  const same = (prefix: string, namespace: string) => (own[prefix] ?? namespace) === namespace;
  return {
    namespaceOf(prefix) {
      const namespace = outer.namespaceOf(prefix);
      return namespace !== undefined && same(prefix, namespace) ? namespace : undefined;
    },
    prefixesOf: (namespace) =>
      outer.prefixesOf(namespace).filter((prefix) => same(prefix, namespace)),
  };
}

function spelling(
  declared: Table,
  known: Known,
  missing: Map<string, string> | undefined,
): Spelling {
  let prefix: string | undefined;
  let namespace: string | undefined;

  function otherPrefix(name: QualifiedName): string {
    const namespace = namespaceOf(name);
    const prefix = known.prefixesOf(namespace)[0];
    if (prefix !== undefined) return prefix;
    const wanted = missing?.get(namespace);
    if (wanted === undefined || name.prefix < wanted) missing?.set(namespace, name.prefix);
    return name.prefix;
  }

  return {
    prefixes: sorted(declared),
    prefixOf(name) {
      if (name.prefix !== prefix) {
        prefix = name.prefix;
        namespace = known.namespaceOf(prefix);
      }
      return isWithin(name, namespace) ? prefix : otherPrefix(name);
    },
  };
}

function namespaceOf(name: QualifiedName): string {
  const namespace = name.iri.slice(0, name.iri.length - name.local.length);
  if (!name.iri.endsWith(name.local) || !isAbsoluteIri(namespace)) {
    throw new ProvError(
      "PROV_NAME",
      `Cannot write the name "${name.prefix}:${name.local}": its IRI must be that of an absolute namespace followed by the local part, got <${name.iri}>`,
      { prefix: name.prefix, local: name.local, iri: name.iri },
    );
  }
  return namespace;
}

function newPrefixes(doc: ProvDocument, missing: ReadonlyMap<string, string>): Table {
  const taken = new Set(
    [RESERVED_PREFIXES, doc.prefixes, ...doc.bundles.map((bundle) => bundle.prefixes)]
      .flatMap((table) => Object.keys(table)),
  );
  const added: Record<string, string> = Object.create(null);
  let count = 0;
  for (const namespace of [...missing.keys()].sort()) {
    let prefix = missing.get(namespace)!;
    while (!isPrefix(prefix) || taken.has(prefix)) prefix = `ns${++count}`;
    taken.add(prefix);
    added[prefix] = namespace;
  }
  return added;
}

/** The declarations that every format can write as they are. */
function usable(table: Table): Table {
  const kept: Record<string, string> = Object.create(null);
  for (const prefix of Object.keys(table)) {
    if (prefix in RESERVED_PREFIXES || !isPrefix(prefix)) continue;
    if (isAbsoluteIri(table[prefix])) kept[prefix] = table[prefix];
  }
  return kept;
}

function withoutPrototype(...tables: Table[]): Table {
  return Object.assign(Object.create(null), ...tables);
}

function sorted(table: Table): [string, string][] {
  return Object.keys(table).sort().map((prefix) => [prefix, table[prefix]]);
}
