import { ProvError } from "../base/errors.ts";
import { groupBy } from "../base/group_by.ts";
import { checkOptions, nameOf } from "../base/options.ts";
import type { ProvDocument, ProvRecord } from "./document.ts";
import { mergeStatements } from "./merge_statements.ts";
import { quote } from "./quote.ts";
import { type Spelling, withSpellings } from "./spelling.ts";
import { PROV_KINDS, type ProvKind } from "./vocabulary.ts";
import { jsonMembers, type Notation } from "./write_json_members.ts";
import { type JsonNames, jsonNames } from "./write_json_names.ts";

/** How {@link provToJson} writes. */
export interface ProvJsonOptions {
  /** Whom the text is for: `standard` is the W3C member submission as Python's `prov` reads it,
   * `provtoolbox` what ProvToolbox 2 reads and writes: every attribute has an array of values, every
   * bundle its name and all prefixes inside. That one has no arrays of statements, so `duplicates`
   * is `refuse`, and no `mentionOf`.
   *
   * @default {"standard"}
   */
  readonly dialect?: "standard" | "provtoolbox";
  /** How many spaces a level is indented by, 0 to 10; 0 writes one line.
   *
   * @default {2}
   */
  readonly indent?: number;
  /** What happens to statements of one kind and id: `merge` makes them one, and where their
   * arguments differ keeps them all; `refuse` makes them one or throws; `keep` merges nothing.
   * What is kept becomes an array of statements, an extension that Python's `prov` reads and the
   * submission's schema does not know.
   *
   * @default {"merge"}
   */
  readonly duplicates?: "merge" | "keep" | "refuse";
}

/** Writes a document as PROV-JSON. The bytes depend on what the document says and on nothing else:
 * not on the order of its statements and attributes.
 *
 * Kinds come in PROV-DM's order, identifiers in order of code units; statements without one are
 * numbered in order of their content. Statements of one kind and id are merged where they agree:
 * absent arguments are filled in, attributes united. Names are values of type
 * `prov:QUALIFIED_NAME`; every prefix is declared, and there is no default namespace. Cost: O(n log n) for n statements.
 *
 * @throws {ProvError} `PROV_CONFLICT` where two bundles have one name, and for statements that
 * cannot be merged if `duplicates` is `refuse`; `PROV_NAME` for a name that no prefix can stand for;
 * `PROV_SHAPE` for an attribute that is named like an argument of its statement, and for `mentionOf`
 * in the dialect of ProvToolbox
 * @throws {TypeError} for unknown options
 * @see The PROV-JSON Serialization, W3C Member Submission 24 April 2013; what it cannot hold is
 * listed in `docs/conformance.md`
 * @example
 * ```ts
 * import { buildProv, provToJson } from "stemma/prov";
 * import assert from "node:assert/strict";
 *
 * const doc = buildProv({ prefixes: { ex: "https://example.org/" } }, (p) => {
 *   p.used("ex:train", p.entity("ex:data", { "ex:rows": 150 }));
 * });
 * assert.deepEqual(JSON.parse(provToJson(doc)).entity, {
 *   "ex:data": { "ex:rows": { $: "150", type: "xsd:int" } },
 * });
 * ```
 */
export function provToJson(doc: ProvDocument, options: ProvJsonOptions = {}): string {
  const layout = readOptions(options);
  return withSpellings(doc, ({ top, ofBundle, prefixOfId }) => {
    const keys = container(doc.records, top, layout, 1);
    const bundles = new Map<string, string>();
    const seen = new Set<string>();
    for (const bundle of doc.bundles) {
      const { iri } = bundle.id;
      if (seen.has(iri)) throw sameBundles(iri);
      seen.add(iri);
      const id = `${prefixOfId(bundle)}:${bundle.id.local}`;
      const quoted = quote(id);
      const own = ofBundle(bundle);
      // ProvToolbox does not look the name of a bundle up around it.
      const prefixes = layout.lists
        ? [...new Map([...top.prefixes, ...own.prefixes])]
        : own.prefixes;
      const content = container(bundle.records, { ...own, prefixes }, layout, 3);
      if (layout.lists) content.push(`"@id"${layout.colon}${quoted}`);
      bundles.set(id, `${quoted}${layout.colon}${object(content, layout, 2)}`);
    }
    if (bundles.size > 0) {
      const list = [...bundles.keys()].sort().map((text) => bundles.get(text)!);
      keys.push(`"bundle"${layout.colon}${object(list, layout, 1)}`);
    }
    return object(keys, layout, 0);
  });
}

interface Layout extends Notation {
  readonly indent: number;
  readonly duplicates: "merge" | "keep" | "refuse";
}

function readOptions(options: ProvJsonOptions): Layout {
  checkOptions("provToJson()", options, ["dialect", "indent", "duplicates"]);
  const { dialect = "standard", indent = 2, duplicates = "merge" } = options;
  const lists = dialect === "provtoolbox";
  if (dialect !== "standard" && !lists) {
    throw new TypeError(unlike(`dialect must be "standard" or "provtoolbox"`, dialect));
  }
  if (!["merge", "keep", "refuse"].includes(duplicates)) {
    throw new TypeError(unlike(`duplicates must be "merge", "keep" or "refuse"`, duplicates));
  }
  if (!Number.isInteger(indent) || indent < 0 || indent > 10) {
    throw new RangeError(unlike("indent must be an integer from 0 to 10", indent));
  }
  return {
    colon: indent > 0 ? ": " : ":",
    indent,
    duplicates: lists ? "refuse" : duplicates,
    lists,
  };
}

