import type { VerifyFinding } from "../seal.ts";
import { countText } from "../base/human.ts";
import { type Fact, layFacts } from "./lay_facts.ts";
import type { Paint } from "./terminal.ts";

/** Of more findings of one code these are listed, and the rest is counted. */
const LISTED = 10;

/** Lays out what a verification found, errors first, in lines of at most `width` columns. */
export function findingLines(
  findings: readonly VerifyFinding[],
  width: number,
  paint: Paint,
): string[] {
  const counts = new Map<string, number>();
  const lines: string[] = [];
  for (const finding of errorsFirst(findings)) {
    const count = (counts.get(finding.code) ?? 0) + 1;
    counts.set(finding.code, count);
    if (count <= LISTED) lines.push(...linesOf(finding, width, paint));
  }
  for (const [code, count] of counts) {
    if (count > LISTED) {
      lines.push(...layFacts([["", `${code}: ${countText(count - LISTED)} more`]], width, paint));
    }
  }
  return lines;
}

function errorsFirst(findings: readonly VerifyFinding[]): VerifyFinding[] {
  const isError = ({ severity }: VerifyFinding) => severity === "error";
  return [...findings.filter(isError), ...findings.filter((finding) => !isError(finding))];
}

function linesOf(finding: VerifyFinding, width: number, paint: Paint): string[] {
  const { code, severity, message, path, expected, actual } = finding;
  const facts: Fact[] = [[severity, path === undefined ? code : `${code} ${path}`], ["", message]];
  if (expected !== undefined) facts.push(["stated", String(expected)]);
  if (actual !== undefined) facts.push(["found", String(actual)]);
  const colour = severity === "error" ? paint.red : paint.yellow;
  return layFacts(facts, width, { ...paint, dim: colour });
}
