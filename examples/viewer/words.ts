/** A number in four digits that matter; what is not finite by its name. */
export function numberText(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? "∞" : value < 0 ? "−∞" : "NaN";
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e7)) return value.toExponential(3).replace("e+", "e");
  if (Number.isInteger(value)) return countText(value);
  return String(Number(value.toPrecision(4)));
}

/** A whole number with a space between thousands that does not break. */
export function countText(value: number): string {
  return String(value).replace(/\B(?=(?:\d{3})+$)/g, "\u202f");
}

/** A number and what is counted. */
export function countOf(value: number, what: string): string {
  return `${countText(value)} ${what}${value === 1 ? "" : "s"}`;
}

/** A number of bytes in the unit that suits it. */
export function sizeText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const power = Math.min(4, Math.floor(Math.log2(bytes) / 10));
  return `${(bytes / 1024 ** power).toFixed(1)} ${["", "KiB", "MiB", "GiB", "TiB"][power]}`;
}

/** A time in UTC, to the second. */
export function timeText(timestamp: number): string {
  return `${new Date(timestamp).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/** A span of time in the one or two units that suit it. */
export function durationText(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  const seconds = ms / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${Math.floor(seconds % 60)} s`;
  const hours = Math.floor(minutes / 60);
  return hours < 48
    ? `${hours} h ${minutes % 60} min`
    : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** A text that is not longer than a table can show. */
export function cutText(text: string, most = 500): string {
  return text.length > most ? `${text.slice(0, most)}…` : text;
}
