import type { ProvDocument } from "../prov/document.ts";
import { checkDotOptions, type DotOptions, type Drawing } from "./dot_options.ts";
import { dotEdges } from "./dot_edges.ts";
import { dotEmpty, dotFrame, dotFrameLinks } from "./dot_frames.ts";
import { dotNode, dotNote } from "./dot_nodes.ts";
import { foldPicture } from "./fold.ts";
import { legendOf } from "./legend.ts";
import { dotNames } from "./names.ts";
import type { Picture } from "./picture.ts";
import { readPicture } from "./read_picture.ts";
import { FONT } from "./style.ts";
import { isElement } from "./terms.ts";
import { dotString } from "./text.ts";
import { noteRows } from "./wording.ts";

/** With more edges than this, colours and the legend tell what they are. */
const LABELLED = 28;
/** From this many nodes on, Graphviz is told to hurry. */
const MANY = 60;

/** Writes a document as a graph in the DOT language, drawn by the conventions of the W3C.
 *
 * Entities are yellow ovals, activities blue boxes, agents orange houses, what nobody declares is
 * gray with a dashed border; edges point to the past; a bundle is a frame, joined to the entity that
 * it is where that is drawn. A relation with more than two ends goes through a point, one without a
 * second end, which only `"full"` draws, ends in a ring. A node shows its `prov:label` or else its local name, its `prov:value`, its
 * type, an activity also how long it took; pointing at it shows all of it. A node links to its
 * `prov:location` or `schema:url` where that is a `http`, `https`, `mailto` or relative address.
 * The text is the same for the same statements in whatever order they come.
 * Cost: O(statements), bounded memory beside them.
 *
 * @param doc The document; it need not be valid.
 * @returns DOT text that any Graphviz can read
 * @throws {TypeError} for an unknown option or value of one
 * @see W3C PROV Graph Layout Conventions, and the DOT language of Graphviz
 * @example
 * ```ts
 * import { logParam, provToDot, startRun, toProv } from "stemma";
 * import assert from "node:assert/strict";
 *
 * let run = startRun({ experiment: "mnist" });
 * run = logParam(run, "lr", 0.001);
 * const dot = provToDot(toProv(run), { direction: "LR" });
 * assert.ok(dot.includes("lr = 0.001"));
 * ```
 */
export function provToDot(doc: ProvDocument, options?: DotOptions): string {
  const drawing = checkDotOptions("provToDot", options);
  const whole = readPicture(doc, drawing.shown);
  return write(foldPicture(whole, drawing.detail), drawing, summary(whole));
}

function write(picture: Picture, drawing: Drawing, comment: string): string {
  const { nodes, edges, groups } = picture;
  const names = dotNames(picture);
  const labels = drawing.labels ?? edges.length <= LABELLED;
  const inside: string[][] = groups.map(() => []);
  for (const [place, node] of nodes.entries()) {
    inside[node.group].push(dotNode(node, names[place], drawing));
  }
  const open = drawing.detail === "full";
  const relations = dotEdges(picture, names, { ...drawing, labels, open });
  for (const [group, lines] of relations.entries()) append(inside[group], lines);
  for (const [place, node] of drawing.attributes ? nodes.entries() : []) {
    const told = open ? node.records.filter(({ kind }) => isElement(kind)) : node.records;
    append(inside[node.group], dotNote(names[place], names[place], noteRows(told)));
  }
  const frames = groups.flatMap((group, place) =>
    place === 0 ? [] : dotFrame(place, group, inside[place], drawing.direction)
  );
  const links = dotFrameLinks(picture, names);
  const body = [...inside[0], ...frames, ...links];
  return [
    "digraph provenance {",
    ...header(picture, drawing, labels, links.length > 0, comment),
    ...(body.length > 0 ? body : [dotEmpty(0)]).map((line) => `  ${line}`),
    "}",
    "",
  ].join("\n");
}

function append(lines: string[], more: readonly string[]): void {
  for (const line of more) lines.push(line);
}

function header(
  picture: Picture,
  drawing: Drawing,
  labels: boolean,
  linked: boolean,
  comment: string,
): string[] {
  const many = picture.nodes.length > MANY;
  const legend = drawing.legend ? legendOf(picture, labels) : "";
  return [
    `  graph [rankdir=${drawing.direction}, fontname="${FONT}", fontsize=10,`,
    `    nodesep=0.25, ranksep=${labels ? "0.45" : "0.6"}, pad=0.15,${
      many ? " nslimit=1, nslimit1=1," : ""
    }${linked ? " compound=true," : ""}`,
    ...(legend ? [`    labelloc=b, labeljust=l, label=${legend},`] : []),
    `    comment=${dotString(comment)}]`,
    `  node [fontname="${FONT}", fontsize=12, style=filled, height=0.4, margin="0.12,0.06"]`,
    `  edge [fontname="${FONT}", fontsize=10, arrowsize=0.7]`,
  ];
}

/** What a document says, in a sentence. */
function summary({ nodes, edges, groups }: Picture): string {
  const counts = (["entity", "activity", "agent", "thing"] as const)
    .map((shape) => {
      const count = nodes.filter((node) => node.shape === shape).length;
      return count === 0 ? "" : `${count} ${count === 1 ? shape : PLURALS[shape]}`;
    }).filter(Boolean);
  const relations = edges.length, bundles = groups.length - 1;
  return `Provenance graph of ${
    [
      ...counts,
      `${relations} ${relations === 1 ? "relation" : "relations"}`,
      ...(bundles > 0 ? [`${bundles} ${bundles === 1 ? "bundle" : "bundles"}`] : []),
    ].join(", ")
  }`;
}

const PLURALS = {
  entity: "entities",
  activity: "activities",
  agent: "agents",
  thing: "things",
} as const;
