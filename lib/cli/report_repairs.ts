import process from "node:process";
import { toProv } from "../../mod.ts";
import type { ProvDocument } from "../prov.ts";
import { countText } from "../base/human.ts";
import { printable } from "../base/printable.ts";
import { nameOfPath } from "./read_input.ts";
import { placeOf, type Subject } from "./read_subject.ts";

/** What was set right, and where. */
export interface Repair {
  readonly place: string;
  readonly kind: string;
  readonly message: string;
}

/** Of more repairs of one kind in one file these are listed, and the rest is counted. */
const LISTED = 5;

/** Tells on stderr what was set right in a file, each with its place.
 *
 * @param options `all`: list every repair, not only the first ones of each kind
 */
export function reportRepairs(
  path: string,
  repairs: readonly Repair[],
  options: { readonly all?: boolean } = {},
): void {
  const name = nameOfPath(path);
  const counts = new Map<string, number>();
  for (const { place, kind, message } of repairs) {
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    if (count > LISTED && !options.all) continue;
    process.stderr.write(`${printable(`${name}:${place}: ${kind}: ${message}`)}\n`);
  }
  if (options.all) return;
  for (const [kind, count] of counts) {
    if (count <= LISTED) continue;
    process.stderr.write(`${printable(name)}: ${kind}: ${countText(count - LISTED)} more\n`);
  }
}

/** The document that a path holds; what had to be repaired or left out is told on stderr. */
export function documentOf(path: string, subject: Subject): ProvDocument {
  reportRepairs(path, repairsOf(subject));
  return toDocument(subject);
}

/** What had to be repaired or left out to read something. */
export function repairsOf(subject: Subject): Repair[] {
  if (subject.kind === "document") {
    return subject.repairs.map((repair) => ({ ...repair, place: placeOf(repair) }));
  }
  return subject.runs.flatMap(({ place, cuts }) =>
    cuts.map(({ code, message }) => ({ place, kind: code, message }))
  );
}

/** The document that was read, or the provenance of the runs. */
export function toDocument(subject: Subject): ProvDocument {
  return subject.kind === "document"
    ? subject.document
    : toProv(subject.runs.map(({ run }) => run));
}
