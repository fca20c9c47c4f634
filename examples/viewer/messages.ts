import type { EnvironmentDescription, RunTransfer, SourceDescription, Summary } from "stemma";
import type { Verification } from "stemma/seal";

/** A file that was dropped or picked, and where it lay. */
export interface GivenFile {
  readonly path: string;
  readonly file: File;
}

/** What the page asks the reader. */
export type Question =
  | { readonly kind: "open"; readonly files: readonly GivenFile[] }
  | { readonly kind: "choose"; readonly folder: string }
  | { readonly kind: "dot"; readonly detail: "auto" | "overview" | "full" }
  | { readonly kind: "prov" };

/** What is found where the page would have to look through all events. */
export interface Findings {
  readonly digest: string;
  readonly source?: Partial<SourceDescription>;
  readonly environment?: Partial<EnvironmentDescription>;
  readonly command?: readonly string[];
  /** What a damaged log did not give. */
  readonly cuts: readonly string[];
}

/** What the reader answers. */
export type Answer =
  /** The next events of the run: in parts, so that the page stays awake. */
  | { readonly kind: "part"; readonly part: RunTransfer }
  | {
    readonly kind: "run";
    /** Where runs lie in what was given, and which of them this is. */
    readonly folders: readonly string[];
    readonly folder: string;
    readonly found: Findings;
  }
  | { readonly kind: "summaries"; readonly summaries: readonly Summary[] }
  | { readonly kind: "verified"; readonly verification: Verification }
  | { readonly kind: "unverified"; readonly reason: string }
  | { readonly kind: "dot"; readonly text: string }
  | { readonly kind: "prov"; readonly text: string }
  | { readonly kind: "failed"; readonly of: Question["kind"]; readonly reason: string };
