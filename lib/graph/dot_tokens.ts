/** The pieces of DOT text: names, quoted or not, as they stand; `->` and `--`; single signs. White
 * space and comments are left out, of an HTML-like string only `<` and `>` stay. Never throws.
 *
 * @see The DOT Language, graphviz.org/doc/info/lang.html
 */
export function* dotTokens(dot: string): Generator<string, void, undefined> {
  let at = 0;
  while (at < dot.length) {
    const sign = dot[at];
    const start = at;
    if (sign === '"') {
      at = quoteEnd(dot, at);
      yield dot.slice(start, at);
    } else if (sign === "<") {
      at = htmlEnd(dot, at);
      yield "<>";
    } else if (sign === "/" && dot[at + 1] === "/" || sign === "#") {
      at = endOf(dot, "\n", at);
    } else if (sign === "/" && dot[at + 1] === "*") {
      at = endOf(dot, "*/", at + 2);
    } else if (sign === "-" && (dot[at + 1] === ">" || dot[at + 1] === "-")) {
      yield dot.slice(at, at += 2);
    } else if (isLetter(dot.charCodeAt(at))) {
      while (at < dot.length && isLetter(dot.charCodeAt(at))) at++;
      yield dot.slice(start, at);
    } else {
      if (sign > " ") yield sign;
      at++;
    }
  }
}

function endOf(dot: string, mark: string, from: number): number {
  const found = dot.indexOf(mark, from);
  return found < 0 ? dot.length : found + mark.length;
}

function quoteEnd(dot: string, start: number): number {
  for (let at = dot.indexOf('"', start + 1); at >= 0; at = dot.indexOf('"', at + 1)) {
    let slashes = 0;
    while (dot[at - 1 - slashes] === "\\") slashes++;
    if (slashes % 2 === 0) return at + 1;
  }
  return dot.length;
}

function htmlEnd(dot: string, start: number): number {
  let depth = 0;
  for (let at = start; at < dot.length; at++) {
    if (dot[at] === "<") depth++;
    else if (dot[at] === ">" && --depth === 0) return at + 1;
  }
  return dot.length;
}

/** Letters, digits, the underscore, the point, and all beyond ASCII. */
function isLetter(code: number): boolean {
  return code >= 48 && code <= 57 || code >= 65 && code <= 90 || code === 95 ||
    code >= 97 && code <= 122 || code === 46 || code >= 128;
}