function unlike(wanted: string, value: unknown): string {
  return `Cannot write PROV-JSON: ${wanted}, got ${nameOf(value)}`;
}

/** The members of the object of a scope: its prefixes, then a map for each kind. */
function container(
  records: readonly ProvRecord[],
  spelling: Spelling,
  layout: Layout,
  level: number,
): string[] {
  const kinds = groupBy(records.slice(), ({ kind }) => kind);
  const keys: string[] = [];
  if (spelling.prefixes.length > 0) {
    const list = spelling.prefixes.map(([prefix, iri]) =>
      `"${prefix}"${layout.colon}${quote(iri)}`
    );
    keys.push(`"prefix"${layout.colon}${object(list, layout, level)}`);
  }
  const names = jsonNames(spelling.prefixOf);
  const inner = newline(layout, level + 1);
  let anonymous = 0;
  for (const kind of Object.keys(PROV_KINDS) as ProvKind[]) {
    const list = kinds.get(kind);
    if (list === undefined) continue;
    const { members, wrap } = body(kind, names, layout, level + 1);
    const { named, unnamed } = arrange(list, names, members);
    const texts = inPieces(named, `,${inner}`, (entry) => {
      const text = entry.others === undefined
        ? wrap(members(entry.record))
        : several(entry, names, layout, level + 1);
      return `${quote(entry.id)}${layout.colon}${text}`;
    }).concat(inPieces(unnamed, `,${inner}`, (text) => {
      return `"_:id${++anonymous}"${layout.colon}${wrap(text)}`;
    }));
    keys.push(`"${kind}"${layout.colon}${object(texts, layout, level)}`);
  }
  return keys;
}

/** What is to be written under one identifier. */
interface Entry {
  id: string;
  readonly record: ProvRecord;
  others: ProvRecord[] | undefined;
}

/** The statements of one kind in order: those with an identifier, and the members of the others. */
function arrange(
  records: readonly ProvRecord[],
  names: JsonNames,
  members: (record: ProvRecord) => string,
): { named: Entry[]; unnamed: string[] } {
  const entries = new Map<string, Entry>();
  const rest: ProvRecord[] = [];
  for (const record of records) {
    if (record.id === undefined) rest.push(record);
    else {
      const id = names.text(record.id);
      const entry = entries.get(record.id.iri);
      if (entry === undefined) entries.set(record.id.iri, { id, record, others: undefined });
      else {
        (entry.others ??= []).push(record);
        if (id < entry.id) entry.id = id;
      }
    }
  }
  return {
    named: [...entries.values()].sort((a, b) => a.id < b.id ? -1 : 1),
    // No JSON holds the separator.
    unnamed: inPieces(rest, "\0", members).flatMap((piece) => piece.split("\0")).sort(),
  };
}

/** The texts of items, joined in pieces: one long list of texts that are put together from others
 * would keep all of these. */
function inPieces<Item>(
  items: readonly Item[],
  separator: string,
  textOf: (item: Item) => string,
): string[] {
  const pieces: string[] = [];
  for (let i = 0; i < items.length; i += PIECE) {
    pieces.push(items.slice(i, i + PIECE).map(textOf).join(separator));
  }
  return pieces;
}

const PIECE = 500;

/** Statements under one identifier: one where they can be merged, else an array. */
function several(
  { id, record, others = [] }: Entry,
  names: JsonNames,
  layout: Layout,
  level: number,
): string {
  const group = [record, ...others];
  const merged = layout.duplicates === "keep" ? undefined : mergeStatements(group);
  if (merged === undefined && layout.duplicates === "refuse") throw conflict(record, id);
  const { members, wrap } = body(record.kind, names, layout, level);
  if (merged !== undefined) return wrap(members(merged));
  const inside = body(record.kind, names, layout, level + 1);
  const texts = group.map(inside.members);
  const kept = layout.duplicates === "keep" ? texts : [...new Set(texts)];
  const items = kept.sort().map(inside.wrap);
  return object(items, layout, level, "[", "]");
}

/** Writes a statement in two steps: its members, which make its place among others the same in
 * every layout, and the object around them. */
function body(
  kind: ProvKind,
  names: JsonNames,
  layout: Layout,
  level: number,
): { members(record: ProvRecord): string; wrap(members: string): string } {
  const inner = newline(layout, level + 1);
  const outer = newline(layout, level);
  return {
    members: jsonMembers(kind, names, layout, `,${inner}`),
    wrap: (members) => members === "" ? "{}" : `{${inner}${members}${outer}}`,
  };
}

/** Members, or items, between brackets. */
function object(
  members: readonly string[],
  layout: Layout,
  level: number,
  open = "{",
  close = "}",
): string {
  if (members.length === 0) return open + close;
  const inner = newline(layout, level + 1);
  return open + inner + members.join(`,${inner}`) + newline(layout, level) + close;
}

function newline(layout: Layout, level: number): string {
  return layout.indent === 0 ? "" : `\n${" ".repeat(layout.indent * level)}`;
}

function conflict(record: ProvRecord, id: string): ProvError {
  return new ProvError(
    "PROV_CONFLICT",
    `Cannot write ${record.kind}(${id}): two statements give different arguments; let them agree, or write them as they are with duplicates: "merge"`,
    { kind: record.kind, id: record.id?.iri },
  );
}

function sameBundles(id: string): ProvError {
  return new ProvError("PROV_CONFLICT", `Cannot write PROV-JSON: two bundles are named <${id}>`, {
    id,
  });
}
