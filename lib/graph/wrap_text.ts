import { cutText, textWidth } from "./text.ts";

/** The widest line that is left alone, and the widest that a break may leave, in places. */
const LINE = 28, WIDEST = 34;
/** The longest text on two lines, and on one where there is no place to break it. */
const TWO_LINES = 52, ONE_LINE = 38;
/** Where a text is broken, the better places first: at spaces, then after what joins names. */
const PLACES = [/\s/g, /(?<=[/_,;=&?-])/g];

/** A text as one line, or as two of about the same width. What is too long for that is shortened in
 * its midst. */
export function wrapText(text: string): string[] {
  const clean = cutText(text, TWO_LINES);
  if (textWidth(clean) <= LINE) return [clean];
  for (const places of PLACES) {
    let best: string[] = [], least = WIDEST + 1;
    for (const { index } of clean.matchAll(places)) {
      const lines = [clean.slice(0, index).trim(), clean.slice(index).trim()];
      const widest = Math.max(...lines.map(textWidth));
      if (widest < least) [best, least] = [lines, widest];
    }
    if (best.length > 0) return best;
  }
  return [cutText(text, ONE_LINE)];
}
