import { _callIn, _numberIn, _wordEnd } from "./yprov4ml_number.ts";

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

const OPEN = 0x28;
const ENDS = ")]";

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
  let cut = false;
  const odd = new Set<number>();
  const missing = new Set<number>();
  for (let at = start; at < text.length;) {
    const code = text.charCodeAt(at);
    if (isBetween(code)) {
      at++;
      continue;
    }
    if (ENDS.includes(text[at])) return { numbers: numbers.slice(0, length), missing, odd, cut };
    const end = Math.max(at + 1, _wordEnd(text, at));
    let number: number | null | undefined;
    if (text.charCodeAt(end) === OPEN) {
      const call = _callIn(text, end);
      if (call === undefined) return undefined;
      number = call.number;
      at = call.end;
    } else {
      const word = text.slice(at, end);
      at = end;
      if (word === "...") {
        cut = true;
        continue;
      }
      number = _numberIn(word);
    }
    if (number === undefined) odd.add(length);
    else if (number === null) missing.add(length);
    if (length === numbers.length) {
      const wider = new Float64Array(length * 2);
      wider.set(numbers);
      numbers = wider;
    }
    numbers[length++] = number ?? NaN;
  }
  return undefined;
}

function isBetween(code: number): boolean {
  return code === 0x2c || code === 0x20 || (code >= 0x09 && code <= 0x0d);
}
