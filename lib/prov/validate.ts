import { checkOptions } from "../base/options.ts";
import type { ProvDocument, ProvRecord, QualifiedName } from "./document.ts";
import type { ProvFinding } from "./finding.ts";
import { validateScope } from "./validate_scope.ts";

/** Options of {@link validateProv}. */
export interface ProvValidateOptions {
  /** By how many milliseconds clocks may disagree before times are reported.
   *
   * @default {1000}
   */
  readonly tolerance?: number;
}

export function validateProv(doc: ProvDocument, options: ProvValidateOptions = {}): ProvFinding[] {
  checkOptions("validateProv()", options, ["tolerance"]);
  const findings: ProvFinding[] = [];
  const scopes: { records: readonly ProvRecord[]; id?: QualifiedName }[] = [
    { records: doc.records },
    ...doc.bundles,
  ];
  for (const { id, records } of scopes) {
    validateScope(records, (finding) => {
      findings.push(id === undefined ? finding : { ...finding, bundle: id });
    });
  }
  return findings;
}
