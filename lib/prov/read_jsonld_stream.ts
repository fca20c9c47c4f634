import { nameOf } from "../base/options.ts";
import type { ProvRecord, QualifiedName } from "./document.ts";
import { isJsonObject, type JsonObject, parseJsonText } from "./json_text.ts";
import { type JsonLdPart, jsonLdScanner } from "./jsonld_scan.ts";
import { isLenient } from "./read_jsonld.ts";
import type { ProvReadOptions } from "./read_json.ts";
import type { JsonLdScope } from "./read_jsonld_keys.ts";
import {
  checkDocument,
  member,
  readBundleHead,
  readJsonLdStatement,
  readScope,
  readTail,
} from "./read_jsonld_statement.ts";
import { type ProvRepair, startReading } from "./reading.ts";

/** How {@link readJsonLdStream} reads. */
export interface ProvStreamOptions extends ProvReadOptions {
  /** Told what a lenient reading sets right. */
  readonly onRepair?: (repair: ProvRepair) => void;
}

/** A step through a document: the document itself and each bundle when it begins, without a
 * statement, and then its statements one by one. */
export interface ProvStreamItem {
  /** The name of the bundle; absent at the top level. */
  readonly bundle?: QualifiedName;
  /** The prefixes of the document or the bundle: one object for all of its items. */
  readonly prefixes: Readonly<Record<string, string>>;
  /** The statement. */
  readonly record?: ProvRecord;
}

/** Reads PROV-JSONLD statement by statement while its text arrives, as {@link provFromJsonLd} does.
 *
 * The text may come in pieces of any size, such as lines with their ends, and in any layout; only
 * the contexts, and the name of a bundle, must come before the statements. Cost: O(1) a statement;
 * what is kept is one statement's text, the names met last, and the names of the bundles.
 *
 * @param pieces the text; bytes go through a `TextDecoderStream` first, which also takes a byte order
 * mark away
 * @throws {ProvError} as {@link provFromJsonLd} does, and `PROV_SHAPE` for what comes too late, when
 * the place is reached
 * @throws {TypeError} for a piece that is no string, and for unknown options
 * @example
 * ```ts
 * import { readJsonLdStream } from "stemma/prov";
 * import assert from "node:assert/strict";
 *
 * const lines = [
 *   `{"@context": [{"ex": "https://example.org/"}], "@graph": [`,
 *   `{"@type": "Entity", "@id": "ex:data"},`,
 *   `{"@type": "Usage", "activity": "ex:train", "entity": "ex:data"}`,
 *   `]}`,
 * ];
 * const kinds: string[] = [];
 * for await (const { record } of readJsonLdStream(lines)) {
 *   if (record !== undefined) kinds.push(record.kind);
 * }
 * assert.deepEqual(kinds, ["entity", "used"]);
 * ```
 */
export async function* readJsonLdStream(
  pieces: AsyncIterable<string> | Iterable<string>,
  options: ProvStreamOptions = {},
): AsyncGenerator<ProvStreamItem> {
  const read = partReader(options);
  const scanner = jsonLdScanner();
  for await (const piece of pieces) {
    if (typeof piece !== "string") {
      throw new TypeError(
        `Cannot read PROV-JSONLD: a piece must be a string, got ${nameOf(piece)}`,
      );
    }
    scanner.feed(piece);
    for (let part = scanner.next(); part !== undefined; part = scanner.next()) {
      yield* read(part);
    }
  }
  scanner.end();
}

interface Scope {
  readonly bundle?: QualifiedName;
  readonly keys: JsonLdScope;
}

/** Reads the parts of a document in order. */
function partReader(options: ProvStreamOptions): (part: JsonLdPart) => ProvStreamItem[] {
  const lenient = isLenient("readJsonLdStream()", options, ["mode", "onRepair"]);
  const repairs: ProvRepair[] = [];
  const reading = startReading(lenient, repairs, "PROV-JSONLD");
  const scopes: Scope[] = [];
  const bundles = new Set<string>();

  function parse({ text, place }: JsonLdPart): JsonObject {
    reading.path.length = 0;
    const node = parseJsonText(
      text,
      lenient
        ? ({ path, kind, message }) => {
          reading.path.push(...path);
          reading.note(kind, message);
          reading.path.length = 0;
        }
        : undefined,
      place,
    );
    reading.path.push(...place.path);
    return isJsonObject(node) ? node : reading.refuse("it must be an object");
  }

  function readHead(node: JsonObject): ProvStreamItem[] {
    const outer = scopes.at(-1);
    if (outer === undefined) {
      checkDocument(node, reading);
      const context = member(node, "@context");
      scopes.push({ keys: readScope(context, reading, undefined, MEMORY) });
    } else {
      if (readJsonLdStatement(node, outer.keys, reading, []) === undefined) {
        reading.refuse('only a document and a bundle have the key "@graph"');
      }
      const { id, scope } = readBundleHead(node, outer.keys, reading, MEMORY);
      if (bundles.has(id.iri)) reading.refuse(`two bundles are named <${id.iri}>`, "PROV_CONFLICT");
      bundles.add(id.iri);
      scopes.push({ bundle: id, keys: scope });
    }
    return [itemOf(scopes.at(-1)!)];
  }

  function readStatement(node: JsonObject): ProvStreamItem[] {
    const scope = scopes.at(-1);
    if (scope === undefined) {
      checkDocument(node, reading);
      reading.path.push("@graph");
      return reading.refuse("it must be an array of statements");
    }
    const records: ProvRecord[] = [];
    if (readJsonLdStatement(node, scope.keys, reading, records) !== undefined) {
      reading.refuse(
        scopes.length > 1
          ? "a bundle must not be inside a bundle"
          : 'a bundle needs the key "@graph", with an array',
      );
    }
    return records.map((record) => itemOf(scope, record));
  }

  return (part) => {
    const node = parse(part);
    let items: ProvStreamItem[] = [];
    if (part.kind === "head") items = readHead(node);
    else if (part.kind === "statement") items = readStatement(node);
    else {
      readTail(node, reading);
      scopes.pop();
    }
    for (const repair of repairs) options.onRepair?.(repair);
    repairs.length = 0;
    return items;
  };
}

function itemOf({ bundle, keys }: Scope, record?: ProvRecord): ProvStreamItem {
  const { prefixes } = keys.names;
  if (bundle === undefined) return record === undefined ? { prefixes } : { prefixes, record };
  return record === undefined ? { bundle, prefixes } : { bundle, prefixes, record };
}

/** So many names of a scope are remembered. */
const MEMORY = 10_000;
