import { checkOptions, nameOf } from "../base/options.ts";
import type { ProvBundle, ProvDocument, ProvRecord, QualifiedName } from "./document.ts";
import type { PathStep } from "./json_pointer.ts";
import { isJsonObject, type JsonNode, type JsonObject, parseJsonText } from "./json_text.ts";
import { readJsonRecord } from "./read_json_record.ts";
import { type ReadScope, readScope } from "./read_scope.ts";
import { type ProvReading, type ProvRepair, type Reading, startReading } from "./reading.ts";
import { PROV_KINDS, type ProvKind } from "./vocabulary.ts";

/** How {@link provFromJson} reads. */
export interface ProvReadOptions {
  /** `strict` takes what the format's specification allows; `lenient` also takes what is often met,
   * and reports how.
   *
   * @default {"strict"}
   */
  readonly mode?: "strict" | "lenient";
}

/** Reads PROV-JSON.
 *
 * Strict is the W3C member submission: unknown keys, a key twice, `null`, arrays of statements,
 * undeclared prefixes and times that are no `xsd:dateTime` are errors. An absent argument is none:
 * that is for a check of the document. Lenient reading repairs these and says so. Values keep their
 * text, type and language. No other resource is read. Cost: one pass, no recursion deeper than 200.
 *
 * @param text the text, of at most 2²⁸ UTF-16 code units
 * @returns the document and the repairs, deeply frozen
 * @throws {ProvError} `PROV_SYNTAX` for what is no JSON, `PROV_SHAPE` for JSON that is no PROV,
 * `PROV_NAME` for names that mean nothing, `PROV_CONFLICT` for a bundle twice; `details.path` is a
 * JSON Pointer to the place
 * @throws {TypeError} where the text is no string, and for unknown options
 * @see The PROV-JSON Serialization, W3C Member Submission 24 April 2013
 * @example
 * ```ts
 * import { provFromJson } from "stemma/prov";
 * import assert from "node:assert/strict";
 *
 * const text = `{"prefix": {"ex": "https://example.org/"}, "entity": {"ex:e": {"ex:n": null}}}`;
 * assert.throws(() => provFromJson(text), /\/entity\/ex:e\/ex:n/);
 * const { document, repairs } = provFromJson(text, { mode: "lenient" });
 * assert.equal(document.records[0].id?.iri, "https://example.org/e");
 * assert.equal(repairs[0].kind, "null");
 * ```
 */
export function provFromJson(text: string, options: ProvReadOptions = {}): ProvReading {
  checkOptions("provFromJson()", options, ["mode"]);
  const { mode = "strict" } = options;
  if (mode !== "strict" && mode !== "lenient") {
    throw new TypeError(
      `Cannot read PROV-JSON: mode must be "strict" or "lenient", got ${nameOf(mode)}`,
    );
  }
  if (typeof text !== "string") {
    throw new TypeError(`Cannot read PROV-JSON: it must be a string, got ${nameOf(text)}`);
  }
  const repairs: ProvRepair[] = [];
  const reading = startReading(mode === "lenient", repairs);
  const { use, finish } = documentReader(reading);
  // Of a key that comes twice a lenient reading takes the last one, so it must see all of them.
  const root = mode === "strict"
    ? parseJsonText(text, undefined, undefined, use)
    : parseJsonText(text, ({ path, kind, message }) => {
      reading.path.push(...path);
      reading.note(kind, message);
      reading.path.length = 0;
    });
  return Object.freeze({ document: finish(root), repairs: Object.freeze(repairs) });
}

/** Reads statements as they come, where the prefixes were before all of them, and the rest in the
 * end: what was read need not be held as JSON too. */
function documentReader(reading: Reading): {
  use(path: readonly PathStep[], value: JsonNode): boolean;
  finish(root: JsonNode): ProvDocument;
} {
  const records: ProvRecord[] = [];
  const done = ["prefix", "bundle"];
  let scope: ReadScope | undefined;
  let members = 0;

  return {
    use(path, value) {
      const [kind, key] = path;
      if (key === undefined) {
        if (kind === "prefix" && members === 0) scope = readScope(reading, value);
        members++;
        return false;
      }
      if (scope === undefined || typeof key !== "string" || !isKind(kind)) return false;
      if (!done.includes(kind)) done.push(kind);
      reading.path.push(kind, key);
      readStatements(kind, key, value, scope, reading, records);
      reading.path.length = 0;
      return true;
    },
    finish(root) {
      const node = asObject(root, "a document", reading);
      const top = scope ?? readScope(reading, member(node, "prefix"));
      readRecords(node, top, reading, done, records);
      const bundles = readBundles(member(node, "bundle"), top, reading);
      return Object.freeze({
        prefixes: Object.freeze(top.prefixes),
        records: Object.freeze(records),
        bundles: Object.freeze(bundles),
      });
    },
  };
}

