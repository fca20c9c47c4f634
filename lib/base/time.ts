import { nameOf } from "./options.ts";

/** The first and the last time that `xsd:dateTime` writes with a year of four digits, in ms. */
const FIRST = -62135596800000;
const LAST = 253402300799999;

/** A time given as a `Date` or in milliseconds since the epoch, as milliseconds.
 *
 * Fractions of a millisecond are kept.
 *
 * @throws {TypeError} where it is neither
 * @throws {RangeError} where it is invalid, NaN or outside the years 0001 to 9999
 */
export function toMilliseconds(time: unknown, what: string): number {
  const ms = time instanceof Date ? time.getTime() : time;
  if (typeof ms !== "number") {
    throw new TypeError(
      `Cannot log ${what}: timestamp must be a Date or milliseconds since the epoch, got ${
        nameOf(time)
      }`,
    );
  }
  if (!isTime(ms)) {
    throw new RangeError(
      `Cannot log ${what}: timestamp must be in the years 0001 to 9999, got ${
        time instanceof Date ? "an invalid date" : ms
      }`,
    );
  }
  // -0 becomes 0: a time has no sign to keep.
  return ms + 0;
}

/** Whether a number of milliseconds lies in the years 0001 to 9999. */
export function isTime(ms: number): boolean {
  return ms >= FIRST && ms <= LAST;
}

/** A time as `xsd:dateTime`: UTC, with milliseconds. */
export function toDateTime(ms: number): string {
  return new Date(Math.floor(ms)).toISOString();
}
