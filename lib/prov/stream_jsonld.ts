import { ProvError } from "../base/errors.ts";
import type { ProvRecord } from "./document.ts";
import { isContextPrefix } from "./jsonld_terms.ts";
import type { NameSpeller } from "./name_speller.ts";
import { checkPrefixes, RESERVED_PREFIXES } from "./names.ts";
import type { ProvSource } from "./stream_provn.ts";
import { bundleHead, documentHead, sameBundles } from "./write_jsonld.ts";
import { jsonLdSpeller } from "./write_jsonld_names.ts";
import { jsonLdStatement } from "./write_jsonld_statement.ts";

type Table = Readonly<Record<string, string>>;

/** Writes statements as PROV-JSONLD piece by piece, however many there are, one a line.
 *
 * The text is that of {@link provToJsonLd} but for the order, which is the given one, and for
 * prefixes: every name must be writable with its own, which must be declared. Pieces have some
 * 64,000 characters. Cost: O(1) a statement; nothing of it is kept.
 *
 * @throws {ProvError} as {@link provToJsonLd} does, and `PROV_NAME` for a name whose prefix is not
 * declared, a prefix that is a word of the submission's context and a namespace that does not end
 * in a delimiter such as `/` or `#`; nothing is thrown before the first piece is asked for
 * @example
 * ```ts
 * import { type ProvRecord, provFromJsonLd, qualifiedName, streamJsonLd } from "stemma/prov";
 * import assert from "node:assert/strict";
 *
 * function* points(count: number): Generator<ProvRecord> {
 *   for (let i = 0; i < count; i++) {
 *     const id = qualifiedName("ex", "https://example.org/", `point/${i}`);
 *     yield { kind: "entity", id, formal: {}, attributes: [] };
 *   }
 * }
 * const prefixes = { ex: "https://example.org/" };
 * const text = [...streamJsonLd({ prefixes, records: points(10_000) })].join("");
 * assert.equal(provFromJsonLd(text).document.records.length, 10_000);
 * ```
 */
export function* streamJsonLd(source: ProvSource): Generator<string> {
  const top: Table = {
    __proto__: null as never,
    ...RESERVED_PREFIXES,
    ...declared(source.prefixes),
  };
  let piece = documentHead(Object.entries(top));
  let separator = "\n";

  function* statements(records: Iterable<ProvRecord>, names: NameSpeller): Generator<string> {
    for (const record of records) {
      piece += separator + jsonLdStatement(record, names);
      separator = ",\n";
      if (piece.length >= PIECE) {
        yield piece;
        piece = "";
      }
    }
  }

  yield* statements(source.records, speller((prefix) => top[prefix]));
  const seen = new Set<string>();
  for (const { id, prefixes, records } of source.bundles ?? []) {
    if (seen.has(id.iri)) throw sameBundles(id);
    seen.add(id.iri);
    const own = declared(prefixes);
    const namespaceOf = (prefix: string) => own[prefix] ?? top[prefix];
    const names = speller(namespaceOf);
    piece += separator + bundleHead(names.name(id), Object.entries(own), namespaceOf);
    separator = "\n";
    yield* statements(records, names);
    piece += separator === "\n" ? "]}" : "\n]}";
    separator = ",\n";
  }
  yield `${piece}${separator === "\n" ? "" : "\n"}]}\n`;
}

const PIECE = 2 ** 16;

function declared(prefixes: Table): Table {
  const table = checkPrefixes(prefixes);
  for (const [prefix, namespace] of Object.entries(table)) {
    if (isContextPrefix(prefix, namespace)) continue;
    throw new ProvError(
      "PROV_NAME",
      `Cannot declare the prefix "${prefix}" in PROV-JSONLD: it must not be a word of the context, and its namespace must end in one of ":/?#[]@", got <${namespace}>`,
      { prefix, iri: namespace },
    );
  }
  return table;
}

function speller(namespaceOf: (prefix: string) => string | undefined): NameSpeller {
  return jsonLdSpeller(namespaceOf, ({ prefix, local, iri }) => {
    throw new ProvError(
      "PROV_NAME",
      `Cannot write the name "${prefix}:${local}" as PROV-JSONLD: its prefix must be declared for <${iri}>, and what follows must not begin with two slashes`,
      { prefix, local, iri },
    );
  });
}
