import process from "node:process";
import { toProv } from "../../mod.ts";
import type { ProvDocument } from "../prov.ts";
import { countOf } from "./human.ts";
import { printable } from "./printable.ts";
import { nameOfPath } from "./read_input.ts";
import { placeOf, type Subject } from "./read_subject.ts";

/** More repairs of one file than this are counted, not listed. */
const LISTED = 20;

/** Tells on stderr what was set right in a file, each with its place. */
export function reportRepairs(
  path: string,
  repairs: readonly { readonly place: string; readonly kind: string; readonly message: string }[],
): void {
  const name = nameOfPath(path);
  for (const { place, kind, message } of repairs.slice(0, LISTED)) {
    process.stderr.write(`${printable(`${name}:${place}: ${kind}: ${message}`)}\n`);
  }
  const more = repairs.length - LISTED;
  if (more > 0) process.stderr.write(`${printable(name)}: and ${countOf(more, "more repair")}\n`);
}

/** The document that a path holds: the one that was read, or what its runs give. Repairs are told
 * on stderr. */
export function documentOf(path: string, subject: Subject): ProvDocument {
  if (subject.kind === "document") {
    const list = subject.repairs.map((repair) => ({ ...repair, place: placeOf(repair) }));
    reportRepairs(path, list);
    return subject.document;
  }
  reportCuts(path, subject);
  return toProv(subject.runs.map(({ run }) => run));
}

/** Tells on stderr what a lenient reading of logs had to leave out. */
export function reportCuts(path: string, { runs }: Extract<Subject, { kind: "runs" }>): void {
  const list = runs.flatMap(({ place, cuts }) =>
    cuts.map(({ code, message }) => ({ place, kind: code, message }))
  );
  reportRepairs(path, list);
}
