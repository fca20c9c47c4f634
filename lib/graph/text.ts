/** Line breaks and other controls: one space for any number of them. */
// deno-lint-ignore no-control-regex
const BREAKS = /[\u0000-\u0020\u007f-\u00a0\u2028\u2029]+/g;
/** What turns the direction of writing for the text behind it, and what XML cannot hold. */
const UNSEEN =
  /[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufdd0-\ufdef\ufffe\uffff]/g;
/** Marks that pile up on one letter beyond what any script needs. */
const PILES = /(\p{M}{4})\p{M}+/gu;
/** Letters that take two places: CJK, kana, Hangul, full width, pictographs. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f000}-\u{1faff}\u{20000}-\u{3fffd}]/u;

/** How much of a text is looked at, in UTF-16 code units, however long it is. */
const READ = 4096;

/** A text as one line that is safe to draw: no controls, no change of direction, no lone surrogate. */
export function cleanText(text: string): string {
  return text.slice(0, READ).toWellFormed().replace(UNSEEN, "").replace(
    BREAKS,
    " ",
  ).replace(PILES, "$1").trim();
}

/** How many places a text takes; wide letters take two. */
export function textWidth(text: string): number {
  let width = 0;
  for (const letter of text) {
    width += WIDE.test(letter) ? 2 : /\p{M}/u.test(letter) ? 0 : 1;
  }
  return width;
}

/** A clean text of at most `places` places; where it is longer, an ellipsis stands in its midst. */
export function cutText(text: string, places: number): string {
  const clean = cleanText(text);
  if (clean.length * 2 <= places || textWidth(clean) <= places) return clean;
  const letters = [...clean];
  const head = take(letters, Math.ceil((places - 1) * 0.6));
  const tail = take(
    letters.reverse(),
    places - 1 - Math.ceil((places - 1) * 0.6),
  );
  return `${head.join("").trimEnd()}…${tail.reverse().join("").trimStart()}`;
}

/** A text as a quoted string of DOT: the label of a node, an edge or a cluster. */
export function dotString(text: string): string {
  return dotLines([text]);
}

/** Lines as a quoted string of DOT. */
export function dotLines(lines: readonly string[]): string {
  return `"${
    lines.map((line) =>
      line.replaceAll("&", "&amp;").replaceAll("\\", "\\\\").replaceAll('"', '\\"')
    ).join("\\n")
  }"`;
}

/** A text for a tooltip, which Graphviz reads for escapes twice. Line breaks are kept. */
export function dotTooltip(text: string): string {
  return `"${
    text.replaceAll("&", "&amp;").replaceAll("\\", "\\\\\\\\")
      .replaceAll('"', '\\"').replaceAll("\n", "\\n")
  }"`;
}

/** A text inside an HTML-like label, where Graphviz reads escapes after the entities. */
export function htmlText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;").replaceAll('"', "&quot;")
    .replaceAll("\\", "&#92;&#92;");
}

function take(letters: readonly string[], places: number): string[] {
  const taken: string[] = [];
  let width = 0;
  for (const letter of letters) {
    width += textWidth(letter);
    if (width > places) break;
    taken.push(letter);
  }
  return taken;
}
