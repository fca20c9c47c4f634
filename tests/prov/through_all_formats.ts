import type { ProvDocument } from "../../lib/prov/document.ts";
import { provFromJson } from "../../lib/prov/read_json.ts";
import { provFromJsonLd } from "../../lib/prov/read_jsonld.ts";
import { provFromProvN } from "../../lib/prov/read_provn.ts";
import { provToJson } from "../../lib/prov/write_json.ts";
import { provToJsonLd } from "../../lib/prov/write_jsonld.ts";
import { provToProvN } from "../../lib/prov/write_provn.ts";
import { hasMention } from "./prov_oracles.ts";

const lenient = { mode: "lenient" } as const;

/** A document that went through PROV-N, PROV-JSONLD where that has the terms, and PROV-JSON. */
export function throughAllFormats(document: ProvDocument): ProvDocument {
  const provN = provFromProvN(provToProvN(document), lenient).document;
  const jsonLd = hasMention(document) ? provN : provFromJsonLd(provToJsonLd(provN)).document;
  return provFromJson(provToJson(jsonLd, { duplicates: "keep" }), lenient).document;
}
