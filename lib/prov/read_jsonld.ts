import { checkOptions, nameOf } from "../base/options.ts";
import type { ProvBundle, ProvDocument, ProvRecord } from "./document.ts";
import {
  isJsonArray,
  isJsonObject,
  type JsonNode,
  type JsonObject,
  parseJsonText,
} from "./json_text.ts";
import type { ProvReadOptions } from "./read_json.ts";
import type { JsonLdScope } from "./read_jsonld_keys.ts";
import {
  member,
  readBundleHead,
  readDocumentHead,
  readJsonLdStatement,
} from "./read_jsonld_statement.ts";
import { type ProvReading, type ProvRepair, type Reading, startReading } from "./reading.ts";

/** Reads PROV-JSONLD.
 *
 * Strict is the W3C submission: one object for each statement, in its compact form. Lenient reading
 * also takes what JSON-LD processors and other tools make of it, such as single values without an
 * array, numbers and booleans as such, undeclared prefixes and foreign keywords, and says so.
 *
 * Values keep their text, type and language. What the text cannot tell: a bare text under a key of
 * one's own is a string, though ProvToolbox writes names so; `{"@id": …}` outside every namespace is
 * an `xsd:anyURI`; blank identifiers of relations are left out, since nothing can refer to them.
 * Of contexts only prefixes and `@vocab`, the default namespace, are read; an address is never
 * fetched. Cost: one pass, no recursion deeper than 200.
 *
 * @param text the text, of at most 2²⁸ UTF-16 code units
 * @returns the document and the repairs, deeply frozen
 * @throws {ProvError} `PROV_SYNTAX` for what is no JSON, `PROV_SHAPE` for JSON that is no PROV-JSONLD,
 * `PROV_NAME` for names that mean nothing, `PROV_CONFLICT` for a bundle twice; `details.path` is a
 * JSON Pointer to the place
 * @throws {TypeError} where the text is no string, and for unknown options
 * @see A JSON-LD Representation for the PROV Data Model, W3C Member Submission 2024
 * @example
 * ```ts
 * import { provFromJsonLd } from "stemma/prov";
 * import assert from "node:assert/strict";
 *
 * const text = `{"@context": [{"ex": "https://example.org/"}],
 *   "@graph": [{"@type": "Entity", "@id": "ex:e", "ex:n": [{"@value": "7", "@type": "xsd:int"}]}]}`;
 * const { document } = provFromJsonLd(text);
 * assert.equal(document.records[0].id?.iri, "https://example.org/e");
 * assert.throws(() => provFromJsonLd(text.replace("Entity", "Thing")), /"\/@graph\/0"/);
 * ```
 */
export function provFromJsonLd(text: string, options: ProvReadOptions = {}): ProvReading {
  const lenient = isLenient("provFromJsonLd()", options, ["mode"]);
  if (typeof text !== "string") {
    throw new TypeError(`Cannot read PROV-JSONLD: it must be a string, got ${nameOf(text)}`);
  }
  const repairs: ProvRepair[] = [];
  const reading = startReading(lenient, repairs, "PROV-JSONLD");
  const root = parseJsonText(
    text,
    lenient
      ? ({ path, kind, message }) => {
        reading.path.push(...path);
        reading.note(kind, message);
        reading.path.length = 0;
      }
      : undefined,
  );
  const document = readDocument(root, reading);
  return Object.freeze({ document, repairs: Object.freeze(repairs) });
}

/** Checks the options of a reader; tells whether it is to be lenient. */
export function isLenient(
  caller: string,
  options: ProvReadOptions,
  known: readonly string[],
): boolean {
  checkOptions(caller, options, known);
  const { mode = "strict" } = options;
  if (mode === "strict" || mode === "lenient") return mode === "lenient";
  throw new TypeError(
    `Cannot read PROV-JSONLD: mode must be "strict" or "lenient", got ${nameOf(mode)}`,
  );
}

function readDocument(root: JsonNode, reading: Reading): ProvDocument {
  if (!isJsonObject(root)) reading.refuse("a document must be an object");
  const scope = readDocumentHead(root, reading);
  const records: ProvRecord[] = [];
  const bundles: ProvBundle[] = [];
  const seen = new Set<string>();
  readGraph(root, scope, reading, records, (node) => {
    const bundle = readBundle(node, scope, reading);
    const { iri } = bundle.id;
    if (seen.has(iri)) reading.refuse(`two bundles are named <${iri}>`, "PROV_CONFLICT");
    seen.add(iri);
    bundles.push(bundle);
  });
  return Object.freeze({
    prefixes: Object.freeze(scope.names.prefixes),
    records: Object.freeze(records),
    bundles: Object.freeze(bundles),
  });
}

function readBundle(node: JsonObject, outer: JsonLdScope, reading: Reading): ProvBundle {
  const { id, scope } = readBundleHead(node, outer, reading);
  const records: ProvRecord[] = [];
  readGraph(node, scope, reading, records, () => {
    reading.refuse("a bundle must not be inside a bundle");
  });
  return Object.freeze({
    id,
    prefixes: Object.freeze(scope.names.prefixes),
    records: Object.freeze(records),
  });
}

function readGraph(
  node: JsonObject,
  scope: JsonLdScope,
  reading: Reading,
  records: ProvRecord[],
  onBundle: (node: JsonObject) => void,
): void {
  const { path } = reading;
  const graph = member(node, "@graph");
  if (graph === undefined) reading.refuse('the key "@graph" is missing');
  path.push("@graph");
  if (!isJsonArray(graph)) reading.refuse("it must be an array of statements");
  for (let i = 0; i < graph.length; i++) {
    path.push(i);
    const bundle = readJsonLdStatement(graph[i], scope, reading, records);
    if (bundle !== undefined) onBundle(bundle);
    path.pop();
  }
  path.pop();
}
