import { ProvError } from "../../mod.ts";
import { provFromJson, type ProvRecord, type ProvValue, type QualifiedName } from "../prov.ts";
import type { _Note } from "./yprov4ml_repair.ts";
import { _textOf } from "./yprov4ml_value.ts";

/** Which generation of yProv4ML wrote a document. */
export type _Era = "E0" | "E1" | "E2" | "E3";

/** One thing that a document describes. */
export interface _Item {
  readonly iri: string;
  /** The id without the prefixes that every document of yProv4ML has. */
  readonly name: string;
  /** The JSON Pointer of its statement. */
  readonly place: string;
  /** The attributes by their names, prefixes taken off in the same way. */
  readonly facts: Map<string, ProvValue[]>;
  /** `startTime` and `endTime` of an activity that has them. */
  readonly times: Readonly<Record<string, string>>;
}

/** A document by what it says of whom. */
export interface _Graph {
  readonly era: _Era;
  readonly entities: readonly _Item[];
  readonly activities: readonly _Item[];
  /** The names of the activities by their IRIs. */
  readonly activityNames: ReadonlyMap<string, string>;
  readonly agents: readonly _Item[];
  /** The activity that generated an entity first, and the one that used it first. */
  readonly generatedBy: ReadonlyMap<string, string>;
  readonly usedBy: ReadonlyMap<string, string>;
  /** The activity that informed or started another. */
  readonly above: ReadonlyMap<string, string>;
  /** What a copy was derived from. */
  readonly original: ReadonlyMap<string, string>;
  /** The agent that an activity is associated with. */
  readonly agentOf: ReadonlyMap<string, string>;
}

const UTF8 = /* @__PURE__ */ new TextDecoder("utf-8", { fatal: true });

/** Reads the document of a run.
 *
 * @returns `undefined` where it is PROV-JSON that yProv4ML did not write
 * @throws {ProvError} where it is no PROV-JSON, also by lenient reading
 */
export function _readDocument(bytes: Uint8Array, file: string, note: _Note): _Graph | undefined {
  const { document, repairs } = readProv(bytes, file);
  const prefixes = Object.keys(document.prefixes);
  const era = eraOf(prefixes, document.records);
  if (era === undefined) return undefined;
  for (const { path = "", kind, message } of repairs) note(path, kind, message);
  const relation = (kind: string, from: string, to: string) => {
    const found = new Map<string, string>();
    for (const record of document.records) {
      const [a, b] = [record.formal[from], record.formal[to]];
      if (record.kind !== kind || typeof a !== "object" || typeof b !== "object") continue;
      if (!found.has(a.iri)) found.set(a.iri, b.iri);
    }
    return found;
  };
  const activities = itemsOf(document.records, "activity", note);
  return {
    era,
    entities: itemsOf(document.records, "entity", note),
    activities,
    activityNames: new Map(activities.map(({ iri, name }) => [iri, name])),
    agents: itemsOf(document.records, "agent", note),
    generatedBy: relation("wasGeneratedBy", "entity", "activity"),
    usedBy: relation("used", "entity", "activity"),
    above: new Map([
      ...relation("wasStartedBy", "activity", "trigger"),
      ...relation("wasInformedBy", "informed", "informant"),
    ]),
    original: relation("wasDerivedFrom", "generatedEntity", "usedEntity"),
    agentOf: relation("wasAssociatedWith", "activity", "agent"),
  };
}

function readProv(bytes: Uint8Array, file: string): ReturnType<typeof provFromJson> {
  try {
    return provFromJson(UTF8.decode(bytes), { mode: "lenient" });
  } catch (cause) {
    const known = cause instanceof ProvError;
    if (!known && !(cause instanceof TypeError)) throw cause;
    throw new ProvError(
      known ? cause.code : "PROV_SYNTAX",
      `Cannot import "${file}": ${known ? cause.message : "it is no UTF-8"}`,
      { file, ...(known && cause.details) },
      { cause },
    );
  }
}

function eraOf(prefixes: readonly string[], records: readonly ProvRecord[]): _Era | undefined {
  const has = (pattern: RegExp) => prefixes.some((prefix) => pattern.test(prefix));
  if (has(/^(?:yprov|provml)$/)) return "E3";
  if (has(/^(?:yProv4ML|context$)/)) return "E2";
  const said = (name: RegExp) =>
    records.some(({ attributes }) => attributes.some((each) => name.test(each.name.local)));
  if (has(/^mlflow$/) || said(/^step-value$/)) return "E0";
  return has(/^prov-ml$/) ? "E1" : undefined;
}

/** Prefixes that say where a name comes from and nothing about what it names. */
const VOCABULARY = /^(?:|prov|prov-ml|provml|yprov|yProv4ML\w*|context|mlflow|dcterms|dct)$/;

function nameOf({ prefix, local }: QualifiedName): string {
  return VOCABULARY.test(prefix) ? local : `${prefix}:${local}`;
}

/** Facts of which a thing has one; two records of one id that differ in them are two things. */
const SINGLE = ["path", "identifier", "context", "source", "value", "metric_value_list"];

function itemsOf(records: readonly ProvRecord[], kind: string, note: _Note): _Item[] {
  const items: _Item[] = [];
  const latest = new Map<string, _Item>();
  const odd = new Set<string>();
  for (const { kind: found, id, formal, attributes } of records) {
    if (found !== kind || id === undefined) continue;
    const facts = new Map<string, ProvValue[]>();
    const key = id.prefix === "" ? id.local : `${id.prefix}:${id.local}`;
    const place = `/${kind}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`;
    for (const { name, value } of attributes) {
      const short = nameOf(name);
      const values = facts.get(short);
      if (values === undefined) facts.set(short, [value]);
      else values.push(value);
      if (name.prefix !== "prov" || !/^(?:started|ended|generated)AtTime$/.test(name.local)) {
        continue;
      }
      note(`${place}/prov:${name.local}`, "attribute-name", `PROV-DM has no prov:${name.local}`);
    }
    if (/\s/.test(key) && !odd.has(id.iri)) {
      odd.add(id.iri);
      note(place, "id-with-space", "the id holds a space");
    }
    const known = latest.get(id.iri);
    if (known !== undefined && !SINGLE.some((each) => differs(known.facts, facts, each))) {
      for (const [name, values] of facts) {
        if (!known.facts.has(name)) known.facts.set(name, values);
        else if (name === "type") known.facts.get(name)!.push(...values);
      }
      continue;
    }
    if (known !== undefined) {
      note(place, "duplicate", "things that differ have one id; each is kept");
    }
    const times = Object.fromEntries(
      ["startTime", "endTime"].flatMap((each) => {
        const time = formal[each];
        return typeof time === "string" ? [[each, time]] : [];
      }),
    );
    const item = { iri: id.iri, name: nameOf(id), place, facts, times };
    items.push(item);
    latest.set(id.iri, item);
  }
  return items;
}

function differs(
  a: ReadonlyMap<string, ProvValue[]>,
  b: ReadonlyMap<string, ProvValue[]>,
  name: string,
): boolean {
  const [one, other] = [a.get(name), b.get(name)];
  return one !== undefined && other !== undefined && _textOf(one[0]) !== _textOf(other[0]);
}

/** The first text of a fact. */
export function _text(item: _Item | undefined, ...names: string[]): string | undefined {
  for (const name of names) {
    const value = item?.facts.get(name)?.[0];
    if (value !== undefined) return _textOf(value);
  }
  return undefined;
}
