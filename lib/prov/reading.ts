import { ProvError, type StemmaErrorCode } from "../base/errors.ts";
import type { ProvDocument } from "./document.ts";
import { jsonPointer, type PathStep } from "./json_pointer.ts";

/** What a lenient reader set right. */
export interface ProvRepair {
  /** Where in PROV-JSON and PROV-JSONLD: a JSON Pointer into the text. */
  readonly path?: string;
  /** Where in PROV-N: the line, from 1. */
  readonly line?: number;
  /** Where in PROV-N: the column, from 1, in characters. */
  readonly column?: number;
  /** What was odd. */
  readonly kind: ProvRepairKind;
  /** What was found and how it was taken. */
  readonly message: string;
}

/** The kinds of repair; they are public and keep their meaning. */
export type ProvRepairKind =
  | "argument-as-attribute"
  | "argument-in-array"
  | "bare-mention"
  | "bare-token"
  | "blank-name"
  | "byte-order-mark"
  | "date-time"
  | "declaration-order"
  | "double-spelling"
  | "duplicate-key"
  | "empty-array"
  | "foreign-key"
  | "language-tag"
  | "line-break"
  | "lone-surrogate"
  | "members-in-array"
  | "missing-argument"
  | "namespace"
  | "null"
  | "plain-relation"
  | "prefix-name"
  | "raw-boolean"
  | "raw-number"
  | "reserved-prefix"
  | "several-defaults"
  | "several-statements"
  | "skipped-bundle"
  | "skipped-statement"
  | "statement-order"
  | "type-beside-language"
  | "typed-argument"
  | "undeclared-prefix"
  | "unknown-key"
  | "value-outside-array"
  | "white-space";

/** What a reader gives back. */
export interface ProvReading {
  /** What was read; deeply frozen. */
  readonly document: ProvDocument;
  /** What a lenient reading set right, in order of the text; empty after a strict one. */
  readonly repairs: readonly ProvRepair[];
}

/** The state of one reading: where it is, and what it makes of what it does not expect. */
export interface Reading {
  /** The place that is being read; whoever descends pushes and pops. */
  readonly path: PathStep[];
  /** Whether what is odd is set right instead of refused. */
  readonly lenient: boolean;
  /** Reports what is set right; strict reading takes it as it is, without a word. */
  note(kind: ProvRepairKind, message: string): void;
  /** Reports what is set right; strict reading refuses it.
   *
   * @throws {ProvError} in strict reading
   */
  repair(kind: ProvRepairKind, message: string, code?: StemmaErrorCode): void;
  /** Refuses what no reading can make sense of.
   *
   * @throws {ProvError} always
   */
  refuse(message: string, code?: StemmaErrorCode): never;
  /** Does something one step further inside. */
  inside<T>(step: PathStep, task: () => T): T;
}

/** Starts a reading whose repairs go to `repairs`; errors name the format. */
export function startReading(
  lenient: boolean,
  repairs: ProvRepair[],
  format = "PROV-JSON",
): Reading {
  const path: PathStep[] = [];

  function refuse(message: string, code: StemmaErrorCode = "PROV_SHAPE"): never {
    const pointer = jsonPointer(path);
    throw new ProvError(
      code,
      `Cannot read ${format} at ${pointer === "" ? "the top" : `"${pointer}"`}: ${message}`,
      { path: pointer },
    );
  }

  function note(kind: ProvRepairKind, message: string): void {
    if (lenient) repairs.push(Object.freeze({ path: jsonPointer(path), kind, message }));
  }

  return {
    path,
    lenient,
    note,
    refuse,
    repair(kind, message, code) {
      if (!lenient) refuse(message, code);
      note(kind, message);
    },
    inside(step, task) {
      path.push(step);
      const result = task();
      path.pop();
      return result;
    },
  };
}