function readBundles(
  node: JsonNode | undefined,
  scope: ReadScope,
  reading: Reading,
): ProvBundle[] {
  const bundles: ProvBundle[] = [];
  if (node === undefined) return bundles;
  reading.inside("bundle", () => {
    const { keys, values } = asObject(node, "the bundles", reading);
    keys.forEach((key, i) =>
      reading.inside(key, () => bundles.push(readBundle(key, values[i], scope, reading)))
    );
    checkBundles(bundles, reading);
  });
  return bundles;
}

function readBundle(
  key: string,
  value: JsonNode,
  outer: ReadScope,
  reading: Reading,
): ProvBundle {
  const node = asObject(value, "a bundle", reading);
  const scope = readScope(reading, member(node, "prefix"), outer);
  const id = elementId(key, "bundle", scope, reading);
  const own = member(node, "@id");
  if (own !== undefined) {
    reading.inside("@id", () => {
      reading.repair("foreign-key", "a bundle's name is its key; this one is left out");
      if (typeof own !== "string" || scope.name(own).iri !== id.iri) {
        reading.refuse(`it must be the same as the key ${nameOf(key)}`, "PROV_CONFLICT");
      }
    });
  }
  const records: ProvRecord[] = [];
  readRecords(node, scope, reading, ["prefix", "@id"], records);
  return Object.freeze({
    id,
    prefixes: Object.freeze(scope.prefixes),
    records: Object.freeze(records),
  });
}

function readRecords(
  node: JsonObject,
  scope: ReadScope,
  reading: Reading,
  others: readonly string[],
  records: ProvRecord[],
): void {
  const { path } = reading;
  node.keys.forEach((kind, i) => {
    if (others.includes(kind)) return;
    path.push(kind);
    const plain = plainKind(kind);
    if (plain !== undefined) {
      reading.repair("foreign-key", `${nameOf(kind)} is taken as ${nameOf(plain)}`);
    }
    const known = plain ?? kind;
    if (isKind(known)) {
      const { keys, values } = asObject(node.values[i], `the map of ${kind}`, reading);
      for (let j = 0; j < keys.length; j++) {
        path.push(keys[j]);
        readStatements(known, keys[j], values[j], scope, reading, records);
        path.pop();
      }
    } else {
      if (kind !== "@context" && !kind.startsWith("qualified")) {
        reading.refuse(`there is no kind of statement ${nameOf(kind)}`);
      }
      reading.repair("foreign-key", `${nameOf(kind)} is no kind of statement; it is left out`);
    }
    path.pop();
  });
}

function readStatements(
  kind: ProvKind,
  key: string,
  value: JsonNode,
  scope: ReadScope,
  reading: Reading,
  records: ProvRecord[],
): void {
  const isElement = PROV_KINDS[kind].form === "element";
  const id = key.startsWith("_:") && !isElement ? undefined : elementId(key, kind, scope, reading);
  if (!Array.isArray(value)) {
    const node = asObject(value, "a statement", reading);
    readJsonRecord(kind, id, node, scope, reading, records);
    return;
  }
  if (value.length === 0) reading.refuse("an array of statements must not be empty");
  reading.repair("several-statements", `${nameOf(key)} stands for several statements`);
  value.forEach((item, i) =>
    reading.inside(i, () => {
      const node = asObject(item, "a statement", reading);
      readJsonRecord(kind, id, node, scope, reading, records);
    })
  );
}

function elementId(
  key: string,
  what: string,
  scope: ReadScope,
  reading: Reading,
): QualifiedName {
  if (key.startsWith("_:")) {
    reading.refuse(
      `the id of ${what} must be a name with a prefix, got ${nameOf(key)}`,
      "PROV_NAME",
    );
  }
  return scope.name(key);
}

function checkBundles(bundles: readonly ProvBundle[], reading: Reading): void {
  const seen = new Set<string>();
  for (const { id } of bundles) {
    if (seen.has(id.iri)) reading.refuse(`two bundles are named <${id.iri}>`, "PROV_CONFLICT");
    seen.add(id.iri);
  }
}

function asObject(node: JsonNode, what: string, reading: Reading): JsonObject {
  return isJsonObject(node) ? node : reading.refuse(`${what} must be an object`);
}

function member(node: JsonObject, key: string): JsonNode | undefined {
  return node.values[node.keys.indexOf(key)];
}

/** The kind that ProvToolbox means by a key such as `qualifiedHadMember`: statements of a kind that
 * has no attributes in PROV-DM, with attributes. */
function plainKind(key: string): ProvKind | undefined {
  if (!key.startsWith("qualified")) return undefined;
  const kind = key.charAt(9).toLowerCase() + key.slice(10);
  return isKind(kind) && PROV_KINDS[kind].form === "plain" ? kind : undefined;
}

function isKind(key: PathStep): key is ProvKind {
  return Object.hasOwn(PROV_KINDS, key);
}
