import { nameOf } from "../base/options.ts";
import type { ProvRecord, QualifiedName } from "./document.ts";
import { isJsonObject, type JsonNode, type JsonObject } from "./json_text.ts";
import { TERM_KINDS } from "./jsonld_terms.ts";
import { readContext } from "./read_jsonld_context.ts";
import { type JsonLdScope, jsonLdScope } from "./read_jsonld_keys.ts";
import { readJsonLdRecord } from "./read_jsonld_record.ts";
import { makeScope } from "./read_scope.ts";
import type { Reading } from "./reading.ts";

/** Reads the statement that an object of `@graph` is, or says that it is a bundle. */
export function readJsonLdStatement(
  node: JsonNode,
  scope: JsonLdScope,
  reading: Reading,
  records: ProvRecord[],
): JsonObject | undefined {
  if (!isJsonObject(node)) reading.refuse("a statement must be an object");
  const type = member(node, "@type");
  if (typeof type !== "string") reading.refuse('a statement needs the key "@type", with a string');
  const term = type.startsWith("prov:") ? type.slice(5) : type;
  if (term === "Bundle") return node;
  const kind = TERM_KINDS.get(term);
  if (kind === undefined) {
    reading.refuse(
      `there is no kind of statement ${nameOf(type)}${
        term === "Mention" ? ": PROV-JSONLD has no term for mentionOf" : ""
      }`,
    );
  }
  readJsonLdRecord(kind, node, scope, reading, records);
  return undefined;
}

/** Checks that an object is a document. */
export function checkDocument(node: JsonObject, reading: Reading): void {
  for (const key of ["@context", "@graph"]) {
    if (!node.keys.includes(key)) reading.refuse(`a document needs the key "${key}"`);
  }
  checkKeys(node, reading, DOCUMENT_KEYS);
  const type = member(node, "@type");
  if (type !== undefined && type !== "Document" && type !== "prov:Document") {
    reading.refuse(`the type of a document must be "Document", got ${nameOf(type)}`);
  }
}

/** Reads the name and the declarations of a bundle. */
export function readBundleHead(
  node: JsonObject,
  outer: JsonLdScope,
  reading: Reading,
  memory?: number,
): { id: QualifiedName; scope: JsonLdScope } {
  checkKeys(node, reading, BUNDLE_KEYS);
  const scope = readScope(member(node, "@context"), reading, outer, memory);
  const id = member(node, "@id");
  if (typeof id !== "string" || id.startsWith("_:")) {
    reading.refuse('a bundle needs the key "@id", with a name', "PROV_NAME");
  }
  return { id: reading.inside("@id", () => scope.names.name(id)), scope };
}

/** Reads the context of a document or, inside of `outer`, of a bundle.
 *
 * @param memory how many names are remembered at most
 */
export function readScope(
  context: JsonNode | undefined,
  reading: Reading,
  outer?: JsonLdScope,
  memory?: number,
): JsonLdScope {
  const prefixes: Record<string, string> = Object.create(null);
  if (context !== undefined) {
    reading.inside("@context", () => readContext(context, prefixes, reading));
  }
  return jsonLdScope(makeScope(reading, prefixes, outer?.names, memory), reading);
}

/** Checks what follows the statements of a document or a bundle. */
export function readTail(node: JsonObject, reading: Reading): void {
  const late = node.keys.find((key) => BUNDLE_KEYS.includes(key));
  if (late !== undefined) reading.refuse(`the key "${late}" must come before the statements`);
  checkKeys(node, reading, [""]);
}

/** The value of a key, if the object has it. */
export function member(node: JsonObject, key: string): JsonNode | undefined {
  return node.values[node.keys.indexOf(key)];
}

function checkKeys(node: JsonObject, reading: Reading, known: readonly string[]): void {
  for (const key of node.keys) {
    if (known.includes(key)) continue;
    reading.inside(key, () => {
      reading.repair("foreign-key", `there is no key ${nameOf(key)} here; it is left out`);
    });
  }
}

const DOCUMENT_KEYS = ["@context", "@graph", "@type"];
const BUNDLE_KEYS = ["@context", "@graph", "@type", "@id"];
