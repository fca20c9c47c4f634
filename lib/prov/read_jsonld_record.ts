import { nameOf } from "../base/options.ts";
import type { ProvAttribute, ProvRecord, QualifiedName } from "./document.ts";
import { isJsonArray, type JsonNode, type JsonObject } from "./json_text.ts";
import { type Argument, readArgument } from "./read_json_argument.ts";
import { makeRecord } from "./read_json_record.ts";
import type { JsonLdScope } from "./read_jsonld_keys.ts";
import { readJsonLdValue } from "./read_jsonld_value.ts";
import type { Reading } from "./reading.ts";
import { PROV_KINDS, type ProvKind, TIME_ARGUMENTS } from "./vocabulary.ts";

/** Reads one statement into `records`; with several members a `hadMember` becomes several. */
export function readJsonLdRecord(
  kind: ProvKind,
  node: JsonObject,
  scope: JsonLdScope,
  reading: Reading,
  records: ProvRecord[],
): void {
  const { keys, values } = node;
  const { path } = reading;
  const found: Record<string, Argument | undefined> = {};
  const attributes: ProvAttribute[] = [];
  let id: QualifiedName | undefined;
  let members: readonly (Argument | undefined)[] = [];
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i];
    if (key === "@type") continue;
    const value = values[i];
    path.push(key);
    const meaning = key === "@id" ? undefined : scope.meaning(kind, key);
    if (meaning === undefined) {
      if (key === "@id") id = readId(kind, value, scope, reading);
      else reading.repair("foreign-key", `a statement has no key ${nameOf(key)}; it is left out`);
    } else if (meaning.argument === undefined) {
      readAttribute(meaning.attribute, meaning.isName, value, attributes, scope, reading);
    } else if (Object.hasOwn(found, meaning.argument)) {
      reading.refuse(`the argument "${meaning.argument}" comes twice`);
    } else if (kind === "hadMember" && meaning.argument === "entity" && isJsonArray(value)) {
      found.entity = undefined;
      members = readMembers(value, scope, reading);
    } else {
      const { argument } = meaning;
      const textKey = TIME_ARGUMENTS.has(argument) ? "@value" : "@id";
      found[argument] = readArgument(argument, value, textKey, scope.names, reading);
    }
    path.pop();
  }
  if (id === undefined && PROV_KINDS[kind].form === "element") {
    reading.refuse(`an ${kind} needs the key "@id"`);
  }
  if (members.length === 0) records.push(makeRecord(kind, id, found, attributes));
  for (const entity of members) {
    records.push(makeRecord(kind, id, { ...found, entity }, attributes));
  }
}

function readId(
  kind: ProvKind,
  node: JsonNode,
  { names }: JsonLdScope,
  reading: Reading,
): QualifiedName | undefined {
  if (typeof node !== "string") reading.refuse("an identifier must be a string");
  if (!node.startsWith("_:")) return names.name(node);
  if (PROV_KINDS[kind].form === "element") {
    reading.refuse(`the id must be a name with a prefix, got ${nameOf(node)}`, "PROV_NAME");
  }
  reading.note("blank-name", `nothing can refer to ${nameOf(node)}; it is left out`);
  return undefined;
}

function readAttribute(
  name: QualifiedName,
  isName: boolean,
  node: JsonNode,
  attributes: ProvAttribute[],
  { names }: JsonLdScope,
  reading: Reading,
): void {
  if (!isJsonArray(node)) {
    reading.repair("value-outside-array", "the values of an attribute must be an array");
    const value = readJsonLdValue(node, isName, names, reading);
    if (value !== undefined) attributes.push(Object.freeze({ name, value }));
    return;
  }
  const { path } = reading;
  for (let i = 0; i < node.length; i++) {
    path.push(i);
    const value = readJsonLdValue(node[i], isName, names, reading);
    if (value !== undefined) attributes.push(Object.freeze({ name, value }));
    path.pop();
  }
}

function readMembers(
  list: readonly JsonNode[],
  scope: JsonLdScope,
  reading: Reading,
): (Argument | undefined)[] {
  if (list.length === 0) reading.refuse("a collection's members must not be an empty array");
  return list.map((item, i) =>
    reading.inside(i, () => readArgument("entity", item, "@id", scope.names, reading))
  );
}
