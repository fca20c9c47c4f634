/** What is written of a statement's times: an instant as a reader wants it, `2026-01-01 00:30:00Z`.
 * A text that is no `xsd:dateTime` stays as it is. */
export function timeText(text: string): string {
  const parts = /^(-?\d{4,}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)?$/.exec(text);
  if (parts === null) return text;
  const [, day, time, fraction = "", zone = ""] = parts;
  return `${day} ${time}${/[1-9]/.test(fraction) ? fraction : ""}${zone}`;
}

/** From when to when; the day is told once where both are on one. Empty where neither is known. */
export function periodText(start: string | undefined, end: string | undefined): string {
  if (start === undefined && end === undefined) return "";
  if (start === end) return timeText(start!);
  const from = start === undefined ? "" : timeText(start);
  const to = end === undefined ? "" : timeText(end);
  const day = from.slice(0, from.indexOf(" ") + 1);
  return `${from} – ${day !== "" && to.startsWith(day) ? to.slice(day.length) : to}`.trim();
}

/** How long something took, in the two largest units; empty where that is not known. */
export function durationText(start: string | undefined, end: string | undefined): string {
  const ms = Date.parse(String(end)) - Date.parse(String(start));
  return ms >= 0 ? spanText(ms) : "";
}

function spanText(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${Math.round(ms / 100) / 10} s`;
  const seconds = Math.round(ms / 1000);
  const minutes = Math.floor(seconds / 60), hours = Math.floor(minutes / 60);
  if (hours === 0) return twoUnits(minutes, "min", seconds % 60, "s");
  return hours < 48
    ? twoUnits(hours, "h", minutes % 60, "min")
    : twoUnits(Math.floor(hours / 24), "d", hours % 24, "h");
}

function twoUnits(large: number, unit: string, small: number, part: string): string {
  return small === 0 ? `${large} ${unit}` : `${large} ${unit} ${small} ${part}`;
}
