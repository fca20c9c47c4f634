const UNSEEN = /[\p{Mark}\u200b-\u200d\ufe0f]/u;
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}|[\u{20000}-\u{3fffd}]/u;

function characterWidth(character: string): number {
  if (character < "\u0300") return 1;
  return UNSEEN.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
}

/** How many columns of a terminal a text takes, to the extent that terminals agree on it. */
export function textWidth(text: string): number {
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width;
}

/** A text that takes at most so many columns; `…` stands for what was cut off its end, or out of its
 * middle. */
export function cutText(text: string, width: number, place: "end" | "middle" = "end"): string {
  if (textWidth(text) <= width) return text;
  const kept = place === "end" ? width - 1 : Math.ceil((width - 1) / 2);
  const end = Array.from(text.slice(-2 * width)).reverse();
  return `${takeColumns(text, kept)}…${
    Array.from(takeColumns(end, width - 1 - kept)).reverse().join("")
  }`;
}

/** The first characters that take at most so many columns together. */
function takeColumns(characters: Iterable<string>, width: number): string {
  let taken = "";
  let left = width;
  for (const character of characters) {
    left -= characterWidth(character);
    if (left < 0) break;
    taken += character;
  }
  return taken;
}

/** A text filled up with spaces to so many columns, at its end or at its start. */
export function padText(text: string, width: number, side: "left" | "right" = "left"): string {
  const space = " ".repeat(Math.max(0, width - textWidth(text)));
  return side === "left" ? text + space : space + text;
}
