/** A number for people: four digits that matter, and what is not finite by its name. */
export function numberText(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return countText(value);
  const [, exponent] = value.toExponential().split("e");
  if (Number(exponent) >= 6) return value.toExponential(3).replace("e+", "e");
  return String(Number(value.toPrecision(4)));
}

/** A whole number with a comma between thousands, whatever the locale. */
export function countText(value: number): string {
  return String(value).replace(/\B(?=(?:\d{3})+$)/g, ",");
}

/** A number and what is counted: `1 run`, `2 runs`. */
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
  if (ms < 1000) return `${Number(ms.toPrecision(3))} ms`;
  const seconds = ms / 1000;
  if (seconds < 60) return `${Number(seconds.toFixed(1))} s`;
  const whole = Math.round(seconds);
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${whole % 60} s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h ${minutes % 60} min`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** A curve in one line of text, the least finite value at the bottom; a gap stands for the rest. */
export function sparkline(values: ArrayLike<number>): string {
  const all = Array.from(values);
  const finite = all.filter(Number.isFinite);
  const min = Math.min(...finite), span = Math.max(...finite) - min || 1;
  const level = (value: number) => "▁▂▃▄▅▆▇█"[Math.floor((value - min) / span * 7.99)];
  return all.map((value) => Number.isFinite(value) ? level(value) : " ").join("");
}
