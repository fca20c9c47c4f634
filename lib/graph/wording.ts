import type { ProvRecord } from "../prov/document.ts";
import { PROV } from "../prov/vocabulary.ts";
import { referred } from "./edge_text.ts";
import { safeLink } from "./link.ts";
import { nodeLine } from "./node_text.ts";
import type { PictureEdge, PictureNode } from "./picture.ts";
import { isElement, nameText, valuesOf, valueText } from "./terms.ts";
import { cleanText, cutText } from "./text.ts";

/** The attributes whose values say where a thing is. */
const PLACES = /* @__PURE__ */ Object.freeze([
  /* @__PURE__ */ PROV.concat("location"),
  /* @__PURE__ */ PROV.concat("atLocation"),
  "https://schema.org/contentUrl",
  "http://schema.org/contentUrl",
  "https://schema.org/url",
  "http://schema.org/url",
]);

/** What a node says when pointed at: name, kind, times and attributes, each on a line. */
export function nodeTooltip(node: PictureNode): string {
  if (node.members.length > 0) {
    const names = node.members.slice(0, 40).map((one) => nodeLine(one));
    const rest = node.members.length - names.length;
    return [...names, ...(rest > 0 ? [`… +${rest}`] : [])].join("\n");
  }
  const lines = [`${cutText(node.name, 200)} (${kindsOf(node)})`];
  for (const record of node.records) {
    if (!isElement(record.kind)) lines.push(record.kind);
    lines.push(...recordLines(record));
  }
  return bound([...new Set(lines)]);
}

/** What an edge says when pointed at: its word, how many it stands for, its identifier, what it
 * refers to, times and attributes. */
export function edgeTooltip(
  { term, count, record }: Pick<PictureEdge, "term" | "count" | "record">,
): string {
  if (count > 1) return `${term} × ${count}`;
  const { id } = record;
  const name = id === undefined ? [] : [`id: ${cutText(nameText(id), 200)}`];
  return bound([term, ...name, ...referred(record), ...recordLines(record)]);
}

/** The attributes of a node or an edge that a note shows: name and value. */
export function noteRows(records: readonly ProvRecord[]): [string, string][] {
  const rows = records.flatMap((record) => [
    ...times(record),
    ...record.attributes.map(({ name, value }): [string, string] => [
      cutText(nameText(name), 40),
      cutText(valueText(value), 60),
    ]),
  ]);
  const seen = new Map(rows.map((row) => [row.join("\0"), row]));
  return [...seen.keys()].sort().map((key) => seen.get(key)!);
}

/** Where a node links to, if one of its attributes gives an address that is safe. */
export function nodeLink(node: PictureNode): string | undefined {
  for (const place of PLACES) {
    const links = node.records.flatMap((record) => valuesOf(record, place))
      .map((value) => safeLink("iri" in value ? value.iri : value.text))
      .filter((link) => link !== undefined);
    if (links.length > 0) return links.sort()[0];
  }
}

function kindsOf({ records, shape, declared }: PictureNode): string {
  if (!declared) {
    return shape === "thing" ? "not declared" : `${shape}, not declared`;
  }
  return [...new Set(records.map(({ kind }) => kind).filter(isElement))].sort()
    .join(", ");
}

function recordLines(record: ProvRecord): string[] {
  const lines = [
    ...times(record),
    ...record.attributes.slice(0, 40).map(({ name, value }) => [
      nameText(name),
      valueText(value),
    ]),
  ].map(([name, value]) => `${cutText(name, 60)}: ${cutText(value, 200)}`);
  return lines.sort();
}

function times({ formal }: ProvRecord): [string, string][] {
  return Object.entries(formal).flatMap(([name, value]): [string, string][] =>
    typeof value === "string" ? [[name, cleanText(value)]] : []
  );
}

function bound(lines: readonly string[]): string {
  return lines.length <= 16
    ? lines.join("\n")
    : [...lines.slice(0, 15), `… +${lines.length - 15}`].join("\n");
}
