import { nameOf } from "../base/options.ts";
import { checkName } from "../base/value.ts";
import type { Direction } from "./events.ts";

/** The contexts that most runs have. Any other text is a context too.
 *
 * @example
 * ```ts
 * import { Context } from "stemma";
 * import assert from "node:assert/strict";
 * assert.equal(Context.TRAINING, "training");
 * ```
 */
export const Context: {
  readonly TRAINING: "training";
  readonly VALIDATION: "validation";
  readonly TESTING: "testing";
} = Object.freeze({
  TRAINING: "training",
  VALIDATION: "validation",
  TESTING: "testing",
});

/** The direction given, or the usual one. */
export function directionOf(
  direction: unknown,
  usual: Direction,
  what: string,
): Direction {
  if (direction === undefined) return usual;
  if (direction === "input" || direction === "output") return direction;
  throw new TypeError(
    `Cannot log ${what}: direction must be "input" or "output", got ${nameOf(direction)}`,
  );
}

/** A context as an event holds it: nothing where none was given. */
export function contextOf(
  context: unknown,
  what: string,
): { context?: string } {
  return context === undefined ? {} : { context: checkName(context, `${what}: context`) };
}

/** A step as an event holds it: nothing where none was given. */
export function stepOf(step: unknown, what: string): { step?: number } {
  return step === undefined ? {} : { step: wholeNumber(step, `${what}: step`) };
}

/** A choice between yes and no, or the usual one.
 *
 * @throws {TypeError} where it is neither
 */
export function choiceOf(value: unknown, usual: boolean, what: string): boolean {
  if (value === undefined) return usual;
  if (typeof value === "boolean") return value;
  throw new TypeError(`Cannot log ${what} must be true or false, got ${nameOf(value)}`);
}

/** A number that counts something.
 *
 * @throws {RangeError} where it is no safe integer >= 0
 */
export function wholeNumber(value: unknown, what: string): number {
  if (Number.isSafeInteger(value) && (value as number) >= 0) {
    return (value as number) + 0; // -0 becomes 0
  }
  const message = `Cannot log ${what} must be a safe integer >= 0, got ${nameOf(value)}`;
  throw typeof value === "number" ? new RangeError(message) : new TypeError(message);
}
