import { type NodeText, nodeText, type Parts } from "./node_text.ts";
import type { PictureNode } from "./picture.ts";
import { nodeStyle } from "./style.ts";
import { dotLines, dotTooltip, htmlText, textWidth } from "./text.ts";
import { nodeLink, nodeTooltip } from "./wording.ts";

/** How many rows a note has at most. */
const ROWS = 24;
/** The widths of a letter in inches, in a title and in what stands below it. */
const LETTER = 0.095, SMALL = 0.078;

/** A node as a statement of DOT. */
export function dotNode(node: PictureNode, name: string, parts: Parts): string {
  const { shape, fill, stroke } = nodeStyle(node);
  const text = nodeText(node, parts);
  const link = nodeLink(node);
  const folded = node.members.length > 0;
  const attributes = [
    `label=${label(text)}`,
    `shape=${shape}`,
    `fillcolor="${fill}"`,
    `color="${stroke}"`,
    ...(folded ? ["peripheries=2"] : []),
    ...(node.declared ? [] : ['style="filled,dashed"']),
    ...minimalWidth(text, shape),
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
    `${note} [shape=note, style=filled, fillcolor="#FFFFFF", color="#808080", fontsize=9, margin="0.05,0.03", class=note,`,
    `  label=<<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2">${
      cells.join("")
    }</TABLE>>, tooltip="attributes"]`,
    `${note} -> ${owner} [color="#808080", style=dashed, penwidth=1, arrowhead=none, class=note]`,
  ];
}

function html(text: string): string {
  return htmlText(text) || " ";
}

function label({ title, facts }: NodeText): string {
  if (facts.length === 0) return dotLines(title);
  return `<${title.map(htmlText).join("<BR/>")}<BR/><FONT POINT-SIZE="10" COLOR="#404040">${
    facts.map(htmlText).join("<BR/>")
  }</FONT>>`;
}

/** Room for letters that Graphviz takes for narrower than they are. */
function minimalWidth({ title, facts }: NodeText, shape: string): string[] {
  // deno-lint-ignore no-control-regex
  if (/^[\u0000-\u02ff\u2010-\u2026×]*$/.test([...title, ...facts].join(""))) return [];
  const text = Math.max(
    ...title.map((line) => textWidth(line) * LETTER),
    ...facts.map((line) => textWidth(line) * SMALL),
  );
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
