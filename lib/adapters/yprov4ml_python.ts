/** A value as Python prints it. */
export type _Python =
  | null
  | boolean
  | number
  | bigint
  | string
  | { readonly kind: "list"; readonly items: readonly _Python[]; readonly cut: boolean }
  | { readonly kind: "dict"; readonly entries: readonly (readonly [_Python, _Python])[] }
  | { readonly kind: "call"; readonly items: readonly _Python[] };

/** No value that is read here nests deeper; what does is text. */
const MAX_DEPTH = 32;

/** Longer digits are no number that anybody logged, and reading them takes quadratic time. */
const MAX_DIGITS = 400;

const NUMBER =
  /[+-]?(?:inf(?:inity)?\b|nan\b|(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)/y;
const NAME = /[A-Za-z_][A-Za-z0-9_.]*/y;
const SPACE = /[\s]*/y;

const WORDS: Readonly<Record<string, null | boolean>> = Object.freeze({
  __proto__: null as never,
  None: null,
  True: true,
  False: false,
});

/** Reads a value as Python prints it; nothing is evaluated.
 *
 * Numbers, texts, `None`, `True`, `False`, lists, tuples, dicts, and calls such as
 * `np.float64(0.5)` or `tensor(0.5, device='cuda:0')`, of which the positional arguments are kept.
 *
 * @returns `undefined` where the text is anything else
 */
export function _readPython(text: string): _Python | undefined {
  let at = 0;

  function match(pattern: RegExp): string | undefined {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) at += found.length;
    return found;
  }

  function take(sign: string): boolean {
    match(SPACE);
    if (!text.startsWith(sign, at)) return false;
    at += sign.length;
    return true;
  }

  function value(depth: number): _Python | undefined {
    match(SPACE);
    if (depth > MAX_DEPTH) return undefined;
    const letter = text[at];
    if (letter === "[" || letter === "(") {
      at++;
      return items(letter === "[" ? "]" : ")", depth);
    }
    if (letter === "{") {
      at++;
      return dict(depth);
    }
    if (letter === "'" || letter === '"') return quoted(letter);
    const number = match(NUMBER);
    if (number !== undefined) return _numberOf(number);
    const name = match(NAME);
    if (name === undefined) return undefined;
    if (name in WORDS) return WORDS[name];
    if (!take("(")) return undefined;
    const list = items(")", depth);
    return list && { kind: "call", items: list.items };
  }

  function items(
    end: string,
    depth: number,
  ): { kind: "list"; items: _Python[]; cut: boolean } | undefined {
    const list: _Python[] = [];
    let cut = false;
    while (!take(end)) {
      if (take("...")) cut = true;
      else {
        const start = at;
        const isNamed = match(NAME) !== undefined && take("=");
        if (!isNamed) at = start;
        const item = value(depth + 1);
        if (item === undefined) return undefined;
        if (!isNamed) list.push(item);
      }
      if (!take(",") && text[at] !== end) return undefined;
    }
    return { kind: "list", items: list, cut };
  }

  function dict(depth: number): _Python | undefined {
    const entries: [_Python, _Python][] = [];
    while (!take("}")) {
      const key = value(depth + 1);
      if (key === undefined || !take(":")) return undefined;
      const item = value(depth + 1);
      if (item === undefined) return undefined;
      entries.push([key, item]);
      if (!take(",") && text[at] !== "}") return undefined;
    }
    return { kind: "dict", entries };
  }

  function quoted(mark: string): string | undefined {
    const parts: string[] = [];
    for (let start = ++at; at < text.length; at++) {
      const letter = text[at];
      if (letter === mark) {
        parts.push(text.slice(start, at++));
        return parts.join("");
      }
      if (letter !== "\\") continue;
      parts.push(text.slice(start, at));
      parts.push(ESCAPES[text[++at]] ?? `\\${text[at] ?? ""}`);
      start = at + 1;
    }
    return undefined;
  }

  const read = value(0);
  match(SPACE);
  return at === text.length ? read : undefined;
}

const ESCAPES: Readonly<Record<string, string>> = Object.freeze({
  __proto__: null as never,
  "\\": "\\",
  "'": "'",
  '"': '"',
  n: "\n",
  r: "\r",
  t: "\t",
});

/** A number as Python prints it: integers beyond 2⁵³ stay whole.
 *
 * @returns `undefined` where it has more digits than any number that was measured
 */
export function _numberOf(text: string): number | bigint | undefined {
  if (text.length > MAX_DIGITS) return undefined;
  const [, sign, word] = /^([+-]?)(inf|nan)/i.exec(text) ?? [];
  if (word !== undefined) {
    if (word.toLowerCase() === "nan") return NaN;
    return sign === "-" ? -Infinity : Infinity;
  }
  const number = Number(text);
  return Number.isSafeInteger(number) || /[.eE]/.test(text) ? number : BigInt(text);
}
