import { checkOptions, nameOf } from "../base/options.ts";
import type { ProvBundle, ProvDocument, ProvRecord } from "./document.ts";
import { isRefusal, type ProvNReading, startProvNReading } from "./provn_reading.ts";
import { END, NAME, type ProvNTokens, provNTokens } from "./provn_tokens.ts";
import type { ProvReadOptions } from "./read_json.ts";
import { readDeclarations } from "./read_provn_declarations.ts";
import { type ProvNScope, provNScope } from "./read_provn_scope.ts";
import { skipStatement } from "./read_provn_skip.ts";
import { statementReader } from "./read_provn_statement.ts";
import type { ProvReading } from "./reading.ts";

/** The longest text that is read, in UTF-16 code units. */
const MAX_TEXT = 2 ** 28;

/** Reads PROV-N.
 *
 * Strict is the grammar of the Recommendation and PROV-Links' `prov:mentionOf`. Lenient reading also
 * takes what tools write and what the Recommendations' own examples hold, and says so: a bare
 * `mentionOf`, `-` for an argument that is required, declarations and statements out of order, an
 * undeclared prefix in a value, a line break in a short string, and so on. A statement of which
 * nothing can be made is left out and reported as `skipped-statement`. What is no token, a wrong
 * declaration and a frame that is not closed are errors in both.
 *
 * Everything is kept: values with their text, type and language, names with their prefix; of the
 * text itself, comments and layout are not. Escapes are undone, percent codes are not. No other
 * resource is read. Cost: one pass, no recursion.
 *
 * @param text the text, of at most 2²⁸ UTF-16 code units
 * @returns the document and the repairs, deeply frozen
 * @throws {ProvError} `PROV_SYNTAX` for what is no PROV-N, `PROV_NAME` for names that mean nothing,
 * `PROV_CONFLICT` for a bundle twice and an argument with two values; `details.line` and
 * `details.column` tell the place
 * @throws {TypeError} where the text is no string, and for unknown options
 * @see PROV-N: The Provenance Notation, W3C Recommendation 30 April 2013
 * @example
 * ```ts
 * import { provFromProvN } from "stemma/prov";
 * import assert from "node:assert/strict";
 *
 * const text = `document
 *   prefix ex <https://example.org/>
 *   entity(ex:data, [ex:rows=150])
 *   used(ex:train, ex:data)
 * endDocument`;
 * assert.throws(() => provFromProvN(text), /line 4, column 3: used takes 1 or 3 arguments/);
 * const { document, repairs } = provFromProvN(text, { mode: "lenient" });
 * assert.equal(document.records[0].id?.iri, "https://example.org/data");
 * assert.deepEqual([repairs[0].kind, repairs[0].line], ["skipped-statement", 4]);
 * ```
 */
export function provFromProvN(text: string, options: ProvReadOptions = {}): ProvReading {
  checkOptions("provFromProvN()", options, ["mode"]);
  const { mode = "strict" } = options;
  if (mode !== "strict" && mode !== "lenient") {
    throw new TypeError(
      `Cannot read PROV-N: mode must be "strict" or "lenient", got ${nameOf(mode)}`,
    );
  }
  if (typeof text !== "string") {
    throw new TypeError(`Cannot read PROV-N: it must be a string, got ${nameOf(text)}`);
  }
  const reading = startProvNReading(text, mode === "lenient");
  if (text.length > MAX_TEXT) reading.fail(0, `it is longer than ${MAX_TEXT} characters`);
  const document = readDocument(wellFormed(text, reading), reading);
  return Object.freeze({ document, repairs: reading.repairs() });
}

function wellFormed(text: string, reading: ProvNReading): string {
  if (text.isWellFormed()) return text;
  const at = text.search(/\p{Surrogate}/u);
  if (!reading.lenient) reading.fail(at, "the text holds a lone surrogate");
  reading.note(at, "lone-surrogate", "a lone surrogate is taken as U+FFFD");
  return text.toWellFormed();
}

function readDocument(text: string, reading: ProvNReading): ProvDocument {
  const tokens = provNTokens(text, reading);
  try {
    return documentReader(text, tokens, reading)();
  } catch (thrown) {
    if (!isRefusal(thrown)) throw thrown;
    // What is no token counts first, wherever it is: without tokens there are no statements.
    while (tokens.kind !== END) tokens.next();
    return reading.fail(thrown.refused, thrown.message, thrown.code);
  }
}

function documentReader(
  text: string,
  tokens: ProvNTokens,
  reading: ProvNReading,
): () => ProvDocument {
  const readStatement = statementReader(text, tokens, reading);
  const names = new Set<string>();

  function isWord(word: string): boolean {
    return tokens.kind === NAME && tokens.end - tokens.start === word.length &&
      text.startsWith(word, tokens.start);
  }

  function readInto(records: ProvRecord[], scope: ProvNScope): void {
    try {
      records.push(readStatement(scope));
    } catch (thrown) {
      if (!reading.lenient || !isRefusal(thrown)) throw thrown;
      reading.note(
        thrown.refused,
        "skipped-statement",
        `a statement is left out: ${thrown.message}`,
      );
      skipStatement(text, tokens);
    }
  }

  function expectEnd(word: string): void {
    if (tokens.kind === END) reading.refuse(tokens.start, `expected "${word}", got the end`);
  }

  function readBundle(outer: ProvNScope): ProvBundle | undefined {
    tokens.next();
    const at = tokens.start;
    const raw = tokens.written();
    if (tokens.kind !== NAME && !/^[0-9]+$/.test(raw)) {
      reading.refuse(at, `expected the name of a bundle, got ${nameOf(raw)}`);
    }
    tokens.next();
    const scope = provNScope(text, reading, outer);
    readDeclarations(tokens, scope.prefixes, reading);
    const id = scope.name(at, at + raw.length);
    const isNew = !names.has(id.iri);
    names.add(id.iri);
    if (!isNew) {
      reading.repair(
        at,
        "skipped-bundle",
        `two bundles are named <${id.iri}>; the second one is left out`,
        "PROV_CONFLICT",
      );
    }
    const records: ProvRecord[] = [];
    while (!isWord("endBundle")) {
      expectEnd("endBundle");
      if (isWord("bundle")) reading.refuse(tokens.start, "a bundle cannot hold a bundle");
      readInto(records, scope);
    }
    tokens.next();
    if (!isNew) return undefined;
    return Object.freeze({
      id,
      prefixes: Object.freeze(scope.prefixes),
      records: Object.freeze(records),
    });
  }

  return () => {
    if (!isWord("document")) {
      reading.refuse(tokens.start, `expected "document", got ${nameOf(tokens.written())}`);
    }
    tokens.next();
    const scope = provNScope(text, reading);
    readDeclarations(tokens, scope.prefixes, reading);
    const records: ProvRecord[] = [];
    const bundles: ProvBundle[] = [];
    let afterBundle = false;
    while (!isWord("endDocument")) {
      expectEnd("endDocument");
      if (isWord("bundle")) {
        const bundle = readBundle(scope);
        if (bundle !== undefined) bundles.push(bundle);
        afterBundle = true;
        continue;
      }
      if (afterBundle) {
        reading.repair(tokens.start, "statement-order", "a statement must come before the bundles");
        afterBundle = false;
      }
      readInto(records, scope);
    }
    tokens.next();
    if (tokens.kind !== END) {
      reading.refuse(tokens.start, 'nothing can follow "endDocument"');
    }
    return Object.freeze({
      prefixes: Object.freeze(scope.prefixes),
      records: Object.freeze(records),
      bundles: Object.freeze(bundles),
    });
  };
}
