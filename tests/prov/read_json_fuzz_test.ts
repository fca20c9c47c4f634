import fc from "fast-check";
import assert from "node:assert/strict";
import { test } from "node:test";
import { provFromJson } from "../../lib/prov/read_json.ts";
import { provToJson } from "../../lib/prov/write_json.ts";
import { anyDocument } from "./arbitrary_document.ts";

type Spot = [holder: Record<string, unknown>, key: string];

function spots(value: unknown): Spot[] {
  if (typeof value !== "object" || value === null) return [];
  const holder = value as Record<string, unknown>;
  return Object.keys(holder).flatMap((key) => [[holder, key] as Spot, ...spots(holder[key])]);
}

const edits = fc.array(fc.tuple(fc.nat(), fc.jsonValue({ maxDepth: 2 })), {
  minLength: 1,
  maxLength: 3,
});

test("provFromJson() reads any JSON or throws a ProvError, and what it reads can be written", () => {
  fc.assert(
    fc.property(anyDocument, edits, (doc, edits) => {
      const tree = JSON.parse(provToJson(doc));
      for (const [chance, value] of edits) {
        const all = spots(tree);
        const [holder, key] = all[chance % all.length];
        holder[key] = value;
      }
      for (const mode of ["strict", "lenient"] as const) {
        try {
          const written = provToJson(provFromJson(JSON.stringify(tree), { mode }).document);
          const again = provFromJson(written, { mode: "lenient" }).document;
          assert.equal(provToJson(again), written);
        } catch (error) {
          assert.equal((error as Error).name, "ProvError", String(error));
        }
      }
    }),
    { numRuns: 200 },
  );
});
