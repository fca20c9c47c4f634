import type { ProvReading, ProvRecord, ProvRepair, QualifiedName } from "../prov.ts";
import { readJsonLdStream } from "../prov.ts";

interface Scope {
  readonly prefixes: Readonly<Record<string, string>>;
  readonly records: ProvRecord[];
}

/** Reads PROV-JSONLD whose text is longer than a string can be: the text passes by in pieces, only
 * the statements stay.
 *
 * @throws {ProvError} as `readJsonLdStream()` does
 */
export async function readLargeJsonLd(
  pieces: AsyncIterable<string>,
  { mode }: { readonly mode: "strict" | "lenient" },
): Promise<ProvReading> {
  const repairs: ProvRepair[] = [];
  let top: Scope | undefined;
  const bundles: (Scope & { readonly id: QualifiedName })[] = [];
  const options = { mode, onRepair: (repair: ProvRepair) => void repairs.push(repair) };
  for await (const { bundle, prefixes, record } of readJsonLdStream(pieces, options)) {
    if (record === undefined) {
      const records: ProvRecord[] = [];
      if (bundle === undefined) top = { prefixes, records };
      else bundles.push({ id: bundle, prefixes, records });
    } else if (bundle === undefined) top!.records.push(record);
    else bundles.at(-1)!.records.push(record);
  }
  return { document: { ...top!, bundles }, repairs };
}
