/** The kinds of statement, under the names that PROV-N and PROV-JSON share. */
export type ProvKind =
  | "entity"
  | "activity"
  | "agent"
  | "wasGeneratedBy"
  | "used"
  | "wasInformedBy"
  | "wasStartedBy"
  | "wasEndedBy"
  | "wasInvalidatedBy"
  | "wasDerivedFrom"
  | "wasAttributedTo"
  | "wasAssociatedWith"
  | "actedOnBehalfOf"
  | "wasInfluencedBy"
  | "specializationOf"
  | "alternateOf"
  | "hadMember"
  | "mentionOf";

/** What one kind of statement consists of. */
export interface KindRow {
  /** The formal arguments in PROV-N's order, without `prov:`. */
  readonly formal: readonly string[];
  /** Those of them that a statement cannot do without. */
  readonly required: readonly string[];
  /** What it is: a thing, a relation with an identifier and attributes, or one without. */
  readonly form: "element" | "relation" | "plain";
}

/* @__NO_SIDE_EFFECTS__ */
const element = (...formal: string[]): KindRow => ({ formal, required: [], form: "element" });
/* @__NO_SIDE_EFFECTS__ */
const plain = (...formal: string[]): KindRow => ({ formal, required: formal, form: "plain" });
/** The first arguments, so many of them, are required. */
/* @__NO_SIDE_EFFECTS__ */
const relation = (required: number, ...formal: string[]): KindRow => ({
  formal,
  required: formal.slice(0, required),
  form: "relation",
});

/** The one table of PROV's vocabulary; every format reads it.
 *
 * @see PROV-DM, section 5, and PROV-N, section 3
 */
export const PROV_KINDS: Readonly<Record<ProvKind, KindRow>> = Object.freeze({
  entity: element(),
  activity: element("startTime", "endTime"),
  agent: element(),
  wasGeneratedBy: relation(1, "entity", "activity", "time"),
  used: relation(1, "activity", "entity", "time"),
  wasInformedBy: relation(2, "informed", "informant"),
  wasStartedBy: relation(1, "activity", "trigger", "starter", "time"),
  wasEndedBy: relation(1, "activity", "trigger", "ender", "time"),
  wasInvalidatedBy: relation(1, "entity", "activity", "time"),
  wasDerivedFrom: relation(
    2,
    "generatedEntity",
    "usedEntity",
    "activity",
    "generation",
    "usage",
  ),
  wasAttributedTo: relation(2, "entity", "agent"),
  wasAssociatedWith: relation(1, "activity", "agent", "plan"),
  actedOnBehalfOf: relation(2, "delegate", "responsible", "activity"),
  wasInfluencedBy: relation(2, "influencee", "influencer"),
  specializationOf: plain("specificEntity", "generalEntity"),
  alternateOf: plain("alternate1", "alternate2"),
  hadMember: plain("collection", "entity"),
  mentionOf: plain("specificEntity", "generalEntity", "bundle"),
});

/** The formal arguments that are times and not names. */
export const TIME_ARGUMENTS: ReadonlySet<string> = new Set([
  "time",
  "startTime",
  "endTime",
]);

/** The namespaces that every document knows. */
export const PROV = "http://www.w3.org/ns/prov#";
/** The namespace of the XML Schema types. */
export const XSD = "http://www.w3.org/2001/XMLSchema#";
