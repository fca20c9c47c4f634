import type { ProvKind } from "./vocabulary.ts";

/** A name: a prefix that a document declares, and what follows it. The IRI says what it means. */
export interface QualifiedName {
  /** The prefix; the empty text stands for the default namespace. */
  readonly prefix: string;
  /** The part behind the prefix; nothing in it is escaped. */
  readonly local: string;
  /** The namespace's IRI followed by the local part. */
  readonly iri: string;
}

/** A value as it was written: nothing converted, nothing lost. */
export interface ProvLiteral {
  /** The lexical form. */
  readonly text: string;
  /** The datatype; absent for a plain string (`xsd:string`) and beside a language. */
  readonly type?: QualifiedName;
  /** A language tag, such as `en`. */
  readonly language?: string;
}

/** The value of an attribute: a name or a literal. */
export type ProvValue = QualifiedName | ProvLiteral;

/** One attribute of a record. A record may have several of one name; order has no meaning. */
export interface ProvAttribute {
  /** What it is about, such as `prov:type`. */
  readonly name: QualifiedName;
  /** What it says. */
  readonly value: ProvValue;
}

/** One statement: an element or a relation. */
export interface ProvRecord {
  /** What kind of statement it is. */
  readonly kind: ProvKind;
  /** The identifier; elements always have one, relations may. */
  readonly id?: QualifiedName;
  /** The formal arguments that are present, by their name without `prov:`: a name, or for
   * `time`, `startTime` and `endTime` the lexical form of an `xsd:dateTime`. */
  readonly formal: Readonly<Record<string, QualifiedName | string>>;
  /** Everything else that is said; a set. */
  readonly attributes: readonly ProvAttribute[];
}

/** A named set of records with prefixes of its own. */
export interface ProvBundle {
  /** The name of the bundle. */
  readonly id: QualifiedName;
  /** Namespace IRIs by prefix. `prov` and `xsd` are always known. */
  readonly prefixes: Readonly<Record<string, string>>;
  /** The statements; their order has no meaning. */
  readonly records: readonly ProvRecord[];
}

/** A PROV document: plain, frozen data. */
export interface ProvDocument {
  /** Namespace IRIs by prefix. `prov` and `xsd` are always known. */
  readonly prefixes: Readonly<Record<string, string>>;
  /** The statements; their order has no meaning. */
  readonly records: readonly ProvRecord[];
  /** The bundles, each with a name of its own. */
  readonly bundles: readonly ProvBundle[];
}
