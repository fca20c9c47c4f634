/** A character that can begin a prefix. */
export const PREFIX_FIRST = 1;
/** A character that can stand inside a prefix; a full stop can too, except at its end. */
export const PREFIX_MORE = 2;
/** A character that can begin a local part as it is. */
export const LOCAL_FIRST = 4;
/** A character that can stand inside a local part as it is; a full stop can too, except at its end. */
export const LOCAL_MORE = 8;
/** An ASCII digit. */
export const DIGIT = 16;
/** White space of the grammar: space, tab, carriage return and line feed. */
export const SPACE = 32;
/** White space of Unicode that the grammar does not know. */
export const OTHER_SPACE = 64;

/** What PROV-N lets stand for what, for each UTF-16 code unit: the sum of the constants above.
 *
 * Surrogates count as the letters of the planes that have any; of a well-formed text the second
 * half of a pair is only looked at after the first. Cost: 64 KiB, made when first asked for.
 *
 * @see PROV-N, section 3.7.1 (PN_PREFIX, PN_LOCAL), and SPARQL 1.1, production 164
 */
export function characterClasses(): Uint8Array {
  return classes ??= makeClasses();
}

let classes: Uint8Array | undefined;

const LETTER = PREFIX_FIRST | PREFIX_MORE | LOCAL_FIRST | LOCAL_MORE;

/** PN_CHARS_BASE, as pairs of the first and the last; the surrogates stand for U+10000 to U+EFFFF. */
const LETTERS = [
  [0x41, 0x5a],
  [0x61, 0x7a],
  [0xc0, 0xd6],
  [0xd8, 0xf6],
  [0xf8, 0x2ff],
  [0x370, 0x37d],
  [0x37f, 0x1fff],
  [0x200c, 0x200d],
  [0x2070, 0x218f],
  [0x2c00, 0x2fef],
  [0x3001, 0xd7ff],
  [0xf900, 0xfdcf],
  [0xfdf0, 0xfffd],
  [0xd800, 0xdb7f],
  [0xdc00, 0xdfff],
] as const;

/** What may follow a letter but not begin a name. */
const MARKS = [[0x2d, 0x2d], [0xb7, 0xb7], [0x300, 0x36f], [0x203f, 0x2040]] as const;

const OTHER_SPACES = [
  [0x0b, 0x0c],
  [0x1c, 0x1f],
  [0x85, 0x85],
  [0xa0, 0xa0],
  [0x2000, 0x200a],
  [0x2028, 0x2029],
  [0x202f, 0x202f],
  [0x205f, 0x205f],
  [0x3000, 0x3000],
] as const;

function makeClasses(): Uint8Array {
  const table = new Uint8Array(2 ** 16);
  const add = (bits: number, ranges: readonly (readonly [number, number])[]) => {
    for (const [first, last] of ranges) {
      for (let code = first; code <= last; code++) table[code] |= bits;
    }
  };
  const each = (text: string) =>
    Array.from(text, (character) => character.charCodeAt(0)).map((code) => [code, code] as const);
  add(LETTER, LETTERS);
  add(LETTER - PREFIX_FIRST, each("_"));
  add(LETTER - PREFIX_FIRST | DIGIT, each("0123456789"));
  add(PREFIX_MORE | LOCAL_MORE, MARKS);
  add(LOCAL_FIRST | LOCAL_MORE, each("/@~&+*?#$!"));
  add(SPACE, each(" \t\r\n"));
  add(OTHER_SPACE, OTHER_SPACES);
  return table;
}
