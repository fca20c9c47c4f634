import { readFileSync, writeFileSync } from "node:fs";

/** What one way to use the package weighs, minified and gzipped. */
export interface SizeRow {
  readonly title: string;
  /** The bytes that are loaded with the user's own code. */
  readonly atOnce: number;
  /** The bytes that are loaded when they are needed first. */
  readonly later: number;
  /** The most that is let through at once, in KB of 1,024 bytes. */
  readonly budget: number;
}

const HEAD = ["what is imported", "KB", "later", "at most"];

/** A row of the table in README.md. */
const ROW = /^\| (.+?) *\| *([\d.]+) \| *([\d.]*) \| *(\d+) \|$/;

/** The table's lines, with those of its head. */
const TABLE = new RegExp(String.raw`^\| ${HEAD[0]} .*\n(?:\|.*\n)+`, "m");

/** What README.md's table of sizes says that is not so, to a tenth of a KB. */
export function staleSizeRows(rows: readonly SizeRow[]): string[] {
  const lines = (TABLE.exec(readFileSync("README.md", "utf8"))?.[0] ?? "").trim().split("\n").slice(
    2,
  );
  const said = new Map(
    lines.map((line) => ROW.exec(line)?.slice(1) ?? [line]).map(
      ([title, ...numbers]) => [title, numbers.map(Number)],
    ),
  );
  const wrong = rows.filter((row) => {
    const [atOnce, later, budget] = said.get(row.title) ?? [];
    said.delete(row.title);
    return !(isNear(atOnce, row.atOnce) && isNear(later, row.later) && budget === row.budget);
  });
  const titles = [...wrong.map(({ title }) => title), ...said.keys()];
  if (titles.length === 0) return [];
  return [
    `README.md's table of sizes is stale for ${titles.join(", ")}: renew it by ` +
    "deno run -A build.ts --sizes --update",
  ];
}

/** Compressors differ by a few bytes, which may turn a rounded digit. */
function isNear(said: number, bytes: number): boolean {
  return Math.abs(said - bytes / 1024) < 0.1;
}

/** Writes the table in README.md anew. */
export function renewSizeTable(rows: readonly SizeRow[]): void {
  const kilobytes = (bytes: number) => (bytes / 1024).toFixed(1);
  const cells = rows.map(({ title, atOnce, later, budget }) => [
    title,
    kilobytes(atOnce),
    later === 0 ? "" : kilobytes(later),
    String(budget),
  ]);
  const widths = HEAD.map((head, i) =>
    Math.max(...[head, ...cells.map((row) => row[i])].map((cell) => cell.length))
  );
  const line = (row: readonly string[]) =>
    `| ${
      row.map((cell, i) => i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i])).join(" | ")
    } |`;
  const rule = widths.map((width, i) => i === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`);
  const table = [line(HEAD), line(rule), ...cells.map(line)].join("\n");
  const text = readFileSync("README.md", "utf8");
  writeFileSync("README.md", text.replace(TABLE, () => `${table}\n`));
}
