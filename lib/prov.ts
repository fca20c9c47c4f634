/** W3C PROV for people who never log a run: build a document, write it, read it, look things up.
 *
 * @module
 */
export { ProvError } from "./base/errors.ts";
export { provToDot } from "./graph/dot.ts";
export type { Direction, DotOptions, Shown } from "./graph/dot_options.ts";
export type { Detail } from "./graph/fold.ts";
export { buildProv, provBuilder } from "./prov/build.ts";
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
export { encodePath, encodeSegment, isLocalName } from "./prov/local_names.ts";
export { type DanglingReference, findDangling, recordById, recordsOfKind } from "./prov/lookup.ts";
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
export { streamJsonLd } from "./prov/stream_jsonld.ts";
export { type ProvBundleSource, type ProvSource, streamProvN } from "./prov/stream_provn.ts";
export { type KindRow, PROV, PROV_KINDS, type ProvKind, XSD } from "./prov/vocabulary.ts";
export { type ProvJsonOptions, provToJson } from "./prov/write_json.ts";
export { provToJsonLd } from "./prov/write_jsonld.ts";
export { type ProvNOptions, provToProvN } from "./prov/write_provn.ts";
