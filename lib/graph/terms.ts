import type { ProvRecord, ProvValue, QualifiedName } from "../prov/document.ts";
import { PROV, PROV_KINDS, type ProvKind } from "../prov/vocabulary.ts";
import type { Shape } from "./picture.ts";

/** What the arguments of a relation refer to. Arguments that name other relations are not here. */
export const ARGUMENT_SHAPES: Readonly<Record<string, Shape>> = Object.freeze({
  __proto__: null as never,
  entity: "entity",
  generatedEntity: "entity",
  usedEntity: "entity",
  specificEntity: "entity",
  generalEntity: "entity",
  alternate1: "entity",
  alternate2: "entity",
  collection: "entity",
  trigger: "entity",
  plan: "entity",
  bundle: "entity",
  activity: "activity",
  informed: "activity",
  informant: "activity",
  starter: "activity",
  ender: "activity",
  agent: "agent",
  delegate: "agent",
  responsible: "agent",
  influencee: "thing",
  influencer: "thing",
});

/** Whether a kind is a thing and not a relation. */
export function isElement(kind: ProvKind): kind is "entity" | "activity" | "agent" {
  return PROV_KINDS[kind].form === "element";
}

const SUBTYPES: Readonly<Record<string, string>> = Object.freeze({
  __proto__: null as never,
  Revision: "wasRevisionOf",
  Quotation: "wasQuotedFrom",
  PrimarySource: "hadPrimarySource",
});

/** The word on a relation: its kind, or the name of its subtype. */
export function termOf(record: ProvRecord): string {
  if (record.kind !== "wasDerivedFrom") return record.kind;
  for (const type of typesOf([record])) {
    const name = type.startsWith(PROV) ? type.slice(PROV.length) : "";
    if (name in SUBTYPES) return SUBTYPES[name];
  }
  return record.kind;
}

/** The types of records: IRIs, or texts where they are written as such; sorted, each once. */
export function typesOf(records: readonly ProvRecord[]): string[] {
  const types = new Set<string>();
  for (const record of records) {
    for (const value of valuesOf(record, `${PROV}type`)) {
      const text = "iri" in value ? value.iri : value.text;
      types.add(text.startsWith("prov:") ? PROV + text.slice(5) : text);
    }
  }
  return [...types].sort();
}

/** The values of one attribute of a record. */
export function valuesOf(record: ProvRecord, iri: string): ProvValue[] {
  return record.attributes.filter((attribute) => attribute.name.iri === iri)
    .map((attribute) => attribute.value);
}

/** The text of a record's roles. */
export function roleOf(record: ProvRecord): string {
  return valuesOf(record, `${PROV}role`).map(valueText).sort().join(", ");
}

/** A value as text: a literal's own, or a name with its prefix. */
export function valueText(value: ProvValue): string {
  return "iri" in value ? nameText(value) : value.text;
}

/** A name as people write it. */
export function nameText(name: QualifiedName): string {
  return name.prefix === "" ? name.local : `${name.prefix}:${name.local}`;
}

/** The last part of an IRI or of a name: what follows the last `#`, `/` or `:`. */
export function shortName(iri: string): string {
  return /[^#/:]+$/.exec(iri.slice(-400))?.[0] ?? iri;
}
