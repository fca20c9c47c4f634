import type { ProvDocument } from "../../lib/prov/document.ts";

/** A document without the statements that the format has no term for. */
export function withoutMentions(doc: ProvDocument): ProvDocument {
  const keep = <Part extends { records: ProvDocument["records"] }>(part: Part): Part => ({
    ...part,
    records: part.records.filter(({ kind }) => kind !== "mentionOf"),
  });
  return { ...keep(doc), bundles: doc.bundles.map(keep) };
}
