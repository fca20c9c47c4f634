import type { SignatureFacts, Verification } from "../seal.ts";
import { findingLines } from "./finding_lines.ts";
import { countOf, countText, sizeText } from "../base/human.ts";
import { type Fact, layFacts } from "./lay_facts.ts";
import { printable } from "../base/printable.ts";
import type { Paint } from "./terminal.ts";

/** Of more files that lie elsewhere these are named. */
const NAMED = 5;

/** Tells people what a verification looked at, what it found, and whether the run stands. */
export function verificationText(
  place: string,
  { ok, findings, coverage }: Verification,
  { hasKeys, width, paint }: { hasKeys: boolean; width: number; paint: Paint },
): string {
  const { events, signedEvents, files, signatures, references, unchecked, listed } = coverage;
  const facts: Fact[] = [
    [
      "log",
      `${countOf(events, "event")} read and hashed${signedText(events, signedEvents, hasKeys)}`,
    ],
    ["files", `${countOf(files.count, "file")}, ${sizeText(files.bytes)}, held against digests`],
    ...signatureFacts(signatures),
    ["elsewhere", elsewhere(references)],
    ["unseen", listed ? "" : "what nothing names: the place cannot be listed"],
    ...unchecked.map(({ path, reason }): Fact => ["unchecked", `${path}: ${reason}`]),
  ];
  return [
    paint.bold(printable(place)),
    ...layFacts(facts, width, paint),
    ...findingLines(findings, width, paint),
    "",
    verdict(ok, findings, hasKeys, paint),
    "",
  ].join("\n");
}

function signedText(events: number, signed: number, hasKeys: boolean): string {
  if (!hasKeys) return "";
  if (signed === 0) return ", none of them signed with a trusted key";
  if (signed === events) return ", all of them signed with a trusted key";
  return `, the first ${countText(signed)} of them signed with a trusted key`;
}

const STATES: Readonly<Record<SignatureFacts["state"], string>> = {
  trusted: "signed with a trusted key",
  invalid: "whose signature does not hold",
  unknown: "signed with a key that is not trusted",
  unchecked: "signed by whom is not known, for no key was given",
};

/** One fact for each state; a file of checkpoints can hold thousands of signatures. */
function signatureFacts(signatures: readonly SignatureFacts[]): Fact[] {
  const states = [...new Set(signatures.map(({ state }) => state))];
  return states.map((state): Fact => {
    const own = signatures.filter((signature) => signature.state === state);
    return ["seal", `${STATES[state]}: ${[...new Set(own.map(({ path }) => path))].join(", ")}`];
  });
}

function elsewhere(references: Verification["coverage"]["references"]): string {
  if (references.length === 0) return "";
  const names = references.slice(0, NAMED).map(({ name }) => name).join(", ");
  const more = references.length > NAMED ? " and others" : "";
  return `${countOf(references.length, "file")} that the run names, no copy here: ${names}${more}`;
}

function verdict(
  ok: boolean,
  findings: Verification["findings"],
  hasKeys: boolean,
  paint: Paint,
): string {
  const errors = findings.filter(({ severity }) => severity === "error").length;
  if (!ok) return paint.red(`This run does not stand: ${countOf(errors, "error")}`);
  const isSealed = findings.every(({ code }) => code !== "not-sealed");
  const how = hasKeys
    ? "sealed with a trusted key, and unchanged since"
    : isSealed
    ? "unchanged since it was sealed, by whomever"
    : "its parts agree, and nothing is signed";
  return `${paint.green("This run stands")}: ${how}`;
}
