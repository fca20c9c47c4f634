import type { Counts } from "./summary.ts";

/** What one step came to. */
export interface Step extends Counts {
  /** What ran, and on what. */
  readonly name: string;
  /** What it printed. */
  readonly output: string;
}

/** How wide the table is, in characters. */
const WIDTH = 100;
const COUNTS = 9;

/** Lays a table of steps: what passed, failed and was skipped, and why. */
export function stepTable(steps: readonly Step[]): string {
  const first = Math.max(...steps.map(({ name }) => name.length), 4) + 1;
  const before = first + 3 * COUNTS + 2;
  const row = (name: string, cells: readonly string[]) =>
    name.padEnd(first) + cells.map((cell) => cell.padStart(COUNTS)).join("");
  const lines = [`${row("", ["passed", "failed", "skipped"])}  why`];
  for (const step of steps) {
    const { name, passed, failed, skipped } = step;
    const [line = "", ...more] = wrap(reasonsOf(step), WIDTH - before);
    const counts = [passed, failed, skipped].map(String);
    lines.push(`${row(name, counts)}  ${line}`.trimEnd());
    for (const line of more) lines.push(" ".repeat(before) + line);
  }
  return lines.join("\n");
}

/** Why tests were skipped, the most frequent reason first, and which files were left out. A name may hold the
 * sign before a reason. */
function reasonsOf({ output, skipped }: Step): string[] {
  const counts = new Map<string, number>();
  const told = output.matchAll(/^[^\S\n]*﹣ .* # (.+)$/gm);
  for (const [, reason] of told) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const sum = [...counts.values()].reduce((sum, count) => sum + count, 0);
  if (sum < skipped) counts.set("for a reason that was not told", skipped - sum);
  const reasons = [...counts].sort((a, b) => b[1] - a[1])
    .map(([reason, count]) => `${count} ${reason}`);
  return [...reasons, .../^\d+ files of tests left out.*$/m.exec(output) ?? []];
}

/** Breaks reasons into lines, between words. */
function wrap(reasons: readonly string[], width: number): string[] {
  const lines: string[] = [];
  for (const word of reasons.join("; ").split(" ").filter(Boolean)) {
    const longer = `${lines.at(-1) ?? ""} ${word}`.trim();
    if (lines.length > 0 && longer.length <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}
