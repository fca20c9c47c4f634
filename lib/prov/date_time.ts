import { isTime, toDateTime } from "../base/time.ts";

const DATE_TIME =
  /^(-?(?:[1-9][0-9]{3,}|0[0-9]{3}))-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T(?:([01][0-9]|2[0-3]):([0-5][0-9]):([0-5][0-9])(?:\.([0-9]+))?|(24):00:00(?:\.0+)?)(Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))?$/;

/** Tells whether a text is an `xsd:dateTime`: with a `T`, a day that its month has, and a zone of
 * at most 14 hours or none.
 *
 * @see XML Schema 1.1 part 2, section 3.3.7
 */
export function isDateTime(text: string): boolean {
  return readDateTime(text) !== undefined;
}

/** The value of an `xsd:dateTime` as a text that is the same for every spelling of one moment:
 * seconds since the epoch, the fraction without trailing zeros, and whether a zone was given.
 *
 * A time without zone is another value than any time with one. `undefined` where the text is no
 * `xsd:dateTime`.
 */
export function dateTimeValue(text: string): string | undefined {
  return readDateTime(text);
}

/** The lexical form of a time: UTC with milliseconds for a `Date` and for a number of milliseconds
 * since the epoch; a text that is an `xsd:dateTime` stays as it is.
 *
 * `undefined` where there is no such form.
 */
export function dateTimeText(time: Date | number | string): string | undefined {
  if (typeof time === "string") return isDateTime(time) ? time : undefined;
  const ms = time instanceof Date ? time.getTime() : time;
  if (typeof ms !== "number" || !(Math.abs(ms) <= 8.64e15)) return undefined;
  const text = toDateTime(ms);
  return isTime(ms) || isDateTime(text) ? text : undefined;
}

function readDateTime(text: string): string | undefined {
  const match = DATE_TIME.exec(text);
  if (match === null || match[1].length > 9) return undefined;
  const [, year, month, day, hour, minute, second, fraction, midnight, zone] = match;
  const y = Number(year), m = Number(month), d = Number(day);
  if (d > daysIn(y, m)) return undefined;
  const clock = midnight === undefined
    ? Number(hour) * 3600 + Number(minute) * 60 + Number(second)
    : 86400;
  const seconds = days(y, m, d) * 86400 + clock - offset(zone) * 60;
  const rest = fraction?.replace(/0+$/, "") ?? "";
  return `${seconds}.${rest}${zone === undefined ? "" : "Z"}`;
}

function offset(zone: string | undefined): number {
  if (zone === undefined || zone === "Z") return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4));
  return zone[0] === "-" ? -minutes : minutes;
}

function daysIn(year: number, month: number): number {
  if (month !== 2) return [4, 6, 9, 11].includes(month) ? 30 : 31;
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
}

/** Days from 1970-01-01 in the proleptic Gregorian calendar, by counting years from March. */
function days(year: number, month: number, day: number): number {
  const y = month > 2 ? year : year - 1;
  const m = month > 2 ? month - 3 : month + 9;
  return 365 * y + Math.floor(y / 4) - Math.floor(y / 100) +
    Math.floor(y / 400) +
    Math.floor((153 * m + 2) / 5) + day - 1 - 719468;
}
