/** A place in a text: lines from 1, ended by CR, LF or both; columns from 1, in characters and not
 * in UTF-16 code units. A byte order mark at the start takes no column. */
export interface TextPlace {
  readonly line: number;
  readonly column: number;
}

/** Finds places in a text, from front to back: what is asked for must not lie before what was asked
 * for last. Cost: one pass over the text for any number of places. */
export function placeFinder(text: string): (offset: number) => TextPlace {
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  let line = 1;
  let column = 1;
  return (offset) => {
    for (; at < offset; at++) {
      const code = text.charCodeAt(at);
      if (code === 0x0a || (code === 0x0d && text.charCodeAt(at + 1) !== 0x0a)) {
        line++;
        column = 1;
      } else if (!isSecondHalf(code) && code !== 0x0d) column++;
    }
    return { line, column };
  };
}

function isSecondHalf(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff;
}
