import type { Picture } from "./picture.ts";
import { edgeStyle, FRAME, nodeStyle, QUIET } from "./style.ts";
import { htmlText } from "./text.ts";

/** How many words stand in one row of the legend. */
const COLUMNS = 4;

/** A legend of what occurs in a picture, as an HTML-like label; empty where there is nothing to say.
 *
 * The words of the edges are there only where the edges do not carry them.
 */
export function legendOf(picture: Picture, labels: boolean): string {
  const nodes = nodeCells(picture);
  const rows = [
    ...(nodes.length > 0 ? [table([row(nodes)])] : []),
    ...(labels ? [] : [table(rowsOf(edgeCells(picture)))]),
    ...picture.notes.map((note) => `<FONT COLOR="${QUIET}">${htmlText(note)}</FONT>`),
  ].filter(Boolean).map((content) => `<TR><TD ALIGN="LEFT">${content}</TD></TR>`);
  if (rows.length === 0) return "";
  return `<<FONT POINT-SIZE="10"><TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2">${
    rows.join("")
  }</TABLE></FONT>>`;
}

function nodeCells({ nodes, groups }: Picture): string[] {
  const cells: string[] = [];
  for (const shape of ["entity", "activity", "agent"] as const) {
    if (!nodes.some((node) => node.declared && node.shape === shape)) continue;
    const { fill, stroke } = nodeStyle({ shape, declared: true });
    cells.push(swatch(shape, fill, stroke, shape === "entity" ? "ROUNDED" : ""));
  }
  if (nodes.some((node) => !node.declared)) {
    const { fill, stroke } = nodeStyle({ shape: "thing", declared: false });
    cells.push(swatch("not declared", fill, stroke, "ROUNDED,DASHED"));
  }
  if (groups.length > 1) cells.push(swatch("bundle", FRAME.fill, FRAME.stroke, "ROUNDED"));
  return cells;
}

function swatch(
  word: string,
  fill: string,
  stroke: string,
  style: string,
): string {
  return `<TD BORDER="1" COLOR="${stroke}" BGCOLOR="${fill}"${
    style && ` STYLE="${style}"`
  }>${word}</TD>`;
}

function edgeCells({ edges }: Picture): string[] {
  const arrows = { solid: "—›", bold: "—›", dashed: "- -›", dotted: "· · ›" };
  const terms = [...new Set(edges.map((edge) => edge.term))].sort();
  return terms.map((term) => {
    const { color, style } = edgeStyle(term);
    return `<TD ALIGN="LEFT"><FONT COLOR="${color}">${arrows[style]} ${term}</FONT></TD>`;
  });
}

function rowsOf(cells: readonly string[]): string[] {
  const rows: string[] = [];
  for (let i = 0; i < cells.length; i += COLUMNS) {
    rows.push(row(cells.slice(i, i + COLUMNS)));
  }
  return rows;
}

function row(cells: readonly string[]): string {
  return `<TR>${cells.join("")}</TR>`;
}

function table(rows: readonly string[]): string {
  return rows.length === 0
    ? ""
    : `<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="4" CELLPADDING="3">${rows.join("")}</TABLE>`;
}
