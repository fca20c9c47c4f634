import { ProvError } from "../base/errors.ts";
import type { ProvRecord, QualifiedName } from "./document.ts";
import { mergeStatements } from "./merge_statements.ts";
import { checkPrefixes, isWithin, RESERVED_PREFIXES } from "./names.ts";
import { seenTexts } from "./seen_texts.ts";
import type { ProvSource } from "./stream_provn.ts";
import type { ProvKind } from "./vocabulary.ts";
import { jsonMembers } from "./write_json_members.ts";
import { type JsonNames, jsonNames } from "./write_json_names.ts";

type Table = Readonly<Record<string, string>>;

/** Writes statements as PROV-JSON piece by piece, however many there are, one a line.
 *
 * PROV-JSON has one object for each kind and one key for each identifier, so statements of a kind
 * must come together, and of a kind those of one identifier; these are made one where they agree, as
 * by {@link provToJson}, else an array. The order is the given one, and every name must be writable
 * with its own prefix, which must be declared. Pieces have some 64,000 characters. Cost: O(1) a
 * statement; 16 bytes are kept for each identifier of a kind, to know it again.
 *
 * @throws {ProvError} `PROV_SHAPE` for a kind that comes again and for an attribute that is named
 * like an argument of its statement, `PROV_CONFLICT` for an identifier that comes again and where
 * two bundles have one name, `PROV_NAME` for a name whose prefix is not declared; nothing is thrown
 * before the first piece is asked for
 * @see The PROV-JSON Serialization, W3C Member Submission 24 April 2013
 * @example
 * ```ts
 * import { type ProvRecord, provFromJson, qualifiedName, streamJson } from "stemma/prov";
 * import assert from "node:assert/strict";
 *
 * function* points(count: number): Generator<ProvRecord> {
 *   for (let i = 0; i < count; i++) {
 *     const id = qualifiedName("ex", "https://example.org/", `point/${i}`);
 *     yield { kind: "entity", id, formal: {}, attributes: [] };
 *   }
 * }
 * const prefixes = { ex: "https://example.org/" };
 * const text = [...streamJson({ prefixes, records: points(10_000) })].join("");
 * assert.equal(provFromJson(text).document.records.length, 10_000);
 * ```
 */
export function* streamJson(source: ProvSource): Generator<string> {
  const top: Table = {
    __proto__: null as never,
    ...RESERVED_PREFIXES,
    ...checkPrefixes(source.prefixes),
  };
  let piece = `{\n${prefixMember(top)}`;

  function* members(records: Iterable<ProvRecord>, names: JsonNames): Generator<string> {
    for (const line of statementLines(records, names)) {
      piece += line;
      if (piece.length >= PIECE) {
        yield piece;
        piece = "";
      }
    }
  }

  yield* members(source.records, namesOf(top, top));
  const seen = new Set<string>();
  for (const { id, prefixes, records } of source.bundles ?? []) {
    if (seen.has(id.iri)) throw conflict(`two bundles are named <${id.iri}>`, id);
    const own = checkPrefixes(prefixes);
    const names = namesOf(top, own);
    piece += `${seen.size === 0 ? `,\n"bundle":{` : ","}\n${names.quoted(id)}:{\n`;
    piece += prefixMember(own);
    yield* members(records, names);
    piece += "\n}";
    seen.add(id.iri);
  }
  yield `${piece}${seen.size === 0 ? "" : "\n}"}\n}\n`;
}

const PIECE = 2 ** 16;
const NOTATION = { colon: ":", lists: false } as const;

/** The lines behind the prefixes of a scope. */
function* statementLines(records: Iterable<ProvRecord>, names: JsonNames): Generator<string> {
  const done = new Set<ProvKind>();
  let kind: ProvKind | undefined;
  let seen = seenTexts();
  let group: ProvRecord[] = [];
  let anonymous = 0;
  let separator = "";

  let members: (record: ProvRecord) => string;
  const object = (record: ProvRecord) => `{${members(record)}}`;

  function line(): string {
    const [{ id }] = group;
    if (id !== undefined && !seen.add(id.iri)) {
      throw conflict(`statements of <${id.iri}> do not come together`, id);
    }
    const key = id === undefined ? `"_:id${++anonymous}"` : names.quoted(id);
    const merged = mergeStatements(group);
    const text = merged === undefined
      ? `[${[...new Set(group.map(object))].join(",")}]`
      : object(merged);
    const start = separator;
    separator = ",\n";
    return `${start}${key}:${text}`;
  }

  for (const record of records) {
    const known = group.length > 0 ? group[0].id?.iri : undefined;
    if (record.kind === kind && known !== undefined && record.id?.iri === known) {
      group.push(record);
      continue;
    }
    if (group.length > 0) yield line();
    group = [record];
    if (record.kind === kind) continue;
    if (done.has(record.kind)) throw again(record.kind);
    yield `${kind === undefined ? "" : "\n}"},\n"${record.kind}":{\n`;
    done.add(kind = record.kind);
    members = jsonMembers(kind, names, NOTATION, ",");
    seen = seenTexts();
    separator = "";
  }
  if (group.length > 0) yield `${line()}\n}`;
}

function prefixMember(table: Table): string {
  return `"prefix":${JSON.stringify(table)}`;
}

function namesOf(top: Table, own: Table): JsonNames {
  return jsonNames((name) => {
    const { prefix, local, iri } = name;
    if (isWithin(name, own[prefix] ?? top[prefix])) return prefix;
    throw new ProvError(
      "PROV_NAME",
      `Cannot write the name "${prefix}:${local}" as PROV-JSON: its prefix must be declared for <${iri}>`,
      { prefix, local, iri },
    );
  });
}

function conflict(reason: string, { iri }: QualifiedName): ProvError {
  return new ProvError("PROV_CONFLICT", `Cannot write PROV-JSON: ${reason}`, { id: iri });
}

function again(kind: ProvKind): ProvError {
  return new ProvError(
    "PROV_SHAPE",
    `Cannot write PROV-JSON: statements of one kind must come together, got ${kind} again`,
    { kind },
  );
}
