import type { Row } from "./row.ts";

/** The samples of every side on every runtime, by `runtime row#side`; a text where it failed. */
export type Results = ReadonlyMap<string, readonly number[] | string>;

/** The table: a line a row and side, best and median on each runtime, and ours against each rival. */
export function toTable(
  rows: readonly Row[],
  runtimes: readonly string[],
  results: Results,
): string {
  const lines = [
    ["work", "unit", "side", ...runtimes, "bar"],
    ["---", "---", "---", ...runtimes.map(() => "---:"), "---"],
  ];
  for (const row of rows) {
    row.sides.forEach(({ name }, side) => {
      const cells = runtimes.map((runtime) => cell(row, runtime, side, results));
      lines.push(
        side === 0
          ? [row.work, row.unit, `**${name}**`, ...cells, row.bar ?? ""]
          : ["", "", name, ...cells, ""],
      );
    });
  }
  return lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** Best (median), and for a rival the ratio of ours to it, of the best and of the medians. */
function cell(row: Row, runtime: string, side: number, results: Results): string {
  const samples = results.get(`${runtime} ${row.id}#${side}`);
  if (samples === undefined) return "";
  if (typeof samples === "string") return `failed: ${samples.slice(0, 60)}`;
  if (samples.length === 0) return "not here";
  const text = `${show(best(row, samples))} (${show(median(samples))})`;
  const ours = results.get(`${runtime} ${row.id}#0`);
  if (side === 0 || ours === undefined || typeof ours === "string" || ours.length === 0) {
    return text;
  }
  const ratio = best(row, ours) / best(row, samples);
  return `${text} → ${ratio.toFixed(2)} (${(median(ours) / median(samples)).toFixed(2)})`;
}

function best({ better }: Row, samples: readonly number[]): number {
  return better === "less" ? Math.min(...samples) : Math.max(...samples);
}

function median(samples: readonly number[]): number {
  const sorted = samples.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Three digits that count. */
function show(value: number): string {
  if (value >= 100) return Math.round(value).toLocaleString("en-US");
  return value.toPrecision(value < 1 ? 2 : 3);
}
