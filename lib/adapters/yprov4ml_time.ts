const DATE_TIME =
  /^([0-9]{4})-([0-9]{2})-([0-9]{2})[T ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(\.[0-9]{1,12})?)?\s*(Z|[+-][0-9]{2}:?[0-9]{2})?$/;

/** A time that was read. */
export interface _Time {
  /** Milliseconds since the epoch. */
  readonly ms: number;
  /** Whether its text names no zone. */
  readonly isLocal: boolean;
}

/** Reads a time: a date and time, or seconds (or milliseconds) since the epoch.
 *
 * @param offset the minutes east of Greenwich that a time without zone is taken with
 * @returns `undefined` where the text is none, or of no year from 0001 to 9999
 */
export function _readTime(text: string, offset: number): _Time | undefined {
  const trimmed = text.trim();
  if (/^[0-9]{1,16}(?:\.[0-9]{1,12})?$/.test(trimmed)) {
    const number = Number(trimmed);
    // Seconds stay below this until the year 5138; milliseconds are above it since 1973.
    const ms = number < 1e11 ? number * 1000 : number;
    return ms > 0 && ms <= 253402300799999 ? { ms, isLocal: false } : undefined;
  }
  const found = DATE_TIME.exec(trimmed);
  if (found === null) return undefined;
  const [, year, month, day, hour, minute, second = "0", fraction = "", zone] = found;
  const date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  if (date.getUTCMonth() !== Number(month) - 1 || date.getUTCDate() !== Number(day)) {
    return undefined;
  }
  if (Number(hour) > 24 || Number(minute) > 59 || Number(second) > 60) return undefined;
  date.setUTCHours(Number(hour), Number(minute), Number(second));
  const east = zone === undefined ? offset : zone === "Z" ? 0 : _readOffset(zone) ?? 0;
  const ms = date.getTime() - east * 60_000 + Number(`0${fraction}`) * 1000;
  return ms >= -62135596800000 && ms <= 253402300799999
    ? { ms, isLocal: zone === undefined }
    : undefined;
}

/** The minutes east of Greenwich at the end of a text such as `UTC+0000` or `+02:00`. */
export function _readOffset(text: string): number | undefined {
  const found = /([+-])([0-9]{2}):?([0-9]{2})$/.exec(text);
  if (found === null) return undefined;
  const minutes = Number(found[2]) * 60 + Number(found[3]);
  return minutes > 14 * 60 ? undefined : found[1] === "-" ? -minutes : minutes;
}
