/** W3C PROV for people who never log a run: build a document, write it, read it, check it, merge
 * and compare it, look things up.
 *
 * Text, type and language of every value are kept in each format, and so is every IRI. What a format
 * cannot hold: PROV-JSON has one place for all statements of one kind and identifier, so they are
 * made one, or an array that only lenient readers take; PROV-N has no word for an argument that a
 * statement demands and lacks, and none for a name whose IRI is none; PROV-JSONLD has no term for
 * `mentionOf`. Every exception, and where other tools read otherwise: `docs/conformance.md`.
 *
 * @module
 */
export { ProvError } from "./base/errors.ts";
export { provToDot } from "./graph/dot.ts";
export type { Direction, DotOptions, Shown } from "./graph/dot_options.ts";
export type { Detail } from "./graph/fold.ts";
export { findAncestors, findDescendants, findPath, type ProvPathStep } from "./prov/ancestry.ts";
export { buildProv, provBuilder } from "./prov/build.ts";
export {
  diffProv,
  type ProvArgumentChange,
  type ProvRecordChange,
  type ProvScopeDiff,
} from "./prov/diff.ts";
export type {
  ProvAttribute,
  ProvBundle,
  ProvDocument,
  ProvLiteral,
  ProvRecord,
  ProvValue,
  QualifiedName,
} from "./prov/document.ts";
export { equalProv } from "./prov/equal.ts";
export type { ProvEventStep, ProvFinding, ProvFindingCode } from "./prov/finding.ts";
export { flattenProv } from "./prov/flatten.ts";
export { formatProvDiff } from "./prov/format_diff.ts";
export { encodePath, encodeSegment, isLocalName } from "./prov/local_names.ts";
export { type DanglingReference, findDangling, recordById, recordsOfKind } from "./prov/lookup.ts";
export {
  generationsOf,
  recordsByAttribute,
  recordsReferringTo,
  usagesOf,
} from "./prov/lookup_statements.ts";
export { mergeProv } from "./prov/merge.ts";
export { isAbsoluteIri, qualifiedName } from "./prov/names.ts";
export { provFromJson, type ProvReadOptions } from "./prov/read_json.ts";
export { provFromJsonLd } from "./prov/read_jsonld.ts";
export {
  type ProvStreamItem,
  type ProvStreamOptions,
  readJsonLdStream,
} from "./prov/read_jsonld_stream.ts";
export { provFromProvN } from "./prov/read_provn.ts";
export type { ProvReading, ProvRepair, ProvRepairKind } from "./prov/reading.ts";
export { statementText as formatProvStatement } from "./prov/statement_text.ts";
export type {
  AttributesInput,
  LiteralInput,
  NameInput,
  ProvBuilder,
  ProvStatements,
  RelationId,
  RelationInput,
  TimeInput,
  ValueInput,
} from "./prov/statements.ts";
export { streamJson } from "./prov/stream_json.ts";
export { streamJsonLd } from "./prov/stream_jsonld.ts";
export { type ProvBundleSource, type ProvSource, streamProvN } from "./prov/stream_provn.ts";
export { unifyProv } from "./prov/unify.ts";
export { type ProvValidateOptions, validateProv } from "./prov/validate.ts";
export { type KindRow, PROV, PROV_KINDS, type ProvKind, XSD } from "./prov/vocabulary.ts";
export { type ProvJsonOptions, provToJson } from "./prov/write_json.ts";
export { provToJsonLd } from "./prov/write_jsonld.ts";
export { type ProvNOptions, provToProvN } from "./prov/write_provn.ts";
