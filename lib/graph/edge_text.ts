import type { ProvRecord } from "../prov/document.ts";
import type { Parts } from "./node_text.ts";
import { ARGUMENT_SHAPES, nameText } from "./terms.ts";
import { cutText } from "./text.ts";
import { timeText } from "./time_text.ts";

/** The longest line, in places. */
const LINE = 40;

/** What an edge carries below its word: the identifier of the relation and of those that it refers
 * to, and when it was. */
export function edgeFacts(record: ProvRecord, parts: Parts): string[] {
  const { id, formal } = record;
  const facts = parts.ids ? [...(id === undefined ? [] : [nameText(id)]), ...referred(record)] : [];
  if (parts.times && typeof formal.time === "string") facts.push(timeText(formal.time));
  return facts.map((fact) => cutText(fact, LINE));
}

/** The relations that a relation refers to: a derivation to its generation and usage. */
export function referred({ formal }: ProvRecord): string[] {
  return Object.entries(formal).flatMap(([argument, name]) =>
    typeof name === "object" && ARGUMENT_SHAPES[argument] === undefined
      ? [`${argument}: ${nameText(name)}`]
      : []
  );
}
