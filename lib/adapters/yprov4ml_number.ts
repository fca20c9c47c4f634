/** The number that a text is; `null` for `None`, `undefined` where it is none. */
export function _numberIn(text: string): number | null | undefined {
  const first = text.charCodeAt(0);
  if ((first >= DIGIT_0 && first <= DIGIT_9) || first === MINUS) {
    const number = Number(text);
    // JavaScript reads `0x10` too, which Python prints for no number.
    if (!Number.isNaN(number) && !(text.charCodeAt(1) > LETTERS)) return number;
  }
  return slowly(text.trim());
}

const NUMBER = /^[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/;

const WORDS: ReadonlyMap<string, number | null> = new Map([
  ["nan", NaN],
  ["inf", Infinity],
  ["infinity", Infinity],
  ["true", 1],
  ["false", 0],
  ["none", null],
]);

function slowly(text: string): number | null | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  if (NUMBER.test(text)) return Number(text);
  const [, sign, name] = /^([+-]?)([a-z]+)$/i.exec(text) ?? [];
  const word = WORDS.get(name?.toLowerCase() ?? "");
  if (word !== undefined) return sign === "-" && word !== null ? -word : word;
  // A framework's wrapper, such as `tensor(0.5, device='cuda:0')`.
  const inner = /^[A-Za-z_][\w.]{0,60}\(([^(),]{1,60})[,)]/.exec(text)?.[1];
  return inner === undefined ? undefined : _numberIn(inner);
}

/** What is longer is no number that anybody measured. */
const MAX_LENGTH = 1024;
const DIGIT_0 = 0x30;
const DIGIT_9 = 0x39;
const MINUS = 0x2d;
const OPEN = 0x28;
const CLOSE = 0x29;
const COMMA = 0x2c;
/** The letters of `0x`, `0b` and `0o` are above it in either case, the `e` of `1e5` is not alone. */
const LETTERS = 0x40;

/** Where a word or a number ends that begins at a place. */
export function _wordEnd(text: string, at: number): number {
  for (let end = at; end < text.length; end++) {
    const code = text.charCodeAt(end);
    const isWord = (code >= DIGIT_0 && code <= DIGIT_9) || (code >= 0x61 && code <= 0x7a) ||
      code === 0x2e || code === MINUS || code === 0x2b || (code >= 0x41 && code <= 0x5a) ||
      code === 0x5f;
    if (!isWord) return end;
  }
  return text.length;
}

/** The first argument of a call whose bracket opens at a place, and where the call ends.
 *
 * @returns `undefined` where the bracket is never closed
 */
export function _callIn(
  text: string,
  open: number,
): { number: number | null | undefined; end: number } | undefined {
  let first = -1;
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === COMMA && first < 0) first = at;
    else if (code === OPEN) depth++;
    else if (code === CLOSE && --depth === 0) {
      const end = first < 0 ? at : first;
      return { number: _numberIn(text.slice(open + 1, end)), end: at + 1 };
    }
  }
  return undefined;
}
