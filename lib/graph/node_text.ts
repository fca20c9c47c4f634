import type { ProvRecord, ProvValue } from "../prov/document.ts";
import { PROV, XSD } from "../prov/vocabulary.ts";
import type { PictureNode } from "./picture.ts";
import { shortName, valuesOf, valueText } from "./terms.ts";
import { cleanText, cutText, textWidth } from "./text.ts";
import { durationText, periodText } from "./time_text.ts";
import { wrapText } from "./wrap_text.ts";

/** What is told of a statement only where it is asked for. */
export interface Parts {
  readonly ids: boolean;
  readonly times: boolean;
}

/** What stands in a node. */
export interface NodeText {
  /** One line or two. */
  readonly title: readonly string[];
  /** The lines below, in small letters. */
  readonly facts: readonly string[];
}

/** The longest line of a name with its value, and of a fact, in places. */
const LINE = 38, FACT = 46;

/** What stands in a node: its name and value, or its name, its type and how long it took. */
export function nodeText(node: PictureNode, parts: Parts): NodeText {
  if (node.members.length > 0) return foldText(node);
  const label = labelOf(node);
  const name = label ?? (parts.ids ? cleanText(node.name) : localOf(node));
  const value = shownValue(node.records);
  const both = `${name} = ${value}`;
  const title = value !== undefined && textWidth(both) <= LINE ? [both] : wrapText(name);
  const facts = value === undefined
    ? [[typeBeside(node, name), duration(node)].filter(Boolean).join(" · ")]
    : title[0] === both
    ? []
    : [`= ${value}`];
  if (parts.ids && label !== undefined) facts.push(node.name);
  if (parts.times) {
    for (const { formal } of node.records) {
      facts.push(periodText(textOf(formal.startTime), textOf(formal.endTime)));
    }
  }
  return { title, facts: facts.filter(Boolean).map((fact) => cutText(fact, FACT)) };
}

/** A node on one line: its name, and its value where there is room. */
export function nodeLine(node: PictureNode): string {
  const name = shownName(node), value = shownValue(node.records);
  const both = `${name} = ${value}`;
  return value !== undefined && textWidth(both) <= LINE ? both : cutText(name, LINE);
}

function foldText(node: PictureNode): NodeText {
  const { members, chain } = node;
  if (chain) {
    const ends = [members[0], members[members.length - 1]]
      .map((member) => cutText(shownName(member), 22));
    return { title: [`${members.length} versions`], facts: [ends.join(" … ")] };
  }
  const shared = node.types.length > 0 &&
    members.every((member) => member.types.join() === node.types.join());
  const noun = shared ? typeName(node) : node.shape;
  return { title: [`${members.length} × ${noun}`], facts: [firstNames(members)] };
}

/** The first names, with their values where they are short; and how many more there are. */
function firstNames(members: readonly PictureNode[]): string {
  const some = members.slice(0, 3);
  const rest = members.length - some.length;
  const full = some.map((member) => nodeLine(member)).join(", ");
  const names = textWidth(full) <= 40
    ? full
    : cutText(some.map((one) => cutText(shownName(one), 16)).join(", "), 50);
  return rest > 0 ? `${names}, … +${rest}` : names;
}

function shownName(node: PictureNode): string {
  return labelOf(node) ?? localOf(node);
}

function labelOf({ records }: PictureNode): string | undefined {
  return records.flatMap((record) => valuesOf(record, `${PROV}label`))
    .map((value) => cleanText(valueText(value))).filter(Boolean).sort()[0];
}

function localOf({ local }: PictureNode): string {
  return cleanText(local) || "(no name)";
}

function typeBeside(node: PictureNode, name: string): string {
  const type = typeName(node);
  return type.toLowerCase() === name.toLowerCase() ? "" : type;
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

function duration({ records }: PictureNode): string {
  return records.map(({ formal }) => durationText(textOf(formal.startTime), textOf(formal.endTime)))
    .find(Boolean) ?? "";
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
