import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import fc from "fast-check";
import type { ProvDocument } from "../../lib/prov/document.ts";
import type { ProvFinding } from "../../lib/prov/finding.ts";
import { provFromJson } from "../../lib/prov/read_json.ts";
import { validateProv } from "../../lib/prov/validate.ts";
import { provToJson } from "../../lib/prov/write_json.ts";
import { oracle } from "../oracle.ts";
import { denseDocument } from "./dense_document.ts";
import { spellOut } from "./spell_out.ts";

const TOOL = "../shared/tools/provtoolbox/provtoolbox.sh";
const CASES = "../shared/corpora/constraints-json";

/** Python prov writes the PROV-N that ProvToolbox reads. */
const TO_PROVN = `
import os, sys, prov.model as m
for n in os.listdir(sys.argv[1]):
    d = m.ProvDocument.deserialize(os.path.join(sys.argv[1], n))
    open(os.path.join(sys.argv[2], n[:-4] + "provn"), "w").write(d.get_provn())
`;

function python(): string | undefined {
  const folder = process.env.STEMMA_ORACLES;
  const candidates = [
    process.env.PROV3_PYTHON,
    folder && join(folder, "prov3", "bin", "python3"),
  ];
  return candidates.find((path) => path !== undefined && path !== "" && existsSync(path));
}

/** Without documents the tool only brings what it needs and starts. */
function toolStarts(): boolean {
  const empty = mkdtempSync(join(tmpdir(), "provtoolbox-"));
  const { status } = spawnSync(TOOL, ["validate", empty], { stdio: "ignore" });
  rmSync(empty, { recursive: true });
  return status === 0;
}

const here = oracle(
  "ProvToolbox (Java 17, Maven), Python prov 3.2.3 and the constraint cases",
  existsSync(TOOL) && existsSync(CASES) && python() !== undefined && toolStarts(),
);

interface Verdict {
  readonly word: "PASS" | "FAIL" | "ERROR";
  readonly reasons: string;
}

/** The verdicts of ProvToolbox, by the name of the document; one Java start for all. */
function verdictsOf(docs: Readonly<Record<string, ProvDocument>>): Map<string, Verdict> {
  const folder = mkdtempSync(join(tmpdir(), "provtoolbox-"));
  try {
    const [json, provn] = ["json", "provn"].map((part) => join(folder, part));
    mkdirSync(json);
    mkdirSync(provn);
    for (const [name, doc] of Object.entries(docs)) {
      writeFileSync(join(json, `${name}.json`), provToJson(doc, { duplicates: "keep" }));
    }
    execFileSync(python()!, ["-W", "ignore", "-c", TO_PROVN, json, provn]);
    const { stdout } = spawnSync(TOOL, ["validate", provn], {
      encoding: "utf8",
      maxBuffer: 2 ** 26,
    });
    return new Map(
      stdout.trim().split("\n").map((line) => {
        const [word, name, reasons] = line.split("\t");
        return [name.replace(/\.provn$/, ""), { word: word as Verdict["word"], reasons }];
      }),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function errorsOf(doc: ProvDocument): ProvFinding[] {
  return validateProv(doc).filter(({ severity }) => severity === "error");
}

/** The relations whose identifiers ProvToolbox does not hold apart from others. */
const NOT_APART = new Set([
  "wasInformedBy",
  "wasAttributedTo",
  "wasAssociatedWith",
  "actedOnBehalfOf",
]);

/** Why two verdicts on a document differ, where that is known: the table in `docs/conformance.md`. */
function explain(errors: readonly ProvFinding[], { word, reasons }: Verdict): string | undefined {
  if (word === "ERROR") {
    const crash = reasons.includes("getStartKey") || reasons.includes("StackOverflowError");
    return crash ? "no verdict" : undefined;
  }
  if (errors.length === 0) {
    const only = reasons.split("; ").every((reason) => reason.includes("/EmptyCollection"));
    return only ? "an empty collection specializes one with members" : undefined;
  }
  const only = errors.every(({ code, records }) =>
    code === "C53" && records.some(({ kind }) => NOT_APART.has(kind))
  );
  return only ? "an identifier of two relations" : undefined;
}

test("validateProv() gives the verdicts of ProvToolbox on the constraint cases", here, () => {
  const docs = Object.fromEntries(
    readdirSync(CASES).filter((name) => name.endsWith(".json")).map((name) => {
      const text = readFileSync(join(CASES, name), "utf8");
      return [name.slice(0, -5), provFromJson(text, { mode: "lenient" }).document];
    }),
  );
  const theirs = verdictsOf(docs);
  for (const [name, doc] of Object.entries(docs)) {
    const { word } = theirs.get(name)!;
    // ProvToolbox does not know mentionOf.
    if (name.startsWith("mention")) assert.equal(word, "ERROR", name);
    else assert.equal(errorsOf(doc).length === 0 ? "PASS" : "FAIL", word, name);
  }
});

test("validateProv() agrees with ProvToolbox on random documents", here, () => {
  const documents = fc.sample(denseDocument, { seed: 5, numRuns: 400 });
  const spelled = documents.map(spellOut);
  const theirs = verdictsOf(Object.fromEntries(spelled.map((doc, i) => [i, doc])));
  let agreed = 0, failed = 0;
  documents.forEach((doc, i) => {
    const errors = errorsOf(doc);
    const text = provToJson(doc, { duplicates: "keep" });
    assert.equal(errorsOf(spelled[i]).length > 0, errors.length > 0, text);
    const verdict = theirs.get(String(i))!;
    if ((errors.length === 0 ? "PASS" : "FAIL") === verdict.word) {
      agreed++;
      if (errors.length > 0) failed++;
    } else {
      const why = `${verdict.word} ${verdict.reasons}, but ${errors.map(({ message }) => message)}`;
      assert.notEqual(explain(errors, verdict), undefined, `${text} ${why}`);
    }
  });
  assert(agreed > 350 && failed > 80, `${agreed} agreed, ${failed} of them invalid`);
});
