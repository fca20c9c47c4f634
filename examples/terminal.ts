// What the examples print with. Nothing here knows of runs.
import process from "node:process";

/** A curve in one line of text, the lowest value at the bottom. */
export function sparkline(values: ArrayLike<number>): string {
  const all = Array.from(values);
  const [min, max] = [Math.min(...all), Math.max(...all)];
  return all.map((value) => "▁▂▃▄▅▆▇█"[Math.floor((value - min) / (max - min || 1) * 7.99)]).join(
    "",
  );
}

/** A share of a whole as a bar. */
export function bar(share: number, width: number): string {
  const full = Math.round(share * width);
  return "█".repeat(full) + "░".repeat(width - full);
}

/** A number for people: four digits that matter. */
export function short(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
}

/** A number of bytes for people. */
export function bytes(size: number): string {
  return size < 1024 ? `${size} B` : `${(size / 1024).toFixed(1)} KiB`;
}

/** Writes over the line before, where there is a screen that shows it. */
export function progress(text: string): void {
  if (process.stdout.isTTY) process.stdout.write(`\r\x1b[K${text}`);
}

/** Writes a line for good, over a progress line where there is one. */
export function line(text = ""): void {
  if (process.stdout.isTTY) process.stdout.write("\r\x1b[K");
  console.log(text);
}

/** Writes a heading and rows below it, the columns as wide as they need to be. */
export function table(heading: string, rows: readonly (readonly string[])[]): void {
  const widths = rows[0].map((_, i) => Math.max(...rows.map((row) => row[i].length)));
  line();
  line(process.stdout.isTTY ? `\x1b[1m${heading}\x1b[0m` : heading);
  for (const row of rows) {
    line(`  ${row.map((cell, i) => cell.padEnd(widths[i])).join("  ")}`.trimEnd());
  }
}
