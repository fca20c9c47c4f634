import { cutText, padText, textWidth } from "./text_width.ts";

/** A column of a table. */
export interface Column {
  /** What stands above it. */
  readonly heading: string;
  /** Where its cells begin. @default {"left"} */
  readonly side?: "left" | "right";
  /** Where its cells are cut; the end of a name often tells more than its middle. @default {"end"} */
  readonly cut?: "end" | "middle" | "never";
}

const GAP = 2;
/** No column is cut to be narrower than this, however long the others are. */
const NARROWEST = 6;

/** Lays rows out in columns of at most `width` together, the heading first; the widest columns are
 * cut first, and a column in which nothing stands is left out. */
export function layTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  width: number,
): string[] {
  const kept = [...columns.keys()].filter((i) => rows.some((row) => row[i] !== ""));
  const all = [columns.map(({ heading }) => heading), ...rows];
  const widths = kept.map((i) => all.reduce((most, row) => Math.max(most, textWidth(row[i])), 0));
  const cut = kept.map((i) => columns[i].cut !== "never");
  shrink(widths, cut, width - GAP * (kept.length - 1));
  return all.map((row) =>
    kept.map((i, at) => {
      const { cut: place, side } = columns[i];
      const text = place === "never" ? row[i] : cutText(row[i], widths[at], place);
      return padText(text, widths[at], side);
    }).join(" ".repeat(GAP)).trimEnd()
  );
}

/** Narrows those columns that may be cut. */
function shrink(widths: number[], cut: readonly boolean[], width: number): void {
  let over = widths.reduce((sum, each) => sum + each, 0) - width;
  while (over > 0) {
    const widest = Math.max(0, ...widths.filter((_, i) => cut[i]));
    if (widest <= NARROWEST) return;
    // Down to the next width below in one step: a cell may hold a million characters.
    const next = Math.max(NARROWEST, ...widths.filter((each, i) => cut[i] && each < widest));
    const count = widths.filter((each, i) => cut[i] && each === widest).length;
    const step = Math.max(1, Math.min(widest - next, Math.ceil(over / count)));
    for (const [i, each] of widths.entries()) {
      if (!cut[i] || each !== widest || over <= 0) continue;
      widths[i] -= step;
      over -= step;
    }
  }
}
