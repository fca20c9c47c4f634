import { _callIn, _numberIn, _wordEnd } from "./yprov4ml_number.ts";

/** Reads the innermost brackets of a text as tuples of numbers: `[(0, 1, 0.5), (1, 1, tensor(0.4))]`.
 *
 * Of a call the first argument counts; what is no number in a tuple is left out of it, so that
 * what else a framework prints does no harm. Cost: one pass, O(n), no recursion.
 */
export function _readTuples(text: string): number[][] {
  const tuples: number[][] = [];
  let tuple: number[] = [];
  for (let at = 0; at < text.length;) {
    const sign = text[at];
    if (sign === "(" || sign === "[") tuple = [];
    else if (sign === ")" || sign === "]") {
      if (tuple.length > 0) tuples.push(tuple);
      tuple = [];
    }
    const end = _wordEnd(text, at);
    if (end === at) {
      at++;
      continue;
    }
    let number: number | null | undefined;
    if (text[end] === "(") {
      const call = _callIn(text, end);
      if (call === undefined) return tuples;
      number = call.number;
      at = call.end;
    } else {
      number = _numberIn(text.slice(at, end));
      at = end;
    }
    if (typeof number === "number") tuple.push(number);
  }
  return tuples;
}
