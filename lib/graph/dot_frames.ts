import type { Direction } from "./dot_options.ts";
import { elementsOf, type Picture, type PictureGroup } from "./picture.ts";
import { FRAME, QUIET } from "./style.ts";
import { cutText, dotTooltip, htmlText } from "./text.ts";

/** A bundle as a frame around the statements of what it holds. */
export function dotFrame(
  number: number,
  group: PictureGroup,
  inside: readonly string[],
  direction: Direction,
): string[] {
  const lines = inside.length > 0 ? inside : [dotEmpty(number)];
  const text = htmlText(cutText(group.label, 60) || "bundle");
  // Graphviz turns the place of a frame's label over with the picture; it is to stand top left.
  const place = `labelloc=${direction === "BT" ? "b" : "t"}, labeljust=${
    direction === "RL" ? "r" : "l"
  }`;
  return [
    `subgraph "${frameName(number)}" {`,
    `  graph [label=<<FONT POINT-SIZE="11" COLOR="${QUIET}">${text}</FONT>>, ${place},`,
    `    style="rounded,filled", color="${FRAME.stroke}", fillcolor="${FRAME.fill}", margin=16,`,
    `    tooltip=${dotTooltip(`${cutText(group.label, 200)} (bundle)`)}]`,
    ...lines.map((line) => `  ${line}`),
    "}",
  ];
}

/** A word where there is nothing to draw. */
export function dotEmpty(number: number): string {
  return `${emptyName(number)} [shape=plaintext, style="", label="(empty)"]`;
}

/** Edges that join each frame to the entity that is the bundle, where that is drawn. */
export function dotFrameLinks(picture: Picture, names: readonly string[]): string[] {
  const { nodes, edges, groups } = picture;
  const places = new Map<string, number>();
  for (const [place, node] of nodes.entries()) {
    for (const { iri } of elementsOf(node)) if (!places.has(iri)) places.set(iri, place);
  }
  const leaving = new Set(
    edges.filter(({ from, to }) => nodes[from].group === nodes[to].group).map(({ from }) => from),
  );
  const tops = new Map<number, number>();
  for (const [place, { group }] of nodes.entries()) {
    const top = tops.get(group);
    if (top === undefined || (leaving.has(top) && !leaving.has(place))) tops.set(group, place);
  }
  return groups.flatMap(({ iri }, group) => {
    const entity = places.get(iri);
    if (group === 0 || entity === undefined || nodes[entity].group === group) return [];
    const top = tops.get(group);
    const inner = top === undefined ? emptyName(group) : names[top];
    return [
      `${inner} -> ${names[entity]} [ltail="${
        frameName(group)
      }", color="#909090", style=dotted, penwidth=1.6, arrowhead=none, class=bundle, tooltip="bundle"]`,
    ];
  });
}

function frameName(number: number): string {
  return `cluster_${number}`;
}

function emptyName(number: number): string {
  return `"empty ${number}"`;
}
