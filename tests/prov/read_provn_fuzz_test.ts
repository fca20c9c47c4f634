import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { provFromProvN } from "../../lib/prov/read_provn.ts";
import { assertUnpolluted, mutateText, MUTATIONS, seeded } from "../mutate.ts";
import { oracle } from "../oracle.ts";
import { tryEverything } from "./try_everything.ts";

const ROOT = "../shared/corpora";
const here = oracle("the conformance corpora", existsSync(`${ROOT}/prov-n`));

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

test(
  "provFromProvN() reads any text or throws a ProvError, and what it reads is kept",
  here,
  () => {
    const texts = seeds();
    const pick = seeded(7);
    let strict = 0;
    let lenient = 0;
    for (let i = 0; i < MUTATIONS; i++) {
      const text = mutateText(texts, PIECES, pick);
      try {
        const { document, repairs } = provFromProvN(text, { mode: "lenient" });
        lenient++;
        // A reading without repairs is what strict reading gives; some are compared.
        if (repairs.length === 0 && i % 8 === 0) {
          assert.deepEqual(provFromProvN(text).document, document);
          strict++;
        }
        if (i % 8 === 0) tryEverything(document);
      } catch (error) {
        assert.equal((error as Error).name, "ProvError", `${error}\n${text}`);
      }
    }
    assert(lenient > MUTATIONS / 10 && strict > MUTATIONS / 200, `${lenient} ${strict}`);
    assertUnpolluted();
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
