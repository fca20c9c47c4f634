import process from "node:process";
import { printable } from "../base/printable.ts";
import { cutText } from "./text_width.ts";

/** Writes texts in a colour, or as they are where there is none. */
export type Paint = Readonly<Record<keyof typeof CODES, (text: string) => string>>;

const CODES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 };

type Screen = { readonly isTTY?: boolean; readonly columns?: number };

/** The colours for a stream: none unless it is a terminal, and none where `NO_COLOR` is set.
 *
 * @see https://no-color.org
 */
export function paintFor(stream: Screen = process.stdout): Paint {
  const { NO_COLOR = "", TERM } = process.env;
  const coloured = stream.isTTY === true && NO_COLOR === "" && TERM !== "dumb";
  const pairs = Object.entries(CODES).map(([name, code]) => [
    name,
    (text: string) => coloured && text !== "" ? `\x1b[${code}m${text}\x1b[0m` : text,
  ]);
  return Object.fromEntries(pairs);
}

/** How many columns there are to write in: those of the terminal, and 80 in a pipe or file. */
export function screenWidth(stream: Screen = process.stdout): number {
  return stream.isTTY ? Math.min(Math.max(stream.columns || 80, 40), 120) : 80;
}

/** A line on stderr that says how far a long work is. */
export interface Progress {
  /** Says what is being done now. */
  tell(text: string): void;
  /** Takes the line away until something is told again. */
  clear(): void;
  /** Takes the line away for good. */
  end(): void;
}

/** Begins a progress line. It is seen on a terminal only, and after half a second: what is done by
 * then needs none. */
export function startProgress(): Progress {
  let seen = false;
  const timer = setTimeout(() => seen = process.stderr.isTTY === true, 500);
  let text = "";
  const clear = () => {
    if (text !== "") process.stderr.write("\r\x1b[K");
    text = "";
  };
  return {
    tell(news) {
      if (!seen) return;
      clear();
      text = cutText(printable(news), screenWidth(process.stderr) - 1);
      process.stderr.write(text);
    },
    clear,
    end() {
      clearTimeout(timer);
      clear();
      seen = false;
    },
  };
}
