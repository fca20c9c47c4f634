import { PROV_KINDS } from "../prov/vocabulary.ts";
import { dotNote } from "./dot_nodes.ts";
import { edgeFacts } from "./edge_text.ts";
import type { Parts } from "./node_text.ts";
import { endsOf, type Picture, type PictureEdge } from "./picture.ts";
import { staggerLeaves } from "./stagger.ts";
import { edgeStyle, QUIET } from "./style.ts";
import { isElement, roleOf, termOf } from "./terms.ts";
import { cutText, dotLines, dotString, dotTooltip } from "./text.ts";
import { edgeTooltip, noteRows } from "./wording.ts";

/** The weight of edges with labels in the frame of a bundle. Frames shrink with a weight of 128 over
 * the labels of edges that are less dear to keep straight than that. */
const STRAIGHT = 100;

/** What the edges carry. */
export interface EdgeParts extends Parts {
  readonly labels: boolean;
  readonly attributes: boolean;
  /** Whether relations without a second end are drawn, as edges that end in a ring. */
  readonly open: boolean;
}

/** A relation; `to` is absent where nothing is said about the second end. */
type Relation = Omit<PictureEdge, "to"> & { readonly to?: number };

/** The relations as statements of DOT: for each bundle those whose ends all lie in it, the others
 * with the document's own; in each, for each word a block with its look. */
export function dotEdges(
  picture: Picture,
  names: readonly string[],
  parts: EdgeParts,
): string[][] {
  const relations: Relation[] = [...picture.edges, ...(parts.open ? openRelations(picture) : [])];
  relations.sort((a, b) => a.term < b.term ? -1 : a.term > b.term ? 1 : 0);
  const lengths = staggerLeaves(picture);
  const blocks = picture.groups.map(() => new Map<string, string[]>());
  let points = 0;
  for (const edge of relations) {
    const rows = parts.attributes && edge.count === 1 ? noteRows([edge.record]) : [];
    const lines = isPlain(edge) && rows.length === 0
      ? [direct(edge, names, parts, lengths.get(edge))]
      : throughPoint(edge, names, `"relation ${++points}"`, parts, rows);
    const block = blocks[groupOf(picture, edge)];
    const known = block.get(edge.term);
    if (known) known.push(...lines);
    else block.set(edge.term, lines);
  }
  return blocks.map((block, group) =>
    [...block].flatMap(([term, lines]) => [
      "{",
      `  edge [${look(term)}${group > 0 && parts.labels ? `, weight=${STRAIGHT}` : ""}]`,
      ...lines.map((line) => `  ${line}`),
      "}",
    ])
  );
}

/** The relations that the statements about a node hold and that have no other end. */
function openRelations({ nodes }: Picture): Relation[] {
  return nodes.flatMap((node, from) =>
    node.records.filter((record) => !isElement(record.kind)).map((record) => ({
      kind: record.kind,
      term: termOf(record),
      from,
      via: [],
      role: roleOf(record),
      record,
      count: 1,
    }))
  );
}

function isPlain(edge: Relation): edge is PictureEdge {
  return edge.to !== undefined && edge.via.length === 0;
}

/** The bundle in which all ends lie; else 0, which is the document. */
function groupOf({ nodes }: Picture, edge: Relation): number {
  const { to = edge.from } = edge;
  const [first, ...others] = endsOf({ ...edge, to }).map((place) => nodes[place].group);
  return others.every((group) => group === first) ? first : 0;
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
  edge: Relation,
  names: readonly string[],
  point: string,
  parts: EdgeParts,
  rows: readonly (readonly [string, string])[],
): string[] {
  const tooltip = dotTooltip(edgeTooltip(edge));
  const { color } = edgeStyle(edge.term);
  const open = edge.to === undefined;
  const carried = words(edge, parts).join(", ");
  return [
    `${point} [shape=point, width=0.07, height=0.07, label="", color="${color}", fillcolor="${
      open ? "#FFFFFF" : color
    }", class=relation, tooltip=${tooltip}]`,
    `${names[edge.from]} -> ${point} [${open ? carried : `arrowhead=none, tooltip=${tooltip}`}]`,
    ...(edge.to === undefined ? [] : [`${point} -> ${names[edge.to]} [${carried}]`]),
    ...edge.via.map((end) =>
      `${point} -> ${
        names[end.node]
      } [color="#808080", fontcolor="${QUIET}", style=solid, penwidth=1, label=${
        dotString(end.role)
      }, tooltip=${dotString(end.role)}]`
    ),
    ...dotNote(point, point, rows),
  ];
}

function words(edge: Relation, parts: EdgeParts): string[] {
  const { record, count } = edge;
  const lines = [
    ...(parts.labels ? [headline(edge)] : []),
    ...(count === 1 ? edgeFacts(record, parts) : []),
  ];
  const tooltip = `tooltip=${dotTooltip(edgeTooltip(edge))}`;
  return lines.length === 0
    ? [tooltip]
    : [`label=${dotLines(lines.map((line) => ` ${line}`))}`, tooltip];
}

function headline({ kind, term, role, record: { formal } }: Relation): string {
  const [, second, ...further] = PROV_KINDS[kind].formal;
  const end = Object.keys(formal).includes(second)
    ? undefined
    : further.find((argument) => typeof formal[argument] === "object");
  return [term, end, role && cutText(role, 24)].filter(Boolean)
    .map((word, i) => i === 0 ? word : `(${word})`).join(" ");
}
