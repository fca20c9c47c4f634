/** Blanks what is not code: comments, the insides of strings, templates and regular expressions.
 *
 * Every other character keeps its place and newlines stay, so a position in the mask is a position
 * in the text. Code inside `${}` stays code. Enough of a scanner for formatted TypeScript: a `/`
 * opens a regular expression where a value cannot have just ended.
 */
export function maskSource(text: string): string {
  const out = text.split("");
  const open: number[] = [];
  let at = 0;

  const blank = (end: number) => {
    for (; at < end; at++) if (text[at] !== "\n") out[at] = " ";
  };
  const template = () => {
    while (at < text.length) {
      if (text[at] === "`") return void at++;
      if (text.startsWith("${", at)) {
        at += 2;
        return void open.push(0);
      }
      blank(at + (text[at] === "\\" ? 2 : 1));
    }
  };

  while (at < text.length) {
    const char = text[at];
    if (text.startsWith("//", at)) blank(indexOr(text, "\n", at));
    else if (text.startsWith("/*", at)) blank(indexOr(text, "*/", at + 2) + 2);
    else if (char === '"' || char === "'") {
      at++;
      blank(quotedEnd(text, at, char));
      at++;
    } else if (char === "/" && opensRegExp(out, at)) {
      at++;
      blank(regExpEnd(text, at));
      at++;
    } else {
      at++;
      if (char === "`") template();
      else if (open.length > 0 && char === "{") open[open.length - 1]++;
      else if (
        open.length > 0 && char === "}" && open[open.length - 1]-- === 0
      ) {
        open.pop();
        template();
      }
    }
  }
  return out.join("");
}

function indexOr(text: string, what: string, from: number): number {
  const found = text.indexOf(what, from);
  return found < 0 ? text.length : found;
}

function quotedEnd(text: string, from: number, quote: string): number {
  let at = from;
  while (at < text.length && text[at] !== quote && text[at] !== "\n") {
    at += text[at] === "\\" ? 2 : 1;
  }
  return Math.min(at, text.length);
}

function regExpEnd(text: string, from: number): number {
  let at = from;
  for (let inClass = false; at < text.length && text[at] !== "\n"; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === "[") inClass = true;
    else if (text[at] === "]") inClass = false;
    else if (text[at] === "/" && !inClass) break;
  }
  return Math.min(at, text.length);
}

const beforeRegExp =
  /(?:^|[(,=:[!&|?{;+\-*%<>~^]|\b(?:return|typeof|case|in|of|delete|void|throw|new|else|do|instanceof|yield|await))\s*$/;

function opensRegExp(masked: string[], at: number): boolean {
  return beforeRegExp.test(masked.slice(Math.max(0, at - 200), at).join(""));
}
