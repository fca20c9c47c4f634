import { readFileSync } from "node:fs";

/** The page that says what cannot be held and where others read otherwise. */
const PAGE = readFileSync("docs/conformance.md", "utf8");

/** Why a document of the corpora is an exception. */
export type Excuse = "mention" | "several-statements" | "merged" | "missing-argument";

/** The documents that the page lists for a reason, by their path. */
export function excused(reason: Excuse): ReadonlySet<string> {
  return new Set(fenced(`### \`${reason}\``).map((name) => `${name}.json`));
}

/** The constraint cases whose verdict the page says is not shared. */
export function notShared(): ReadonlySet<string> {
  return new Set(fenced("## Where verdicts").map((path) => path.replace("constraints-json/", "")));
}

/** What lenient reading makes of a case that Python's `prov` reads in another way: it takes what
 * `prov` refuses, reads other content, refuses, or takes it without a word. */
export type Difference = "taken" | "otherwise" | "refused" | "quiet";

/** The cases of a format that are read otherwise than by Python's `prov`, by their name. */
export function differences(
  format: "PROV-JSON" | "PROV-N" | "PROV-JSONLD",
): ReadonlyMap<string, Difference> {
  const rows = PAGE.split("\n").map((line) => line.split("|").map((cell) => cell.trim()))
    .filter(([, own]) => own === format);
  return new Map(rows.map(([, , name, , code]) => [name, code.slice(1, -1) as Difference]));
}

/** The lines of the first block of text behind a heading. */
function fenced(heading: string): string[] {
  const at = PAGE.indexOf(`\n${heading}`);
  const start = PAGE.indexOf("\n```text\n", at) + 9;
  if (at < 0 || start < 9) throw new Error(`docs/conformance.md has no list under "${heading}"`);
  return PAGE.slice(start, PAGE.indexOf("\n```", start)).split("\n");
}
