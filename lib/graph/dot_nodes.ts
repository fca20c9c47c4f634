import type { PictureNode } from "./picture.ts";
import { nodeStyle } from "./style.ts";
import { dotString, dotTooltip, htmlText, textWidth } from "./text.ts";
import { nodeLines, nodeLink, nodeTooltip } from "./wording.ts";

/** How many rows a note has at most. */
const ROWS = 24;
/** The widths of a letter in inches, at the size of the first and of the second line. */
const LETTER = 0.095, SMALL = 0.078;

/** A node as a statement of DOT. */
export function dotNode(node: PictureNode, name: string): string {
  const { shape, fill, stroke } = nodeStyle(node);
  const [first, second] = nodeLines(node);
  const link = nodeLink(node);
  const folded = node.members.length > 0;
  const attributes = [
    `label=${label(first, second)}`,
    `shape=${shape}`,
    `fillcolor="${fill}"`,
    `color="${stroke}"`,
    ...(folded ? ["peripheries=2"] : []),
    ...minimalWidth(first, second, shape),
    `class="${classes(node)}"`,
    `tooltip=${dotTooltip(nodeTooltip(node))}`,
    ...(link === undefined ? [] : [`URL="${link.replaceAll("&", "&amp;")}"`]),
  ];
  return `${name} [${attributes.join(", ")}]`;
}

/** A note that hangs on a node or a point and lists attributes; nothing where there are none. */
export function dotNote(
  owner: string,
  name: string,
  rows: readonly (readonly [string, string])[],
): string[] {
  if (rows.length === 0) return [];
  const cells = rows.slice(0, ROWS).map(([key, value]) =>
    `<TR><TD ALIGN="LEFT">${html(key)}</TD><TD ALIGN="LEFT">${html(value)}</TD></TR>`
  );
  if (rows.length > ROWS) {
    cells.push(
      `<TR><TD ALIGN="LEFT" COLSPAN="2">… +${rows.length - ROWS}</TD></TR>`,
    );
  }
  const note = `"note: ${name.slice(1)}`;
  return [
    `  ${note} [shape=note, style=filled, fillcolor="#FFFFFF", color="#808080", fontsize=9, margin="0.05,0.03", class=note,`,
    `    label=<<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2">${
      cells.join("")
    }</TABLE>>, tooltip="attributes"]`,
    `  ${note} -> ${owner} [color="#808080", style=dashed, penwidth=1, arrowhead=none, class=note]`,
  ];
}

function html(text: string): string {
  return htmlText(text) || " ";
}

function label(first: string, second: string): string {
  if (second === "") return dotString(first);
  return `<${htmlText(first)}<BR/><FONT POINT-SIZE="10" COLOR="#404040">${
    htmlText(second)
  }</FONT>>`;
}

/** Room for letters that Graphviz takes for narrower than they are. */
function minimalWidth(first: string, second: string, shape: string): string[] {
  // deno-lint-ignore no-control-regex
  if (/^[\u0000-\u02ff\u2010-\u2026×]*$/.test(first + second)) return [];
  const text = Math.max(textWidth(first) * LETTER, textWidth(second) * SMALL);
  const width = (text + 0.24) * (shape === "box" ? 1 : 1.25);
  return [`width=${width.toFixed(2)}`];
}

function classes({ shape, declared, members }: PictureNode): string {
  return [
    shape,
    ...(declared ? [] : ["undeclared"]),
    ...(members.length > 0 ? ["folded"] : []),
  ].join(" ");
}
