import { provBuilder, type ProvDocument } from "stemma/prov";
import type { Job } from "./row.ts";

/** A document of five statements a step, one of them with four attributes, and three at its start;
 * 100,003 statements without smoke. */
export function wideDocument({ smoke }: Job): ProvDocument {
  const p = provBuilder({ ex: "https://example.org/ns/" });
  p.agent("ex:person");
  p.activity("ex:run", {}, { startTime: 0 });
  p.entity("ex:start");
  for (let i = 0; i < (smoke ? 20 : 20_000); i++) {
    p.entity(`ex:e${i}`, {
      "prov:label": `thing ${i}`,
      "prov:type": p.name("ex:Thing"),
      "ex:count": i,
      "ex:loss": i / 7,
    });
    p.entity(`ex:o${i}`);
    p.wasGeneratedBy(`ex:o${i}`, "ex:run", { time: i });
    p.used("ex:run", `ex:e${i}`, { id: `ex:u${i}` });
    p.wasDerivedFrom(`ex:o${i}`, `ex:e${i}`);
  }
  return p.document();
}

/** A text as it comes from a file: in one piece. */
export function wholeText(text: string): string {
  return new TextDecoder().decode(new TextEncoder().encode(text));
}
