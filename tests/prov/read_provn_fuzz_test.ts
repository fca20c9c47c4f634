import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import process from "node:process";
import { test } from "node:test";
import { equalProv } from "../../lib/prov/equal.ts";
import { provFromProvN } from "../../lib/prov/read_provn.ts";
import { provToProvN } from "../../lib/prov/write_provn.ts";
import { oracle } from "../oracle.ts";

const ROOT = "../shared/corpora";
const here = oracle("the conformance corpora", existsSync(`${ROOT}/prov-n`));

/** How many mutations are tried; `PROV_MUTATIONS` sets it for a long run. */
const MUTATIONS = Number(process.env.PROV_MUTATIONS ?? 50_000);
/** How large the large texts are: in the long run 1 million and more of everything. */
const LARGE = MUTATIONS > 50_000 ? 1_000_000 : 100_000;

/** What is put where it does not belong. */
const PIECES = [
  ..."()[]{},;=-'\"\\%@<>:./*# \n\r\t\u00a0\ufeff\u00d7",
  "%%",
  '"""',
  "/*",
  "*/",
  "//",
  "\\u0041",
  "\\U0001F600",
  "\ud83d",
  "\u{1f600}",
  "document",
  "endDocument",
  "bundle",
  "endBundle",
  "prefix",
  "default",
  "__proto__",
  "constructor",
  "prov:type",
  "xsi:",
  "mentionOf(",
  "2026-01-01T00:00:00Z",
  "9".repeat(30),
  "bundle ex:b prefix constructor <urn:x:>",
];

function seeds(): string[] {
  const folders = ["prov-n/spec", "prov-n/provtoolbox", "prov-n/provtoolbox-corpus", "examples"];
  const files = folders.flatMap((folder) =>
    readdirSync(`${ROOT}/${folder}`).filter((name) => name.endsWith(".provn"))
      .map((name) => readFileSync(`${ROOT}/${folder}/${name}`, "utf8"))
  );
  const { cases } = JSON.parse(readFileSync(`${ROOT}/cases/prov-n.json`, "utf8"));
  const texts = (cases as { text: string }[]).map(({ text }) => text);
  return [...texts, ...files].filter((text) => text.length < 4000);
}

/** Whole numbers below a limit, the same in every run. */
function chance(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x6d2b79f5 >>> 0;
    return Math.floor((state ^ (state >>> 13)) / 2 ** 32 * limit + limit) % limit;
  };
}

function mutate(text: string, other: string, next: (limit: number) => number): string {
  const at = next(text.length + 1);
  const end = Math.min(text.length, at + next(12));
  switch (next(5)) {
    case 0:
      return text.slice(0, at) + text.slice(end);
    case 1:
      return text.slice(0, at) + PIECES[next(PIECES.length)] + text.slice(at);
    case 2:
      return text.slice(0, at) + PIECES[next(PIECES.length)] + text.slice(end);
    case 3:
      return text.slice(0, end) + text.slice(at);
  }
  const from = next(other.length + 1);
  return text.slice(0, at) + other.slice(from, from + next(80)) + text.slice(end);
}

test(
  "provFromProvN() reads any text or throws a ProvError, and what it reads is kept",
  here,
  () => {
    const texts = seeds();
    const next = chance(7);
    let strict = 0;
    let lenient = 0;
    for (let i = 0; i < MUTATIONS; i++) {
      let text = texts[next(texts.length)];
      for (let edits = 1 + next(3); edits > 0; edits--) {
        text = mutate(text, texts[next(texts.length)], next);
      }
      try {
        const { document, repairs } = provFromProvN(text, { mode: "lenient" });
        lenient++;
        // A reading without repairs is what strict reading gives; some are compared.
        if (repairs.length === 0 && i % 8 === 0) {
          assert.deepEqual(provFromProvN(text).document, document);
          strict++;
        }
        if (i % 8 === 0) {
          const again = provFromProvN(provToProvN(document), { mode: "lenient" }).document;
          assert(equalProv(again, document), text);
        }
      } catch (error) {
        assert.equal((error as Error).name, "ProvError", `${error}\n${text}`);
      }
    }
    assert(lenient > MUTATIONS / 10 && strict > MUTATIONS / 200, `${lenient} ${strict}`);
    assert.equal(Object.keys(Object.prototype).length, 0);
  },
);

test("provFromProvN() takes linear time for texts that are all of one thing", () => {
  const declared = "document prefix ex <https://e.example/>\n";
  const size = 200_000;
  const odd = [
    "(".repeat(size),
    "[".repeat(size),
    "entity(".repeat(size),
    "k=bundle ".repeat(size),
    `entity(ex:a${".".repeat(size)}`,
    `entity(ex:${"a.".repeat(size)}`,
    `entity(${"1".repeat(size)}:`,
    `used(${"ex:a,".repeat(size)}`,
    `entity(ex:a, [${"ex:k=1,".repeat(size)}`,
    `entity(ex:a, [${"ex:k='no:a',".repeat(size)}`,
    `entity(ex:a, [ex:k=${"9".repeat(size)}])`,
    `entity(ex:a, [ex:k="${"\\\\".repeat(size)}"])`,
    `entity(ex:a, [ex:k="${"\n".repeat(size)}"])`,
    "/* x */".repeat(size),
    "/*".repeat(size),
    "//\n".repeat(size),
    "\u00a0".repeat(size),
    "no:a(ex:b)\n".repeat(size),
    "bundle ex:b endBundle\n".repeat(size),
    '"'.repeat(size),
    "'ex:a' ".repeat(size),
    "-".repeat(size),
  ];
  for (const body of odd) {
    for (const mode of ["strict", "lenient"] as const) {
      try {
        provFromProvN(`${declared}${body}\nendDocument`, { mode });
      } catch (error) {
        assert.equal((error as Error).name, "ProvError", String(error));
      }
    }
  }
});

test("provFromProvN() reads what is large", () => {
  const read = (body: string) => provFromProvN(`document prefix ex <urn:x:> ${body} endDocument`);
  const long = read(`entity(ex:a, [ex:k="${"x".repeat(LARGE * 100)}"])`).document.records[0];
  assert.equal((long.attributes[0].value as { text: string }).text.length, LARGE * 100);
  const escaped = read(`entity(ex:a, [ex:k="${"\\n".repeat(LARGE)}"])`).document.records[0];
  assert.equal((escaped.attributes[0].value as { text: string }).text, "\n".repeat(LARGE));
  const { records } = read("entity(ex:a, [ex:k=1])\n".repeat(LARGE)).document;
  assert.equal(records.length, LARGE);
  assert.equal(records[0].id, records[LARGE - 1].id);
  const declared = Array.from({ length: LARGE }, (_, i) => `prefix p${i} <urn:x:${i}>`);
  const { prefixes } = read(`${declared.join("\n")} entity(p1:a)`).document;
  assert.equal(Object.keys(prefixes).length, LARGE + 1);
});
