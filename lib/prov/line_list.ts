/** Lines that are being collected. */
export interface LineList {
  /** Adds one. */
  add(line: string): void;
  /** All of them. */
  lines(): string[];
}

/** Collects lines as parts of long texts: a line that was put together from twenty texts would keep
 * them all until it is looked at, and sorting would pay for each. */
export function lineList(): LineList {
  const lines: string[] = [];
  let piece = "";
  let ends: number[] = [];

  function cut(): string[] {
    let start = 0;
    for (const end of ends) {
      lines.push(piece.slice(start, end));
      start = end;
    }
    piece = "";
    ends = [];
    return lines;
  }

  return {
    add(line) {
      piece += line;
      ends.push(piece.length);
      if (piece.length > PIECE) cut();
    },
    lines: cut,
  };
}

const PIECE = 2 ** 15;
