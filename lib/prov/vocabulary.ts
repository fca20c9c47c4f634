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

const element = (formal: string[] = []): KindRow => ({
  formal,
  required: [],
  form: "element",
});
const relation = (formal: string[], required: string[]): KindRow => ({
  formal,
  required,
  form: "relation",
});
const plain = (...formal: string[]): KindRow => ({
  formal,
  required: formal,
  form: "plain",
});

/** The one table of PROV's vocabulary; every format reads it.
 *
 * @see PROV-DM, section 5, and PROV-N, section 3
 */
export const PROV_KINDS: Readonly<Record<ProvKind, KindRow>> = Object.freeze(
  {
    entity: element(),
    activity: element(["startTime", "endTime"]),
    agent: element(),
    wasGeneratedBy: relation(["entity", "activity", "time"], ["entity"]),
    used: relation(["activity", "entity", "time"], ["activity"]),
    wasInformedBy: relation(["informed", "informant"], [
      "informed",
      "informant",
    ]),
    wasStartedBy: relation(["activity", "trigger", "starter", "time"], [
      "activity",
    ]),
    wasEndedBy: relation(["activity", "trigger", "ender", "time"], [
      "activity",
    ]),
    wasInvalidatedBy: relation(["entity", "activity", "time"], ["entity"]),
    wasDerivedFrom: relation(
      ["generatedEntity", "usedEntity", "activity", "generation", "usage"],
      ["generatedEntity", "usedEntity"],
    ),
    wasAttributedTo: relation(["entity", "agent"], ["entity", "agent"]),
    wasAssociatedWith: relation(["activity", "agent", "plan"], ["activity"]),
    actedOnBehalfOf: relation(["delegate", "responsible", "activity"], [
      "delegate",
      "responsible",
    ]),
    wasInfluencedBy: relation(["influencee", "influencer"], [
      "influencee",
      "influencer",
    ]),
    specializationOf: plain("specificEntity", "generalEntity"),
    alternateOf: plain("alternate1", "alternate2"),
    hadMember: plain("collection", "entity"),
    mentionOf: plain("specificEntity", "generalEntity", "bundle"),
  },
);

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
