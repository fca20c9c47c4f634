import fc from "fast-check";
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { provFromJson } from "../../lib/prov/read_json.ts";
import { provToJson } from "../../lib/prov/write_json.ts";
import { assertUnpolluted, mutateText, MUTATIONS, seeded } from "../mutate.ts";
import { oracle } from "../oracle.ts";
import { anyDocument } from "./arbitrary_document.ts";
import { CORPORA, JSON_FOLDERS } from "./prov_oracles.ts";
import { tryEverything } from "./try_everything.ts";

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

const here = oracle("the conformance corpora", existsSync(CORPORA));

/** What is put where it does not belong. */
const PIECES = [
  ...`{}[]:,"\\\n 1`,
  '"$"',
  '"type"',
  '"lang"',
  '"__proto__":',
  '"constructor":{"prototype":{"polluted":1}},',
  '{"__proto__":{"polluted":1}}',
  "null",
  "true",
  "NaN",
  "-Infinity",
  "1e999",
  "\ud800",
  "\ufeff",
  "_:x",
  "ex:",
  "xsd:",
  '"default"',
  '"prefix":{"ex":"urn:x:"},',
  '"@id":',
  '"qualifiedHadMember":{},',
  "2026-01-01T00:00:00Z",
];

function seeds(): string[] {
  const files = [...JSON_FOLDERS, "prov-malformed"].flatMap((folder) =>
    readdirSync(`${CORPORA}/${folder}`).filter((name) => /\.(?:json|xml|ttl)$/.test(name))
      .map((name) => readFileSync(`${CORPORA}/${folder}/${name}`, "utf8"))
  );
  const { cases } = JSON.parse(readFileSync(`${CORPORA}/cases/prov-json.json`, "utf8"));
  const texts = (cases as { text: string }[]).map(({ text }) => text);
  return [...texts, ...files].filter((text) => text.length < 4000);
}

test(
  "provFromJson() reads mutated corpora or throws a ProvError, and keeps what it reads",
  here,
  () => {
    const texts = seeds();
    const pick = seeded(11);
    let read = 0;
    for (let i = 0; i < MUTATIONS; i++) {
      const text = mutateText(texts, PIECES, pick);
      try {
        const { document, repairs } = provFromJson(text, { mode: "lenient" });
        read++;
        if (i % 8 !== 0) continue;
        if (repairs.length === 0) assert.deepEqual(provFromJson(text).document, document);
        tryEverything(document);
      } catch (error) {
        assert.equal((error as Error).name, "ProvError", `${error}\n${text}`);
      }
    }
    assert(read > MUTATIONS / 20, `${read} were read`);
    assertUnpolluted();
  },
);
