import { _numberIn } from "./yprov4ml_list.ts";

/** A word, a number, or a single sign. */
const TOKEN = /[+-]?[A-Za-z0-9_.]+(?:(?<=[0-9.][eE])[+-][0-9]+)?|[\s\S]/y;

/** Reads the innermost brackets of a text as tuples of numbers: `[(0, 1, 0.5), (1, 1, tensor(0.4))]`.
 *
 * Of a call the first argument counts; what is no number in a tuple is left out of it, so that
 * what else a framework prints does no harm. Cost: one pass, O(n), no recursion.
 */
export function _readTuples(text: string): number[][] {
  const tuples: number[][] = [];
  let tuple: number[] = [];
  for (let at = 0; at < text.length;) {
    TOKEN.lastIndex = at;
    const token = TOKEN.exec(text)![0];
    at += token.length;
    if (token === "(" || token === "[") tuple = [];
    else if (token === ")" || token === "]") {
      if (tuple.length > 0) tuples.push(tuple);
      tuple = [];
    } else if (/[A-Za-z_]/.test(token[0]) && text[at] === "(") {
      const end = endOfCall(text, at);
      const number = _numberIn(/^[^,)]{0,64}/.exec(text.slice(at + 1, at + 66))![0]);
      if (typeof number === "number") tuple.push(number);
      at = end;
    } else {
      const number = token.length > 1 || /[0-9]/.test(token) ? _numberIn(token) : undefined;
      if (typeof number === "number") tuple.push(number);
    }
  }
  return tuples;
}

/** The place behind the bracket that closes a call. */
function endOfCall(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    if (text[at] === "(") depth++;
    else if (text[at] === ")" && --depth === 0) return at + 1;
  }
  return text.length;
}
