/** A list of numbers as Python prints it. */
export interface _NumberList {
  /** The numbers; NaN for `None` and for what is no number. */
  readonly numbers: Float64Array;
  /** The positions of `None`. */
  readonly missing: ReadonlySet<number>;
  /** The positions of what is no number. */
  readonly odd: ReadonlySet<number>;
  /** Whether the list holds `...`: then what stood there is lost. */
  readonly cut: boolean;
}

/** A number, a word, or dots; what follows it tells whether a word is a call. */
const TOKEN = /[+-]?[A-Za-z0-9_.][A-Za-z0-9_.]*(?:(?<=[0-9.][eE])[+-][0-9]+)?/y;
const NUMBER = /^[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/;

/** Reads a list of numbers: `[1, np.float64(0.5), nan]`, or as NumPy prints arrays, `[1. 0.5 nan]`.
 *
 * Cost: one pass, O(n), no recursion.
 *
 * @returns `undefined` where the text is no list
 */
export function _readNumberList(text: string): _NumberList | undefined {
  const start = /^\s*(?:(?:np\.|numpy\.)?array\()?\s*[[(]/.exec(text)?.[0].length;
  if (start === undefined) return undefined;
  let numbers = new Float64Array(64);
  let length = 0;
  const odd = new Set<number>();
  let cut = false;
  const missing = new Set<number>();

  const add = (number: number | undefined | null) => {
    if (number === undefined) odd.add(length);
    if (number === null) missing.add(length);
    if (length === numbers.length) {
      const wider = new Float64Array(length * 2);
      wider.set(numbers);
      numbers = wider;
    }
    numbers[length++] = number ?? NaN;
  };

  for (let at = start; at < text.length;) {
    const code = text.charCodeAt(at);
    if (isBetween(code)) {
      at++;
      continue;
    }
    if (code === CLOSE || code === END) {
      return { numbers: numbers.slice(0, length), missing, odd, cut };
    }
    TOKEN.lastIndex = at;
    const token = TOKEN.exec(text)?.[0] ?? text[at];
    at += token.length;
    if (token === "...") cut = true;
    else if (text.charCodeAt(at) === OPEN) {
      const close = closing(text, at);
      if (close === undefined) return undefined;
      add(_numberIn(/^[^,]*/.exec(text.slice(at + 1, Math.min(close, at + 1 + LONGEST)))![0]));
      at = close + 1;
    } else add(_numberIn(token));
  }
  return undefined;
}

/** The number that a text is; `null` for `None`, `undefined` where it is none. */
export function _numberIn(text: string): number | null | undefined {
  const trimmed = text.trim();
  if (NUMBER.test(trimmed)) return Number(trimmed);
  switch (trimmed.toLowerCase()) {
    case "nan":
    case "+nan":
    case "-nan":
      return NaN;
    case "inf":
    case "+inf":
    case "infinity":
      return Infinity;
    case "-inf":
    case "-infinity":
      return -Infinity;
    case "true":
      return 1;
    case "false":
      return 0;
    case "none":
      return null;
  }
  // A framework's wrapper, such as `tensor(0.5, device='cuda:0')`.
  const inner = /^[A-Za-z_][\w.]{0,60}\(([^(),]{1,60})[,)]/.exec(trimmed)?.[1];
  return inner === undefined ? undefined : _numberIn(inner);
}

const OPEN = 0x28;
const END = 0x29;
const CLOSE = 0x5d;
/** The first argument of a call is sought in so many letters. */
const LONGEST = 64;

function isBetween(code: number): boolean {
  return code === 0x2c || code === 0x20 || (code >= 0x09 && code <= 0x0d);
}

/** Where the bracket that opens at a place is closed again. */
function closing(text: string, open: number): number | undefined {
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === OPEN) depth++;
    else if (code === END && --depth === 0) return at;
  }
  return undefined;
}
