import type { ProvAttribute, ProvRecord, QualifiedName } from "./document.ts";
import { isJsonArray, type JsonNode, type JsonObject } from "./json_text.ts";
import { type Argument, readArgument } from "./read_json_argument.ts";
import { readJsonValue } from "./read_json_value.ts";
import type { ReadScope } from "./read_scope.ts";
import type { Reading } from "./reading.ts";
import { PROV, PROV_KINDS, type ProvKind } from "./vocabulary.ts";

/** Reads one statement into `records`; with several members a `hadMember` becomes several. */
export function readJsonRecord(
  kind: ProvKind,
  id: QualifiedName | undefined,
  node: JsonObject,
  scope: ReadScope,
  reading: Reading,
  records: ProvRecord[],
): void {
  const found: Record<string, Argument | undefined> = {};
  let members: readonly (Argument | undefined)[] = [];
  const attributes: ProvAttribute[] = [];
  const { path } = reading;
  const byIri = (table ??= argumentsByIri())[kind];
  for (let i = 0; i < node.keys.length; i++) {
    const key = node.keys[i];
    const value = node.values[i];
    path.push(key);
    const name = attributeName(key, scope, reading);
    const argument = byIri.get(name.iri);
    if (argument === undefined) readAttribute(name, value, attributes, scope, reading);
    else if (Object.hasOwn(found, argument)) {
      reading.refuse(`the argument "prov:${argument}" comes twice`);
    } else if (kind === "hadMember" && argument === "entity" && isJsonArray(value)) {
      members = readMembers(value, scope, reading);
    } else found[argument] = readArgument(argument, value, "$", scope, reading);
    path.pop();
  }
  if (members.length === 0) records.push(makeRecord(kind, id, found, attributes));
  for (const entity of members) {
    records.push(makeRecord(kind, id, { ...found, entity }, attributes));
  }
}

/** Makes a frozen statement, its arguments in PROV-N's order. */
export function makeRecord(
  kind: ProvKind,
  id: QualifiedName | undefined,
  found: Readonly<Record<string, Argument | undefined>>,
  list: readonly ProvAttribute[],
): ProvRecord {
  const formal: Record<string, Argument> = {};
  for (const argument of PROV_KINDS[kind].formal) {
    const value = found[argument];
    if (value !== undefined) formal[argument] = value;
  }
  Object.freeze(formal);
  const attributes = list.length === 0 ? NONE : Object.freeze(list);
  return Object.freeze(
    id === undefined ? { kind, formal, attributes } : { kind, id, formal, attributes },
  );
}

/** To freeze an array is dear in JavaScriptCore, and most relations have no attributes. */
const NONE: readonly ProvAttribute[] = Object.freeze([]);

function attributeName(key: string, scope: ReadScope, reading: Reading): QualifiedName {
  if (key.startsWith("_:")) reading.refuse("an attribute needs a name with a prefix", "PROV_NAME");
  return scope.name(key);
}

/** The formal arguments of each kind by their IRIs. */
let table: Readonly<Record<ProvKind, ReadonlyMap<string, string>>> | undefined;

function argumentsByIri(): Readonly<Record<ProvKind, ReadonlyMap<string, string>>> {
  const kinds = Object.keys(PROV_KINDS) as ProvKind[];
  const tables = kinds.map((kind) => [
    kind,
    new Map(PROV_KINDS[kind].formal.map((argument) => [PROV + argument, argument])),
  ]);
  return Object.freeze(Object.fromEntries(tables));
}

function readAttribute(
  name: QualifiedName,
  node: JsonNode,
  attributes: ProvAttribute[],
  scope: ReadScope,
  reading: Reading,
): void {
  if (!isJsonArray(node)) {
    const value = readJsonValue(node, scope, reading);
    if (value !== undefined) attributes.push(Object.freeze({ name, value }));
    return;
  }
  if (node.length === 0) reading.repair("empty-array", "an array of values must not be empty");
  node.forEach((item, i) =>
    reading.inside(i, () => {
      const value = readJsonValue(item, scope, reading);
      if (value !== undefined) attributes.push(Object.freeze({ name, value }));
    })
  );
}

function readMembers(
  list: readonly JsonNode[],
  scope: ReadScope,
  reading: Reading,
): (Argument | undefined)[] {
  if (list.length === 0) reading.refuse("a collection's members must not be an empty array");
  reading.repair("members-in-array", "each member needs a statement of its own");
  return list.map((item, i) =>
    reading.inside(i, () => readArgument("entity", item, "$", scope, reading))
  );
}
