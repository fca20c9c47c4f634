import { ProvError, type StemmaErrorCode } from "../base/errors.ts";
import { placeFinder } from "./provn_place.ts";
import type { ProvRepair, ProvRepairKind } from "./reading.ts";

/** Why a statement cannot be read. It is thrown, but is no error yet: lenient reading leaves the
 * statement out and goes on, a million times if need be. */
export interface Refusal {
  readonly refused: number;
  readonly message: string;
  readonly code: StemmaErrorCode;
}

/** The state of one reading of PROV-N: what it makes of what it does not expect. Places are offsets
 * into the text. */
export interface ProvNReading {
  /** Whether what is odd is set right instead of refused. */
  readonly lenient: boolean;
  /** Reports what is set right; strict reading takes it as it is, without a word. */
  note(at: number, kind: ProvRepairKind, message: string): void;
  /** Reports what is set right; strict reading refuses it.
   *
   * @throws {Refusal} in strict reading
   */
  repair(at: number, kind: ProvRepairKind, message: string, code?: StemmaErrorCode): void;
  /** Refuses a statement.
   *
   * @throws {Refusal} always
   */
  refuse(at: number, message: string, code?: StemmaErrorCode): never;
  /** Gives the whole text up.
   *
   * @throws {ProvError} always
   */
  fail(at: number, message: string, code?: StemmaErrorCode): never;
  /** What was reported, in order of the text, with lines and columns. */
  repairs(): readonly ProvRepair[];
}

/** Starts a reading of a text. */
export function startProvNReading(text: string, lenient: boolean): ProvNReading {
  const notes: { at: number; kind: ProvRepairKind; message: string }[] = [];

  function note(at: number, kind: ProvRepairKind, message: string): void {
    if (lenient) notes.push({ at, kind, message });
  }

  function refuse(at: number, message: string, code: StemmaErrorCode = "PROV_SYNTAX"): never {
    const refusal: Refusal = { refused: at, message, code };
    throw refusal;
  }

  return {
    lenient,
    note,
    refuse,
    repair(at, kind, message, code) {
      if (!lenient) refuse(at, message, code);
      note(at, kind, message);
    },
    fail(at, message, code = "PROV_SYNTAX") {
      const { line, column } = placeFinder(text)(at);
      throw new ProvError(
        code,
        `Cannot read PROV-N at line ${line}, column ${column}: ${message}`,
        { line, column },
      );
    },
    repairs() {
      const place = placeFinder(text);
      return Object.freeze(
        notes.sort((a, b) => a.at - b.at)
          .map(({ at, kind, message }) => Object.freeze({ ...place(at), kind, message })),
      );
    },
  };
}

/** Tells whether what was caught is a {@link Refusal}. */
export function isRefusal(thrown: unknown): thrown is Refusal {
  return typeof thrown === "object" && thrown !== null && "refused" in thrown;
}
