import { isJsonObject, type JsonNode } from "./json_text.ts";
import { declarePrefix } from "./read_scope.ts";
import type { Reading } from "./reading.ts";
import { PROV } from "./vocabulary.ts";

/** Reads the declarations of a context: prefixes, and `@vocab` as the default namespace.
 *
 * An address is passed over and never fetched. So is what JSON-LD can define and PROV has no use
 * for: terms, `@base` and other keywords.
 */
export function readContext(
  node: JsonNode,
  prefixes: Record<string, string>,
  reading: Reading,
): void {
  if (!Array.isArray(node)) return readEntry(node, prefixes, reading);
  node.forEach((entry, i) => reading.inside(i, () => readEntry(entry, prefixes, reading)));
}

function readEntry(node: JsonNode, prefixes: Record<string, string>, reading: Reading): void {
  if (typeof node === "string") return;
  if (!isJsonObject(node)) {
    reading.refuse("a context must be an object, an address, or an array of these");
  }
  const { path } = reading;
  node.keys.forEach((key, i) => {
    const iri = node.values[i];
    if (typeof iri !== "string" || key !== "@vocab" && !isDeclaration(key, iri)) return;
    path.push(key);
    declarePrefix(key === "@vocab" ? "" : key, iri, prefixes, reading);
    path.pop();
  });
}

/** Tells whether an entry can be a prefix: it is none if it is a keyword, another word for one, a
 * term that no name begins with, or the word that the submission's context forgot. */
function isDeclaration(key: string, iri: string): boolean {
  return key !== "" && key !== "_" && !key.startsWith("@") && !key.includes(":") &&
    !iri.startsWith("@") && !(key === "Bundle" && iri === `${PROV}Bundle`);
}
