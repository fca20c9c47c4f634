import type { ProvRecord, QualifiedName } from "./document.ts";

/** What a finding is about: a constraint of PROV-CONSTRAINTS by its number, or a name. Codes are
 * public and keep their meaning. */
export type ProvFindingCode =
  | "C22"
  | "C23"
  | "C24"
  | "C25"
  | "C26"
  | "C27"
  | "C28"
  | "C29"
  | "C42"
  | "C51"
  | "C52"
  | "C53"
  | "C54"
  | "C55"
  | "C56"
  | "missing-argument"
  | "mention-twice"
  | "dangling-reference"
  | "undescribed-relation"
  | "undeclared-prefix"
  | "clock-order"
  | "unknown-attribute"
  | "empty-name";

/** One step of a circle of events: one event must not come after another. */
export interface ProvEventStep {
  /** The event that comes first, such as `the generation of ex:e`. */
  readonly before: string;
  /** The event that comes after it. */
  readonly after: string;
  /** Whether they cannot happen at the same time either. */
  readonly strict: boolean;
  /** The constraint that says so, such as `C42`. */
  readonly code: string;
  /** The statement that it follows from; absent where it is the nature of an entity or activity. */
  readonly record?: ProvRecord;
}

/** Something wrong or odd in a document. */
export interface ProvFinding {
  /** What it is about. */
  readonly code: ProvFindingCode;
  /** An error makes the document invalid; a warning does not. */
  readonly severity: "error" | "warning";
  /** What clashes with what, for a person. */
  readonly message: string;
  /** The statements that it is about, as they are in the document. */
  readonly records: readonly ProvRecord[];
  /** The bundle that they are in; absent for the top level. */
  readonly bundle?: QualifiedName;
  /** For a circle of events its steps: each begins where the one before ends, the last one ends
   * where the first begins. */
  readonly cycle?: readonly ProvEventStep[];
}

/** What a check of one scope reports: the place is added to it later. */
export type Report = (finding: Omit<ProvFinding, "bundle">) => void;
