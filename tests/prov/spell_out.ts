import type { ProvDocument, ProvRecord, QualifiedName } from "../../lib/prov/document.ts";
import { qualifiedName } from "../../lib/prov/names.ts";
import { PROV_KINDS, type ProvKind } from "../../lib/prov/vocabulary.ts";

type Names = Readonly<Record<string, QualifiedName | undefined>>;

/** Writes out what follows from a document's top level by inferences 9 to 11, 13 to 15 and 21, and
 * that a plan is an entity: the statements that ProvToolbox does not infer itself.
 *
 * A slow, plain reading of the Recommendation: one pass for each inference.
 */
export function spellOut(given: ProvDocument): ProvDocument {
  const doc = { ...given, records: given.records.map((record) => complete(given, record)) };
  const records: ProvRecord[] = doc.records.slice();
  const add = (kind: ProvKind, formal: Names, id?: QualifiedName) => {
    const present = Object.entries(formal).filter(([, value]) => value !== undefined);
    const record = { kind, formal: Object.fromEntries(present), attributes: [] } as ProvRecord;
    records.push(id === undefined ? record : { ...record, id });
  };
  doc.records.forEach((record, i) => {
    const f = record.formal as Names;
    switch (record.kind) {
      case "wasStartedBy":
      case "wasEndedBy": {
        const source = f.starter ?? f.ender;
        const trigger = f.trigger ?? (source && triggerOf(doc, record, source));
        if (trigger === undefined) break;
        records[i] = { ...record, formal: { ...record.formal, trigger } };
        add("wasGeneratedBy", { entity: trigger, activity: source });
        break;
      }
      case "wasDerivedFrom":
        if (f.activity === undefined) break;
        add("wasGeneratedBy", { entity: f.generatedEntity, activity: f.activity }, f.generation);
        add("used", { activity: f.activity, entity: f.usedEntity }, f.usage);
        break;
      case "wasAttributedTo":
        add("wasGeneratedBy", { entity: f.entity });
        break;
      case "actedOnBehalfOf":
        if (f.activity === undefined) break;
        add("wasAssociatedWith", { activity: f.activity, agent: f.delegate });
        add("wasAssociatedWith", { activity: f.activity, agent: f.responsible });
        break;
      case "wasAssociatedWith":
        // An alternate is an entity, and nothing else is said of it.
        if (f.plan !== undefined) add("alternateOf", { alternate1: f.plan, alternate2: f.plan });
    }
  });
  for (const { kind, id, formal } of records.slice()) {
    if (id === undefined || PROV_KINDS[kind].form !== "relation") continue;
    const [influencee, influencer] = PROV_KINDS[kind].formal.map((name) => (formal as Names)[name]);
    if (influencee === undefined || influencer === undefined) continue;
    if (kind !== "wasInfluencedBy") add("wasInfluencedBy", { influencee, influencer }, id);
  }
  inherit(doc, records);
  return { ...doc, records };
}

/** The unknown trigger of a start or end: that of another statement which must be one with it, else
 * one of its own. */
function triggerOf(doc: ProvDocument, record: ProvRecord, source: QualifiedName): QualifiedName {
  const activity = record.formal.activity as QualifiedName;
  const same = doc.records.find(({ kind, id, formal }) =>
    kind === record.kind && formal.trigger !== undefined &&
    (id !== undefined && id.iri === record.id?.iri ||
      formal.activity === activity && (formal.starter ?? formal.ender) === source)
  );
  return same?.formal.trigger as QualifiedName ??
    qualifiedName("ex", "https://e.example/", `${record.kind}/${activity.local}/${source.local}`);
}

/** The unknown second thing of a relation is the one that an influence or derivation of the same
 * identifier tells. */
function complete(doc: ProvDocument, record: ProvRecord): ProvRecord {
  const { kind, id, formal } = record;
  const { form, formal: [, second] } = PROV_KINDS[kind];
  if (form !== "relation" || id === undefined || formal[second] !== undefined) return record;
  const influence = doc.records.find((other) =>
    other.id?.iri === id.iri &&
    (other.kind === "wasInfluencedBy" || other.kind === "wasDerivedFrom")
  );
  const known = influence?.formal.influencer ?? influence?.formal.usedEntity;
  return known === undefined ? record : { ...record, formal: { ...formal, [second]: known } };
}

/** States of the specific entity what is stated of the general one, until nothing is new. */
function inherit(doc: ProvDocument, records: ProvRecord[]): void {
  for (let more = true; more;) {
    more = false;
    for (const { kind, formal } of doc.records) {
      if (kind !== "specializationOf") continue;
      const specific = formal.specificEntity as QualifiedName;
      const general = formal.generalEntity as QualifiedName;
      for (const { attributes } of records.filter((r) => isEntity(r, general))) {
        const known = records.some((r) =>
          isEntity(r, specific) && r.attributes.length >= attributes.length
        );
        if (known) continue;
        records.push({ kind: "entity", id: specific, formal: {}, attributes });
        more = true;
      }
    }
  }
}

function isEntity({ kind, id }: ProvRecord, name: QualifiedName): boolean {
  return kind === "entity" && id!.iri === name.iri;
}
