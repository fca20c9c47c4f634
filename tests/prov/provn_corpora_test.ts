import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import type { ProvError } from "../../lib/base/errors.ts";
import { equalProv } from "../../lib/prov/equal.ts";
import { provFromJson } from "../../lib/prov/read_json.ts";
import { provFromProvN } from "../../lib/prov/read_provn.ts";
import { provToJson } from "../../lib/prov/write_json.ts";
import { provToProvN } from "../../lib/prov/write_provn.ts";
import { oracle } from "../oracle.ts";
import { differences, excused } from "./conformance_table.ts";
import { jsonDocuments } from "./prov_oracles.ts";

const ROOT = "../shared/corpora";
const lenient = { mode: "lenient" } as const;
const here = oracle("the conformance corpora", existsSync(`${ROOT}/prov-n`));

const read = (path: string) => readFileSync(`${ROOT}/${path}`, "utf8");

interface Verdict {
  readonly strict: "ok" | "warn" | "error";
  readonly default: "ok" | "warn" | "error";
  /** How many statements are skipped. */
  readonly lenient: number | "error";
  readonly at?: readonly [line: number, column: number];
}

const others = differences("PROV-N");

/** How what only we read is reported. */
const REPORTED: Readonly<Record<string, string>> = {
  "line feed in a short string": "line-break",
  "language tag and type": "type-beside-language",
};

/** Strict refuses all that is more than a warning to Python's `prov`; where that warns of what the
 * Recommendation does not allow, we refuse too. Lenient reads it and reports it. */
function checkVerdict(name: string, text: string, verdict: Verdict): void {
  if (verdict.strict === "ok") provFromProvN(text);
  else {
    assert.throws(() => provFromProvN(text), (error: ProvError) => {
      assert.equal(error.name, "ProvError", name);
      const at = [error.details.line, error.details.column];
      if (verdict.at !== undefined && verdict.default === "error") {
        assert.deepEqual(at, verdict.at, `${name}: ${error.message}`);
      }
      return true;
    }, name);
  }
  if (name in REPORTED) {
    assert(others.has(name), name);
    const { repairs } = provFromProvN(text, lenient);
    assert.deepEqual(repairs.map(({ kind }) => kind), [REPORTED[name]]);
  } else if (verdict.lenient === "error") {
    assert.throws(() => provFromProvN(text, lenient), { name: "ProvError" }, name);
  } else {
    const { repairs } = provFromProvN(text, lenient);
    const skipped = repairs.filter(({ kind }) => kind.startsWith("skipped-"));
    assert.equal(skipped.length, verdict.lenient, name);
    assert.equal(repairs.length > 0, verdict.strict !== "ok", name);
    for (const { line, column, path } of repairs) {
      assert(line! > 0 && column! > 0 && path === undefined, name);
    }
  }
}

interface FileVerdict extends Verdict {
  readonly records?: number;
  readonly bundles?: number;
  readonly json?: "equal" | "differs";
}

for (const folder of ["spec", "provtoolbox", "provtoolbox-corpus"]) {
  test(`provFromProvN() agrees with the verdicts on ${folder}`, here, () => {
    const { files } = JSON.parse(read(`prov-n/${folder}/expected.json`));
    for (const [name, verdict] of Object.entries(files as Record<string, FileVerdict>)) {
      const text = read(`prov-n/${folder}/${name}`);
      checkVerdict(name, text, verdict);
      if (verdict.records === undefined) continue;
      const { document } = provFromProvN(text, lenient);
      const inside = document.bundles.flatMap(({ records }) => records);
      assert.equal(document.records.length + inside.length, verdict.records, name);
      assert.equal(document.bundles.length, verdict.bundles, name);
      if (verdict.json === undefined) continue;
      const json = provFromJson(read(`prov-json/${name.replace(".provn", ".json")}`), lenient);
      assert.equal(equalProv(document, json.document), verdict.json === "equal", name);
    }
  });
}

interface Case extends Verdict {
  readonly name: string;
  readonly text: string;
  readonly json?: { readonly prefix?: Record<string, string>; [key: string]: unknown };
}

test(
  "provFromProvN() agrees with the verdicts on single rules, and with what is read",
  here,
  () => {
    const { cases } = JSON.parse(read("cases/prov-n.json")) as { cases: Case[] };
    for (const { name, text, json, ...verdict } of cases) {
      checkVerdict(name, text, verdict);
      if (json === undefined) continue;
      // PROV-JSON knows no prefix `xsi` by itself.
      const prefix = { xsi: "http://www.w3.org/2001/XMLSchema-instance", ...json.prefix };
      const expected = provFromJson(JSON.stringify({ ...json, prefix }), lenient).document;
      const { document } = provFromProvN(text, lenient);
      assert.equal(equalProv(document, expected), others.get(name) !== "otherwise", name);
    }
  },
);

test("provToProvN() loses nothing on the way from JSON and back", here, () => {
  const exceptions = excused("missing-argument");
  for (const [path, document] of jsonDocuments()) {
    const written = provToProvN(document);
    const again = provFromProvN(written, lenient);
    assert(equalProv(again.document, document), path);
    assert.equal(provToProvN(again.document), written, path);
    assert.equal(provToJson(again.document), provToJson(document), path);
    if (exceptions.has(path)) {
      assert(again.repairs.every(({ kind }) => kind === "missing-argument"), path);
    } else assert.deepEqual(provFromProvN(written).document, again.document, path);
  }
});

test("provFromProvN() reads what Python's prov writes of every document of prov-json", here, () => {
  for (const name of readdirSync(`${ROOT}/provn-expected`)) {
    const { document } = provFromProvN(read(`provn-expected/${name}`), lenient);
    const json = provFromJson(read(`prov-json/${name.replace(".provn", ".json")}`), lenient);
    assert(equalProv(document, json.document), name);
  }
});
