import {
  type ProvDocument,
  type ProvJsonOptions,
  provToJson,
  provToJsonLd,
  provToProvN,
  streamJsonLd,
  streamProvN,
} from "../prov.ts";
import type { DocumentFormat } from "./formats.ts";

/** How a document is written. */
export interface WriteOptions {
  /** How many spaces a level is indented by. */
  readonly indent?: number;
  /** Whom PROV-JSON is for. */
  readonly dialect?: ProvJsonOptions["dialect"];
}

/** A document of more statements is written in the order in which they came, piece by piece: sorted,
 * its text could become longer than a string can be. */
const LARGE = 1_000_000;

/** Writes a document in one of its formats. */
export function writeDocument(
  doc: ProvDocument,
  format: DocumentFormat,
  { indent, dialect }: WriteOptions,
): string | Iterable<string> {
  if (format === "json") return provToJson(doc, { indent, dialect });
  const count = doc.bundles.reduce(
    (sum, bundle) => sum + bundle.records.length,
    doc.records.length,
  );
  if (format === "provn") {
    return count > LARGE ? streamProvN(doc, { indent }) : provToProvN(doc, { indent });
  }
  return count > LARGE ? streamJsonLd(doc) : provToJsonLd(doc);
}
