import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import { provFromJsonLd } from "../../lib/prov/read_jsonld.ts";
import { readJsonLdStream } from "../../lib/prov/read_jsonld_stream.ts";
import { provToJsonLd } from "../../lib/prov/write_jsonld.ts";
import { assertUnpolluted, mutateText, MUTATIONS, seeded } from "../mutate.ts";
import { oracle } from "../oracle.ts";
import { anyDocument } from "./arbitrary_document.ts";
import { tryEverything } from "./try_everything.ts";
import { withoutMentions } from "./without_mentions.ts";

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

/** Reads a text in both modes; whatever is read must be writable and mean the same again. */
function readAndWrite(text: string): void {
  for (const mode of ["strict", "lenient"] as const) {
    try {
      const written = provToJsonLd(provFromJsonLd(text, { mode }).document);
      const again = provFromJsonLd(written, { mode: "lenient" }).document;
      assert.equal(provToJsonLd(again), written);
    } catch (error) {
      assert.equal((error as Error).name, "ProvError", `${error}\n${text}`);
    }
  }
}

test("provFromJsonLd() reads any JSON or throws a ProvError, and what it reads can be written", () => {
  fc.assert(
    fc.property(anyDocument.map(withoutMentions), edits, (doc, edits) => {
      const tree = JSON.parse(provToJsonLd(doc));
      for (const [chance, value] of edits) {
        const all = spots(tree);
        const [holder, key] = all[chance % all.length];
        holder[key] = value;
      }
      readAndWrite(JSON.stringify(tree));
    }),
    { numRuns: 200 },
  );
});

const ROOT = "../shared/corpora";
const here = oracle("the conformance corpora", existsSync(`${ROOT}/prov-jsonld`));

/** What is put where it does not belong. */
const PIECES = [
  ...`{}[]:,"\\`,
  "@id",
  "@type",
  "@graph",
  "@context",
  "@value",
  "__proto__",
  '"__proto__":{"polluted":1},',
  '"constructor":["v"],',
  "null",
  "1e9",
  "\ud800",
  "_:",
  '{"@type":"Bundle","@id":"ex:b","@context":[],"@graph":[]},',
];

test("provFromJsonLd() meets mutated corpora with nothing but a ProvError", here, async () => {
  const texts: string[] = JSON.parse(readFileSync(`${ROOT}/cases/prov-jsonld.json`, "utf8")).cases
    .map(({ text }: { text: string }) => text);
  for (const folder of ["prov-jsonld", "examples"]) {
    for (const name of readdirSync(`${ROOT}/${folder}`)) {
      if (name.endsWith(".jsonld")) texts.push(readFileSync(`${ROOT}/${folder}/${name}`, "utf8"));
    }
  }
  const pick = seeded(13);
  let read = 0;
  for (let i = 0; i < MUTATIONS; i++) {
    const text = mutateText(texts, PIECES, pick);
    try {
      const { document, repairs } = provFromJsonLd(text, { mode: "lenient" });
      read++;
      if (i % 8 === 0) tryEverything(document);
      if (repairs.length === 0) assert.deepEqual(provFromJsonLd(text).document, document);
    } catch (error) {
      assert.equal((error as Error).name, "ProvError", `${error}\n${text}`);
    }
    if (i % 2 === 0) await readStream(text, pick(50) + 1);
  }
  assert(read > MUTATIONS / 20, `${read} were read`);
  assertUnpolluted();
});

async function readStream(text: string, size: number): Promise<void> {
  const pieces = Array.from(
    { length: Math.ceil(text.length / size) },
    (_, i) => text.slice(i * size, (i + 1) * size),
  );
  try {
    for await (const item of readJsonLdStream(pieces, { mode: "lenient" })) assert(item.prefixes);
  } catch (error) {
    assert.equal((error as Error).name, "ProvError", `${error}\n${text}`);
  }
}
