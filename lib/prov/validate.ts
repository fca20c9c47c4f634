import { checkOptions } from "../base/options.ts";
import type { ProvDocument, ProvRecord, QualifiedName } from "./document.ts";
import type { ProvFinding, Report } from "./finding.ts";
import { lintClocks } from "./lint_clocks.ts";
import { lintNames } from "./lint_names.ts";
import { lintReferences } from "./lint_references.ts";
import { validateScope } from "./validate_scope.ts";

/** Options of {@link validateProv}. */
export interface ProvValidateOptions {
  /** By how many milliseconds clocks may disagree before times are reported.
   *
   * @default {1000}
   */
  readonly tolerance?: number;
}

/** Checks a document against PROV-CONSTRAINTS, and for what is odd in practice.
 *
 * The document is valid exactly when no finding is an error. The top level and each bundle are
 * checked by themselves, as one instance each. Errors:
 *
 * | code | what |
 * |---|---|
 * | `C22`, `C23` | two statements of one identifier that differ in an argument |
 * | `C24`–`C27` | two generations or invalidations of one entity by one activity, two starts or ends of one activity by another, with identifiers that differ |
 * | `C28`, `C29` | an activity whose start or end has two times |
 * | `C42` | events that would have to come before themselves, by all of 30 to 49: 42 is the one constraint that does not allow the same time |
 * | `C51` | a derivation without an activity that names a generation or usage |
 * | `C52` | a specialization of itself, by any number of steps |
 * | `C53`, `C54`, `C55` | one identifier for relations of two kinds, for a thing and a relation, for an entity and an activity (50 says what is an entity or activity) |
 * | `C56` | a member of an empty collection |
 * | `missing-argument` | a statement without an argument that PROV-DM demands |
 * | `mention-twice` | an entity that mentions two others (PROV-Links) |
 *
 * In a derivation an absent activity, generation or usage, and in an association an absent plan,
 * says that there is none, as `-` does in PROV-N; any other absent argument is unknown. Warnings:
 *
 * | code | what |
 * |---|---|
 * | `dangling-reference`, `undescribed-relation` | a name that is referred to and nowhere described; a relation of which nothing is |
 * | `undeclared-prefix` | a prefix without a namespace |
 * | `clock-order` | times against the order of events: an end before its start, a usage before the generation, an event outside its activity; two times of one event |
 * | `unknown-attribute` | an attribute in PROV's namespace that PROV does not define |
 * | `empty-name` | a name with nothing behind the prefix |
 *
 * Where ProvToolbox gives another verdict, the Recommendation is followed: `docs/conformance.md`.
 *
 * Cost: O(n); nothing calls itself. The document is not changed.
 *
 * @throws {TypeError} for an unknown option
 * @throws {RangeError} where the tolerance is negative or no number
 * @see PROV-CONSTRAINTS, https://www.w3.org/TR/prov-constraints/
 * @example
 * ```ts
 * import { buildProv, validateProv } from "stemma/prov";
 * import assert from "node:assert/strict";
 *
 * const doc = buildProv({ prefixes: { ex: "https://e.example/" } }, (p) => {
 *   p.wasDerivedFrom(p.entity("ex:model"), p.entity("ex:checkpoint"));
 *   p.wasDerivedFrom("ex:checkpoint", "ex:model");
 * });
 * const [finding] = validateProv(doc);
 * assert.equal(finding.code, "C42");
 * assert.equal(finding.cycle?.[0].before, "the generation of ex:checkpoint");
 * ```
 */
export function validateProv(doc: ProvDocument, options: ProvValidateOptions = {}): ProvFinding[] {
  checkOptions("validateProv()", options, ["tolerance"]);
  const { tolerance = 1000 } = options;
  if (!(tolerance >= 0)) {
    throw new RangeError(
      `Cannot call validateProv(): tolerance must be >= 0: current value is ${tolerance}`,
    );
  }
  const errors: ProvFinding[] = [], warnings: ProvFinding[] = [];
  let dangles = false;
  const check = (records: readonly ProvRecord[], bundle?: QualifiedName): Report => {
    const report: Report = (finding) => {
      const list = finding.severity === "error" ? errors : warnings;
      list.push(bundle === undefined ? finding : { ...finding, bundle });
    };
    const checked = validateScope(records, report);
    lintClocks(checked.events, checked.edges, tolerance, (finding) => {
      const records = finding.records.flatMap((record) => checked.sources.get(record) ?? [record]);
      report({ ...finding, records: [...new Set(records)] });
    });
    dangles ||= checked.dangles;
    return report;
  };
  lintNames(doc.records, [doc.prefixes], check(doc.records));
  for (const { id, prefixes, records } of doc.bundles) {
    lintNames(records, [prefixes, doc.prefixes], check(records, id), id);
  }
  return [...errors, ...(dangles ? lintReferences(doc) : []), ...warnings];
}
