import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import process from "node:process";
import { test } from "node:test";
import fc from "fast-check";
import { provFromJsonLd } from "../../lib/prov/read_jsonld.ts";
import { readJsonLdStream } from "../../lib/prov/read_jsonld_stream.ts";
import { provToJsonLd } from "../../lib/prov/write_jsonld.ts";
import { oracle } from "../oracle.ts";
import { anyDocument } from "./arbitrary_document.ts";
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

/** How many mutations; the long run asks for more. */
const MUTATIONS = Number(process.env.PROV_MUTATIONS ?? 50_000);

test("provFromJsonLd() meets mutated corpora with nothing but a ProvError", here, async () => {
  const texts: string[] = JSON.parse(readFileSync(`${ROOT}/cases/prov-jsonld.json`, "utf8")).cases
    .map(({ text }: { text: string }) => text);
  for (const folder of ["prov-jsonld", "examples"]) {
    for (const name of readdirSync(`${ROOT}/${folder}`)) {
      if (name.endsWith(".jsonld")) texts.push(readFileSync(`${ROOT}/${folder}/${name}`, "utf8"));
    }
  }
  const words = [
    ...`{}[]:,"\\`,
    "@id",
    "@type",
    "@graph",
    "@context",
    "__proto__",
    "null",
    "1e9",
    "\ud800",
    "_:",
  ];
  let seed = 20260101;
  const chance = (below: number) => {
    seed = Math.imul(seed, 1664525) + 1013904223 | 0;
    return (seed >>> 8) % below;
  };
  for (let i = 0; i < MUTATIONS; i++) {
    let text = texts[chance(texts.length)];
    for (let edit = chance(3); edit >= 0; edit--) {
      const at = chance(text.length + 1);
      const end = Math.min(text.length, at + chance(8));
      text = text.slice(0, at) + (chance(2) === 0 ? words[chance(words.length)] : "") +
        text.slice(end);
    }
    readAndWrite(text);
    await readStream(text, chance(50) + 1);
  }
  assert.equal(({} as Record<string, unknown>).polluted, undefined);
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
