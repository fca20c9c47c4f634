import { PROV_KINDS } from "../prov/vocabulary.ts";
import { dotNote } from "./dot_nodes.ts";
import type { Picture, PictureEdge } from "./picture.ts";
import { staggerLeaves } from "./stagger.ts";
import { edgeStyle, QUIET } from "./style.ts";
import { cutText, dotString, dotTooltip } from "./text.ts";
import { edgeTooltip, noteRows } from "./wording.ts";

/** What the edges carry. */
export interface EdgeParts {
  readonly labels: boolean;
  readonly attributes: boolean;
}

/** The edges as statements of DOT: for each word a group with its look. */
export function dotEdges(
  picture: Picture,
  names: readonly string[],
  parts: EdgeParts,
): string[] {
  const lines: string[] = [];
  const lengths = staggerLeaves(picture);
  let term = "", points = 0;
  for (
    const edge of [...picture.edges].sort((a, b) => a.term < b.term ? -1 : a.term > b.term ? 1 : 0)
  ) {
    if (edge.term !== term) {
      if (term !== "") lines.push("  }");
      term = edge.term;
      lines.push("  {", `    edge [${look(term)}]`);
    }
    const rows = parts.attributes && edge.count === 1 ? noteRows([edge.record]) : [];
    if (edge.via.length === 0 && rows.length === 0) {
      lines.push(`    ${direct(edge, names, parts, lengths.get(edge))}`);
    } else {
      const point = `"relation ${++points}"`;
      lines.push(...throughPoint(edge, names, point, parts));
      lines.push(...dotNote(point, point, rows));
    }
  }
  if (term !== "") lines.push("  }");
  return lines;
}

function look(term: string): string {
  const { color, style } = edgeStyle(term);
  return `color="${color}", fontcolor="${color}"${
    style === "solid" ? "" : `, style=${style}${style === "dotted" ? ", penwidth=1.6" : ""}`
  }, class="${term}"`;
}

function direct(
  edge: PictureEdge,
  names: readonly string[],
  parts: EdgeParts,
  length?: number,
): string {
  const facts = words(edge, parts);
  if (length !== undefined) facts.push(`minlen=${length}`);
  return `${names[edge.from]} -> ${names[edge.to]} [${facts.join(", ")}]`;
}

function throughPoint(
  edge: PictureEdge,
  names: readonly string[],
  point: string,
  parts: EdgeParts,
): string[] {
  const tooltip = dotTooltip(edgeTooltip(edge));
  const { color } = edgeStyle(edge.term);
  return [
    `    ${point} [shape=point, width=0.07, height=0.07, label="", color="${color}", fillcolor="${color}", class=relation, tooltip=${tooltip}]`,
    `    ${names[edge.from]} -> ${point} [arrowhead=none, tooltip=${tooltip}]`,
    `    ${point} -> ${names[edge.to]} [${words(edge, parts).join(", ")}]`,
    ...edge.via.map((end) =>
      `    ${point} -> ${
        names[end.node]
      } [color="#808080", fontcolor="${QUIET}", style=solid, penwidth=1, label=${
        dotString(end.role)
      }, tooltip=${dotString(end.role)}]`
    ),
  ];
}

function words(edge: PictureEdge, { labels }: EdgeParts): string[] {
  const tooltip = `tooltip=${dotTooltip(edgeTooltip(edge))}`;
  if (!labels) return [tooltip];
  const [, second] = PROV_KINDS[edge.kind].formal;
  const end = Object.keys(edge.record.formal).includes(second) ? "" : otherEnd(edge);
  const text = [
    edge.term + (end ? ` (${end})` : ""),
    ...(edge.role ? [`(${cutText(edge.role, 24)})`] : []),
  ];
  return [`label=${dotString(` ${text.join(" ")}`)}`, tooltip];
}

/** The argument at the head of an edge whose second argument is absent. */
function otherEnd({ kind, record: { formal } }: PictureEdge): string {
  return PROV_KINDS[kind].formal.slice(2).find((role) => typeof formal[role] === "object") ?? "";
}
