import { InvalidArgumentError } from "commander";

/** Reads the number of an option that counts from 0.
 *
 * @throws {InvalidArgumentError} where it is none
 */
export function readCount(text: string): number {
  if (/^\d{1,10}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It must be a number from 0 on.");
}
