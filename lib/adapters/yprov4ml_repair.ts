import type { ProvRepairKind } from "../prov.ts";

/** The kinds of repair that an import reports besides those of the PROV reader; they are public and
 * keep their meaning. */
export type Yprov4mlRepairKind =
  | ProvRepairKind
  | "attribute-name"
  | "context-cycle"
  | "duplicate"
  | "id-with-space"
  | "left-out"
  | "local-time"
  | "missing-context"
  | "missing-file"
  | "missing-time"
  | "missing-value"
  | "outside-path"
  | "step"
  | "text-value"
  | "truncated-list"
  | "unknown-entity"
  | "unnamed-file"
  | "unreadable-file"
  | "unreadable-point";

/** What an import set right, could not read or could not keep. */
export interface Yprov4mlRepair {
  /** The file, by its path among the given ones. */
  readonly file: string;
  /** Where in it: a JSON Pointer in a document, `line 3` in a metric file, empty for all of it. */
  readonly path: string;
  /** What was odd. */
  readonly kind: Yprov4mlRepairKind;
  /** What was found and how it was taken. */
  readonly message: string;
}

/** Reports what was set right in one file. */
export type _Note = (path: string, kind: Yprov4mlRepairKind, message: string) => void;

/** The reporter of one file. */
export function _noteIn(repairs: Yprov4mlRepair[], file: string): _Note {
  return (path, kind, message) => {
    repairs.push(Object.freeze({ file, path, kind, message }));
  };
}

/** A text as a message quotes it. */
export function _quote(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}...` : text);
}
