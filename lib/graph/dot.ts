import type { ProvDocument } from "../prov/document.ts";
import { checkDotOptions, type DotOptions, type Drawing } from "./dot_options.ts";
import { dotEdges } from "./dot_edges.ts";
import { dotNode, dotNote } from "./dot_nodes.ts";
import { foldPicture } from "./fold.ts";
import { legendOf } from "./legend.ts";
import { dotNames } from "./names.ts";
import type { Picture } from "./picture.ts";
import { readPicture } from "./read_picture.ts";
import { FONT, QUIET } from "./style.ts";
import { cutText, dotString, htmlText } from "./text.ts";
import { noteRows } from "./wording.ts";

/** With more edges than this, colours and the legend tell what they are. */
const LABELLED = 28;
/** From this many nodes on, Graphviz is told to hurry. */
const MANY = 60;

/** Writes a document as a graph in the DOT language, drawn by the conventions of the W3C.
 *
 * Entities are yellow ovals, activities blue boxes, agents orange houses, what nobody declares is
 * gray; edges point to the past; bundles are frames. A relation with more than two ends goes
 * through a point. A node shows its `prov:label` or else its local name, its `prov:value`, its
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
  const lines = ["digraph provenance {", ...header(picture, drawing, labels, comment)];
  const inside: string[][] = groups.map(() => []);
  for (const [place, node] of nodes.entries()) {
    inside[node.group].push(dotNode(node, names[place]));
  }
  for (const [group, label] of groups.entries()) {
    const block = group === 0
      ? inside[0].map((line) => `  ${line}`)
      : cluster(group, label, inside[group]);
    for (const line of block) lines.push(line);
  }
  for (const line of dotEdges(picture, names, { ...drawing, labels })) lines.push(line);
  if (drawing.attributes) {
    for (const [place, node] of nodes.entries()) {
      const rows = noteRows(node.records);
      lines.push(...dotNote(names[place], names[place], rows));
    }
  }
  lines.push("}", "");
  return lines.join("\n");
}

function header(
  picture: Picture,
  drawing: Drawing,
  labels: boolean,
  comment: string,
): string[] {
  const many = picture.nodes.length > MANY;
  const legend = drawing.legend ? legendOf(picture, labels) : "";
  return [
    `  graph [rankdir=${drawing.direction}, fontname="${FONT}", fontsize=10,`,
    `    nodesep=0.25, ranksep=${labels ? "0.45" : "0.6"}, pad=0.15,${
      many ? " nslimit=1, nslimit1=1," : ""
    }`,
    ...(legend ? [`    labelloc=b, labeljust=l, label=${legend},`] : []),
    `    comment=${dotString(comment)}]`,
    `  node [fontname="${FONT}", fontsize=12, style=filled, height=0.4, margin="0.12,0.06"]`,
    `  edge [fontname="${FONT}", fontsize=10, arrowsize=0.7]`,
  ];
}

function cluster(
  group: number,
  label: string,
  inside: readonly string[],
): string[] {
  const nodes = inside.length > 0
    ? inside
    : [`"empty ${group}" [shape=plaintext, style="", label="(empty)"]`];
  return [
    `  subgraph "cluster_${group}" {`,
    `    graph [label=<<FONT POINT-SIZE="11" COLOR="${QUIET}">${
      htmlText(cutText(label, 60) || "bundle")
    }</FONT>>, labelloc=t, labeljust=l,`,
    `      style="rounded,filled", color="#B0B0B0", fillcolor="#F6F6F6", margin=12]`,
    ...nodes.map((line) => `    ${line}`),
    "  }",
  ];
}

/** What a document says, in a sentence. */
function summary({ nodes, edges }: Picture): string {
  const counts = (["entity", "activity", "agent", "thing"] as const)
    .map((shape) => {
      const count = nodes.filter((node) => node.shape === shape).length;
      return count === 0 ? "" : `${count} ${count === 1 ? shape : PLURALS[shape]}`;
    }).filter(Boolean);
  const relations = edges.length;
  return `Provenance graph of ${
    [...counts, `${relations} ${relations === 1 ? "relation" : "relations"}`]
      .join(", ")
  }`;
}

const PLURALS = {
  entity: "entities",
  activity: "activities",
  agent: "agents",
  thing: "things",
} as const;
