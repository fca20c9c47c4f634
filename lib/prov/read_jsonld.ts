import { checkOptions, nameOf } from "../base/options.ts";
import type { ProvBundle, ProvDocument, ProvRecord } from "./document.ts";
import type { PathStep } from "./json_pointer.ts";
import {
  isJsonArray,
  isJsonObject,
  type JsonNode,
  type JsonObject,
  type JsonOddity,
  parseJsonText,
} from "./json_text.ts";
import type { ProvReadOptions } from "./read_json.ts";
import type { JsonLdScope } from "./read_jsonld_keys.ts";
import {
  checkDocument,
  member,
  readBundleHead,
  readJsonLdStatement,
  readScope,
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
  const { use, finish } = documentReader(reading);
  const onOddity = ({ path, kind, message }: JsonOddity) => {
    reading.path.push(...path);
    reading.note(kind, message);
    reading.path.length = 0;
  };
  const root = parseJsonText(text, lenient ? onOddity : undefined, undefined, use);
  return Object.freeze({ document: finish(root), repairs: Object.freeze(repairs) });
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

/** Reads statements as they come, where the context was before them, and the rest in the end: what
 * was read need not be held as JSON too. */
function documentReader(reading: Reading): {
  use(path: readonly PathStep[], value: JsonNode): boolean;
  finish(root: JsonNode): ProvDocument;
} {
  const records: ProvRecord[] = [];
  const bundles: ProvBundle[] = [];
  const names = new Set<string>();
  let scope: JsonLdScope | undefined;

  function readStatement(node: JsonNode, i: PathStep, scope: JsonLdScope): void {
    reading.path.push("@graph", i);
    const bundle = readJsonLdStatement(node, scope, reading, records);
    if (bundle !== undefined) addBundle(readBundle(bundle, scope, reading));
    reading.path.length = 0;
  }

  function addBundle(bundle: ProvBundle): void {
    const { iri } = bundle.id;
    if (names.has(iri)) reading.refuse(`two bundles are named <${iri}>`, "PROV_CONFLICT");
    names.add(iri);
    bundles.push(bundle);
  }

  return {
    use(path, value) {
      if (path.length === 1) {
        if (path[0] === "@context") scope = readScope(value, reading);
        return false;
      }
      if (scope === undefined || path[0] !== "@graph" || typeof path[1] !== "number") return false;
      readStatement(value, path[1], scope);
      return true;
    },
    finish(root) {
      if (!isJsonObject(root)) reading.refuse("a document must be an object");
      checkDocument(root, reading);
      const graph = graphOf(root, reading);
      const top = scope!;
      for (let i = 0; i < graph.length; i++) readStatement(graph[i], i, top);
      return Object.freeze({
        prefixes: Object.freeze(top.names.prefixes),
        records: Object.freeze(records),
        bundles: Object.freeze(bundles),
      });
    },
  };
}

function readBundle(node: JsonObject, outer: JsonLdScope, reading: Reading): ProvBundle {
  const { id, scope } = readBundleHead(node, outer, reading);
  const records: ProvRecord[] = [];
  const { path } = reading;
  const graph = graphOf(node, reading);
  path.push("@graph", 0);
  graph.forEach((item, i) => {
    path[path.length - 1] = i;
    if (readJsonLdStatement(item, scope, reading, records) !== undefined) {
      reading.refuse("a bundle must not be inside a bundle");
    }
  });
  path.length -= 2;
  return Object.freeze({
    id,
    prefixes: Object.freeze(scope.names.prefixes),
    records: Object.freeze(records),
  });
}

function graphOf(node: JsonObject, reading: Reading): readonly JsonNode[] {
  const graph = member(node, "@graph");
  if (graph === undefined) reading.refuse('the key "@graph" is missing');
  if (isJsonArray(graph)) return graph;
  return reading.inside("@graph", () => reading.refuse("it must be an array of statements"));
}
