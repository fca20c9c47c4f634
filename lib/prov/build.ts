import { ProvError } from "../base/errors.ts";
import { checkOptions, nameOf } from "../base/options.ts";
import type { ProvBundle, ProvDocument, ProvRecord, QualifiedName } from "./document.ts";
import { checkPrefixes } from "./names.ts";
import { nameMaker } from "./name_maker.ts";
import { statementMaker } from "./statement_maker.ts";
import type { NameInput, ProvBuilder, ProvStatements } from "./statements.ts";

/** Starts a document that is written by hand: its verbs read like PROV-N.
 *
 * Cost: O(1) a statement. Values are copied; what a verb was given can be changed afterwards.
 *
 * @param prefixes namespace IRIs by prefix; `prov` and `xsd` are always known
 * @throws {ProvError} `PROV_NAME` for a prefix or a namespace that not every format can write
 * @see PROV-N, section 3
 * @example
 * ```ts
 * import { provBuilder, provToJson } from "stemma/prov";
 * import assert from "node:assert/strict";
 *
 * const p = provBuilder({ ex: "https://example.org/" });
 * const data = p.entity("ex:data", { "prov:label": "the data", "ex:rows": 150 });
 * const model = p.entity("ex:model", { "prov:type": p.name("ex:Model") });
 * p.activity("ex:train", {}, { startTime: new Date(0) });
 * p.used("ex:train", data);
 * p.wasGeneratedBy(model, "ex:train", { time: "2026-01-01T00:00:00Z" });
 * assert.match(provToJson(p.document()), /"prov:activity": "ex:train"/);
 * ```
 */
export function provBuilder(
  prefixes: Readonly<Record<string, string>> = {},
): ProvBuilder {
  const table = checkPrefixes(prefixes);
  const names = nameMaker(table);
  const records: ProvRecord[] = [];
  const bundles = new Map<
    string,
    { id: QualifiedName; records: ProvRecord[] }
  >();

  function bundle(
    id: NameInput,
    build?: (bundle: ProvStatements) => void,
  ): ProvStatements {
    const name = names.toName(id, "bundle");
    if (bundles.has(name.iri)) {
      throw new ProvError(
        "PROV_CONFLICT",
        `Cannot add the bundle ${nameOf(id)}: the document has one of this name`,
        { iri: name.iri },
      );
    }
    const own = { id: name, records: [] };
    bundles.set(name.iri, own);
    const statements = Object.freeze(statementMaker(names, own.records));
    build?.(statements);
    return statements;
  }

  function document(): ProvDocument {
    const parts = Array.from(
      bundles.values(),
      (part): ProvBundle =>
        Object.freeze({
          id: part.id,
          prefixes: NO_PREFIXES,
          records: Object.freeze(part.records.slice()),
        }),
    );
    return Object.freeze({
      prefixes: table,
      records: Object.freeze(records.slice()),
      bundles: Object.freeze(parts),
    });
  }

  return Object.freeze({ ...statementMaker(names, records), bundle, document });
}

/** Builds a document in one piece.
 *
 * @throws {ProvError} as {@link provBuilder} and its verbs do
 * @example
 * ```ts
 * import { buildProv } from "stemma/prov";
 * import assert from "node:assert/strict";
 *
 * const doc = buildProv({ prefixes: { ex: "https://example.org/" } }, (p) => {
 *   p.entity("ex:e1");
 *   p.bundle("ex:b1", (b) => b.agent("ex:ag1"));
 * });
 * assert.equal(doc.records.length, 1);
 * assert.equal(doc.bundles[0].records[0].kind, "agent");
 * ```
 */
export function buildProv(
  options: { readonly prefixes?: Readonly<Record<string, string>> } = {},
  build?: (builder: ProvBuilder) => void,
): ProvDocument {
  checkOptions("buildProv()", options, ["prefixes"]);
  const builder = provBuilder(options.prefixes);
  build?.(builder);
  return builder.document();
}

const NO_PREFIXES: Readonly<Record<string, string>> = Object.freeze(
  Object.create(null),
);
