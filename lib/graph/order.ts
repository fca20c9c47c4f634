import type { ProvRecord } from "../prov/document.ts";
import type { PictureEdge } from "./picture.ts";
import { isElement, valueText } from "./terms.ts";

/** A text by which names stand in the order of the numbers in them: `v2` before `v10`. */
export function inOrder(iri: string): string {
  return `${iri.replace(/\d+/g, (digits) => digits.padStart(20, "0"))} ${iri}`;
}

/** By word and ends, and what says the same between the same things by all that it says. */
export function compareEdges(a: PictureEdge, b: PictureEdge): number {
  return compareTexts(a.term, b.term) || a.from - b.from || a.to - b.to ||
    a.via.length - b.via.length ||
    a.via.reduce((sum, end, i) => sum || end.node - b.via[i].node, 0) ||
    compareTexts(statement(a.record), statement(b.record));
}

/** What declares things comes first, then by kind and all that is said. */
export function compareRecords(a: ProvRecord, b: ProvRecord): number {
  return Number(isElement(b.kind)) - Number(isElement(a.kind)) || compareTexts(a.kind, b.kind) ||
    compareTexts(statement(a), statement(b));
}

/** By code units, whatever the language of the computer. */
export function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function statement({ id, formal, attributes }: ProvRecord): string {
  const parts = [
    ...Object.entries(formal).map(([name, value]) =>
      `${name}=${typeof value === "string" ? value : value.iri}`
    ),
    ...attributes.map(({ name, value }) => `${name.iri}=${valueText(value)}`),
  ];
  return `${id?.iri ?? ""} ${parts.sort().join(" ")}`;
}
