import { ProvError } from "../base/errors.ts";
import type { ProvRecord, QualifiedName } from "./document.ts";
import type { NameSpeller } from "./name_speller.ts";
import { checkPrefixes, RESERVED_PREFIXES } from "./names.ts";
import { declarationLines, type ProvNOptions, readIndent, sameBundles } from "./write_provn.ts";
import { provNSpeller } from "./write_provn_names.ts";
import { provNStatement } from "./write_provn_statement.ts";

/** What a bundle holds, for a writer that asks for one statement after the other. */
export interface ProvBundleSource {
  /** The name of the bundle. */
  readonly id: QualifiedName;
  /** Namespace IRIs by prefix, beside those of the document. */
  readonly prefixes: Readonly<Record<string, string>>;
  /** The statements, in the order in which they are to be written. */
  readonly records: Iterable<ProvRecord>;
}

/** What a document holds, for a writer that asks for one statement after the other; a
 * {@link ProvDocument} is one. */
export interface ProvSource {
  /** Namespace IRIs by prefix: of every name that is not a bundle's own matter. */
  readonly prefixes: Readonly<Record<string, string>>;
  /** The statements, in the order in which they are to be written. */
  readonly records: Iterable<ProvRecord>;
  /** The bundles, in the order in which they are to be written. */
  readonly bundles?: Iterable<ProvBundleSource>;
}

/** Writes statements as PROV-N piece by piece, however many there are.
 *
 * The text is that of {@link provToProvN} but for the order, which is the given one, and for
 * prefixes: every name must be writable with its own, which must be declared. Pieces have some
 * 64,000 characters; no piece cuts a surrogate pair. Cost: O(1) a statement; nothing of it is kept.
 *
 * @throws {ProvError} as {@link provToProvN} does, and `PROV_NAME` for a name whose prefix is not
 * declared; nothing is thrown before the first piece is asked for
 * @throws {TypeError} for unknown options
 * @example
 * ```ts
 * import { type ProvRecord, provFromProvN, qualifiedName, streamProvN } from "stemma/prov";
 * import assert from "node:assert/strict";
 *
 * function* points(count: number): Generator<ProvRecord> {
 *   for (let i = 0; i < count; i++) {
 *     const id = qualifiedName("ex", "https://example.org/", `point/${i}`);
 *     yield { kind: "entity", id, formal: {}, attributes: [] };
 *   }
 * }
 * const prefixes = { ex: "https://example.org/" };
 * const text = [...streamProvN({ prefixes, records: points(10_000) })].join("");
 * assert.equal(provFromProvN(text).document.records.length, 10_000);
 * ```
 */
export function* streamProvN(source: ProvSource, options: ProvNOptions = {}): Generator<string> {
  const unit = " ".repeat(readIndent("streamProvN()", options));
  const top = checkPrefixes(source.prefixes);
  let piece = "document\n";

  function* scope(
    records: Iterable<ProvRecord>,
    declared: Readonly<Record<string, string>>,
    speller: NameSpeller,
    indent: string,
  ): Generator<string> {
    piece += declarationLines(Object.entries(declared), indent).map((line) => `${line}\n`).join("");
    for (const record of records) {
      piece += `${indent}${provNStatement(record, speller)}\n`;
      if (piece.length >= PIECE) {
        yield piece;
        piece = "";
      }
    }
  }

  yield* scope(source.records, top, spellerOf(top), unit);
  const seen = new Set<string>();
  for (const { id, prefixes, records } of source.bundles ?? []) {
    if (seen.has(id.iri)) throw sameBundles(id);
    seen.add(id.iri);
    const own = checkPrefixes(prefixes);
    const speller = spellerOf(top, own);
    piece += `${unit}bundle ${speller.name(id)}\n`;
    yield* scope(records, own, speller, unit + unit);
    piece += `${unit}endBundle\n`;
  }
  yield `${piece}endDocument\n`;
}

const PIECE = 2 ** 16;

type Table = Readonly<Record<string, string>>;

function spellerOf(top: Table, own: Table = top): NameSpeller {
  const namespaceOf = (prefix: string) => own[prefix] ?? top[prefix] ?? RESERVED_PREFIXES[prefix];
  return provNSpeller(namespaceOf, ({ prefix, local, iri }) => {
    throw new ProvError(
      "PROV_NAME",
      `Cannot write the name "${prefix}:${local}" as PROV-N: its prefix must be declared for <${iri}>, and what follows must be writable as a local part`,
      { prefix, local, iri },
    );
  });
}
