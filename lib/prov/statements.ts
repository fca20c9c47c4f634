import type { ProvDocument, ProvLiteral, QualifiedName } from "./document.ts";
import type { ProvKind } from "./vocabulary.ts";

/** A name: its text with a declared prefix, such as `ex:model`, or the name itself. */
export type NameInput = string | QualifiedName;

/** A time: a `Date`, milliseconds since the epoch, or an `xsd:dateTime` as text. */
export type TimeInput = Date | number | string;

/** A literal by its parts. */
export interface LiteralInput {
  /** The lexical form. */
  readonly text: string;
  /** The datatype; without it a plain string. */
  readonly type?: NameInput;
  /** A language tag, such as `en`; it excludes a type. */
  readonly language?: string;
}

/** A value of an attribute. A bare string is text: a name comes from `name()`. */
export type ValueInput =
  | string
  | number
  | bigint
  | boolean
  | Date
  | QualifiedName
  | LiteralInput;

/** Attributes by name, with one value or several; `undefined` and empty arrays leave it out. */
export type AttributesInput = Readonly<
  Record<string, ValueInput | readonly ValueInput[] | undefined>
>;

/** What a relation may have beside its two ends: an identifier, attributes, and the arguments
 * that its kind knows. */
export type RelationInput<
  Names extends string = never,
  Times extends string = never,
> =
  & { readonly id?: NameInput; readonly attributes?: AttributesInput }
  & { readonly [argument in Names]?: NameInput }
  & { readonly [argument in Times]?: TimeInput };

/** A relation's identifier, where it was given one. */
export type RelationId = QualifiedName | undefined;

/** Makes statements: one verb for each kind, named and ordered as in PROV-N.
 *
 * An element's verb returns its name, for use in relations. Every verb throws a `ProvError`:
 * `PROV_NAME` for a name whose prefix is not declared or that some format could not write,
 * `PROV_SHAPE` for a missing or repeated argument.
 *
 * @see PROV-N, section 3
 */
export interface ProvStatements {
  /** Makes a name from its text; the same text gives the same object. */
  name(text: string): QualifiedName;
  /** Makes a literal; without a type and a language it is a plain string. */
  literal(
    text: string,
    options?: { type?: NameInput; language?: string },
  ): ProvLiteral;
  /** States a thing. */
  entity(id: NameInput, attributes?: AttributesInput): QualifiedName;
  /** States what happened over time. */
  activity(
    id: NameInput,
    attributes?: AttributesInput,
    times?: { readonly startTime?: TimeInput; readonly endTime?: TimeInput },
  ): QualifiedName;
  /** States who or what bears responsibility. */
  agent(id: NameInput, attributes?: AttributesInput): QualifiedName;
  /** States that an entity came into being, and by which activity. */
  wasGeneratedBy(
    entity: NameInput,
    activity?: NameInput,
    options?: RelationInput<never, "time">,
  ): RelationId;
  /** States that an activity used an entity. */
  used(
    activity: NameInput,
    entity?: NameInput,
    options?: RelationInput<never, "time">,
  ): RelationId;
  /** States that an activity used something that another one made. */
  wasInformedBy(
    informed: NameInput,
    informant: NameInput,
    options?: RelationInput,
  ): RelationId;
  /** States that an entity set off an activity. */
  wasStartedBy(
    activity: NameInput,
    trigger?: NameInput,
    options?: RelationInput<"starter", "time">,
  ): RelationId;
  /** States that an entity ended an activity. */
  wasEndedBy(
    activity: NameInput,
    trigger?: NameInput,
    options?: RelationInput<"ender", "time">,
  ): RelationId;
  /** States that an entity ceased to be, and by which activity. */
  wasInvalidatedBy(
    entity: NameInput,
    activity?: NameInput,
    options?: RelationInput<never, "time">,
  ): RelationId;
  /** States that an entity was made from another. */
  wasDerivedFrom(
    generatedEntity: NameInput,
    usedEntity: NameInput,
    options?: RelationInput<"activity" | "generation" | "usage">,
  ): RelationId;
  /** States that an entity is an agent's work. */
  wasAttributedTo(
    entity: NameInput,
    agent: NameInput,
    options?: RelationInput,
  ): RelationId;
  /** States that an agent bears responsibility for an activity. */
  wasAssociatedWith(
    activity: NameInput,
    agent?: NameInput,
    options?: RelationInput<"plan">,
  ): RelationId;
  /** States that an agent acted for another. */
  actedOnBehalfOf(
    delegate: NameInput,
    responsible: NameInput,
    options?: RelationInput<"activity">,
  ): RelationId;
  /** States an influence of any kind. */
  wasInfluencedBy(
    influencee: NameInput,
    influencer: NameInput,
    options?: RelationInput,
  ): RelationId;
  /** States that an entity shows all aspects of another and more. */
  specializationOf(specificEntity: NameInput, generalEntity: NameInput): void;
  /** States that two entities show aspects of one thing. */
  alternateOf(alternate1: NameInput, alternate2: NameInput): void;
  /** States that a collection holds an entity. */
  hadMember(collection: NameInput, entity: NameInput): void;
  /** States that an entity specializes one that a bundle describes. */
  mentionOf(
    specificEntity: NameInput,
    generalEntity: NameInput,
    bundle: NameInput,
  ): void;
  /** States anything by its kind: `parts` holds the formal arguments by name, `id` and
   * `attributes`. */
  record(kind: ProvKind, parts: Readonly<Record<string, unknown>>): RelationId;
}

/** Makes a document: the statements of its top level, its bundles, and the whole. */
export interface ProvBuilder extends ProvStatements {
  /** Adds a bundle, and returns the maker of its statements.
   *
   * @param build called with the same maker, for documents that are written in one piece
   * @throws {ProvError} `PROV_CONFLICT` where the document has a bundle of this name
   */
  bundle(
    id: NameInput,
    build?: (bundle: ProvStatements) => void,
  ): ProvStatements;
  /** The document so far; what is stated later does not change it. Cost: a copy of the list of
   * statements; the statements are shared. */
  document(): ProvDocument;
}
