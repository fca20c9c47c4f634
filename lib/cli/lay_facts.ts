import { printable } from "../base/printable.ts";
import type { Paint } from "./terminal.ts";
import { padText, textWidth } from "./text_width.ts";

/** The titles of facts take so many columns. */
const TITLES = 12;

/** Something that is said of a thing, under its title; absent and empty texts are left out. */
export type Fact = readonly [title: string, text: string | undefined];

/** Lays facts out in lines of at most `width` columns, each text beside its title. */
export function layFacts(facts: readonly Fact[], width: number, paint: Paint): string[] {
  return facts.flatMap(([title, text]) => {
    if (text === undefined || text === "") return [];
    const [first, ...more] = wrapText(printable(text), width - TITLES);
    return [
      paint.dim(padText(title, TITLES)) + first,
      ...more.map((line) => " ".repeat(TITLES) + line),
    ];
  });
}

/** Breaks a text into lines at spaces; a word that is longer than a line stays whole. */
function wrapText(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const line = lines.at(-1);
    if (line === undefined || textWidth(line) + textWidth(word) >= width) lines.push(word);
    else lines[lines.length - 1] = `${line} ${word}`;
  }
  return lines;
}
