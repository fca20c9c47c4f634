import type { ProvRecord, ProvValue } from "../prov/document.ts";
import { PROV, XSD } from "../prov/vocabulary.ts";
import { safeLink } from "./link.ts";
import type { PictureEdge, PictureNode } from "./picture.ts";
import { nameText, shortName, valuesOf, valueText } from "./terms.ts";
import { cleanText, cutText, textWidth } from "./text.ts";

/** The longest first and second line of a node, in places. */
const FIRST = 38, SECOND = 46;
/** The attributes whose values say where a thing is. */
const PLACES = [
  `${PROV}location`,
  `${PROV}atLocation`,
  "https://schema.org/contentUrl",
  "http://schema.org/contentUrl",
  "https://schema.org/url",
  "http://schema.org/url",
];

/** The two lines of a node; the second may be empty. */
export function nodeLines(node: PictureNode): [string, string] {
  if (node.members.length > 0) return foldLines(node);
  const name = shownName(node);
  const value = shownValue(node.records);
  if (value !== undefined) {
    const both = `${name} = ${value}`;
    return textWidth(both) <= FIRST
      ? [both, ""]
      : [cutText(name, FIRST), cutText(`= ${value}`, SECOND)];
  }
  const type = typeName(node);
  const facts = [
    type.toLowerCase() === name.toLowerCase() ? "" : type,
    duration(node.records),
  ];
  return [cutText(name, FIRST), facts.filter(Boolean).join(" · ")];
}

function foldLines(node: PictureNode): [string, string] {
  const { members, chain } = node;
  if (chain) {
    const ends = [members[0], members[members.length - 1]]
      .map((member) => cutText(shownName(member), 22));
    return [`${members.length} versions`, ends.join(" … ")];
  }
  const shared = node.types.length > 0 &&
    members.every((member) => member.types.join() === node.types.join());
  const noun = shared ? typeName(node) : node.shape;
  return [`${members.length} × ${noun}`, firstNames(members)];
}

/** The first names, with their values where they are short; and how many more there are. */
function firstNames(members: readonly PictureNode[]): string {
  const some = members.slice(0, 3);
  const rest = members.length - some.length;
  const full = some.map((member) => nodeLines(member)[0]).join(", ");
  const names = textWidth(full) <= 40
    ? full
    : cutText(some.map((one) => cutText(shownName(one), 16)).join(", "), 50);
  return rest > 0 ? `${names}, … +${rest}` : names;
}

/** What a node says when pointed at: name, kind, times and attributes, each on a line. */
export function nodeTooltip(node: PictureNode): string {
  if (node.members.length > 0) {
    const names = node.members.slice(0, 40).map((one) => nodeLines(one)[0]);
    const rest = node.members.length - names.length;
    return [...names, ...(rest > 0 ? [`… +${rest}`] : [])].join("\n");
  }
  const lines = [`${cutText(node.name, 200)} (${kindsOf(node)})`];
  for (const record of node.records) {
    if (record.id === undefined || !isElement(record)) lines.push(record.kind);
    lines.push(...recordLines(record));
  }
  return bound([...new Set(lines)]);
}

/** What an edge says when pointed at: its word, how many it stands for, times and attributes. */
export function edgeTooltip({ term, count, record }: PictureEdge): string {
  return count > 1 ? `${term} × ${count}` : bound([term, ...recordLines(record)]);
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

function shownName(node: PictureNode): string {
  const labels = node.records
    .flatMap((record) => valuesOf(record, `${PROV}label`))
    .map((value) => cleanText(valueText(value))).filter(Boolean).sort();
  return labels[0] ?? (cleanText(node.local) || "(no name)");
}

function typeName({ types }: PictureNode): string {
  const own = types.find((type) => !type.startsWith(PROV)) ?? types[0];
  return own === undefined ? "" : cutText(shortName(own), 30);
}

function shownValue(records: readonly ProvRecord[]): string | undefined {
  const values = records.flatMap((record) => valuesOf(record, `${PROV}value`))
    .map(shortValue).filter(Boolean).sort();
  return values.length > 0 ? values.join(", ") : undefined;
}

/** A value as a reader wants it: doubles in five digits. */
function shortValue(value: ProvValue): string {
  const text = cleanText(valueText(value));
  if ("iri" in value || value.type === undefined) return text;
  const { iri } = value.type;
  if (iri !== `${XSD}double` && iri !== `${XSD}float`) return text;
  const number = Number(text);
  if (text === "" || !Number.isFinite(number)) return text;
  const short = String(Number(number.toPrecision(5)));
  return short.length < text.length ? short : text;
}

function kindsOf({ records, shape, declared }: PictureNode): string {
  if (!declared) {
    return shape === "thing" ? "not declared" : `${shape}, not declared`;
  }
  return [...new Set(records.filter(isElement).map(({ kind }) => kind))].sort()
    .join(", ");
}

function duration(records: readonly ProvRecord[]): string {
  for (const { formal: { startTime, endTime } } of records) {
    const ms = Date.parse(String(endTime)) - Date.parse(String(startTime));
    if (ms >= 0) return spanText(ms);
  }
  return "";
}

/** A span of time in its two largest units. */
function spanText(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${Math.round(ms / 100) / 10} s`;
  const seconds = Math.round(ms / 1000);
  const minutes = Math.floor(seconds / 60), hours = Math.floor(minutes / 60);
  if (hours === 0) return twoUnits(minutes, "min", seconds % 60, "s");
  return hours < 48
    ? twoUnits(hours, "h", minutes % 60, "min")
    : twoUnits(Math.floor(hours / 24), "d", hours % 24, "h");
}

function twoUnits(large: number, unit: string, small: number, part: string): string {
  return small === 0 ? `${large} ${unit}` : `${large} ${unit} ${small} ${part}`;
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

function isElement({ kind }: ProvRecord): boolean {
  return kind === "entity" || kind === "activity" || kind === "agent";
}
