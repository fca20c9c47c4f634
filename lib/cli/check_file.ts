import { formatProvStatement, type ProvFinding, validateProv } from "../prov.ts";
import type { DocumentFormat } from "./formats.ts";
import { toDocument } from "./report_repairs.ts";
import { placeOf, readSubject } from "./read_subject.ts";

/** Something that is wrong or odd in a file, as plain data. */
export interface Fault {
  /** A constraint of PROV-CONSTRAINTS, the name of a lint, or the kind of a repair. */
  readonly code: string;
  /** A warning leaves the document valid. */
  readonly severity: "error" | "warning";
  /** What clashes with what. */
  readonly message: string;
  /** Where in the text, as far as it is known: a JSON Pointer, or line and column. */
  readonly place?: string;
  /** The bundle that the statements are in. */
  readonly bundle?: string;
  /** The statements that it is about, in the manner of PROV-N. */
  readonly records?: readonly string[];
  /** The steps of a circle of events, each of which must come before the next. */
  readonly cycle?: readonly { readonly before: string; readonly after: string; code: string }[];
}

/** Finds the faults of a file, errors first.
 *
 * A document is read leniently, so that all faults are told and not the first alone; what the
 * reading had to repair are warnings.
 */
export async function checkFile(
  path: string,
  options: { readonly from?: DocumentFormat; readonly tolerance?: number },
): Promise<Fault[]> {
  const subject = await readSubject(path, { from: options.from });
  const repairs = subject.kind === "runs" ? [] : subject.repairs.map((repair): Fault => ({
    code: repair.kind,
    severity: "warning",
    message: repair.message,
    place: placeOf(repair),
  }));
  const { tolerance } = options;
  const faults = [...repairs, ...validateProv(toDocument(subject), { tolerance }).map(faultOf)];
  const isError = ({ severity }: Fault) => severity === "error";
  return [...faults.filter(isError), ...faults.filter((fault) => !isError(fault))];
}

function faultOf({ code, severity, message, records, bundle, cycle }: ProvFinding): Fault {
  return {
    code,
    severity,
    message,
    ...(bundle !== undefined && { bundle: bundle.iri }),
    records: records.map(formatProvStatement),
    ...(cycle !== undefined && {
      cycle: cycle.map(({ before, after, code }) => ({ before, after, code })),
    }),
  };
}
