import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { equalProv } from "../../lib/prov/equal.ts";
import { provFromJson } from "../../lib/prov/read_json.ts";
import { provToJson } from "../../lib/prov/write_json.ts";
import { oracle } from "../oracle.ts";
import { differences, excused } from "./conformance_table.ts";
import { loadProvJsonSchema, schemaFaults } from "./prov_json_schema.ts";

const ROOT = "../shared/corpora";
const lenient = { mode: "lenient" } as const;
const here = oracle("the conformance corpora", existsSync(`${ROOT}/prov-json`));

function* files(folder: string): Generator<[name: string, text: string]> {
  for (const name of readdirSync(`${ROOT}/${folder}`).sort()) {
    if (!name.endsWith(".json") || name === "expected.json") continue;
    yield [name, readFileSync(`${ROOT}/${folder}/${name}`, "utf8")];
  }
}

for (const folder of ["prov-json", "examples", "constraints-json", "prov-json-unification"]) {
  test(`provToJson() loses nothing of ${folder}`, here, () => {
    let count = 0;
    for (const [name, text] of files(folder)) {
      const { document } = provFromJson(text, lenient);
      const kept = provToJson(document, { duplicates: "keep" });
      assert(equalProv(document, provFromJson(kept, lenient).document), name);
      const written = provToJson(document);
      const again = provFromJson(written, lenient);
      assert.equal(provToJson(again.document), written, name);
      if (again.repairs.length === 0) {
        assert.deepEqual(provFromJson(written).document, again.document, name);
      } else {
        assert(again.repairs.every(({ kind }) => kind === "several-statements"), name);
      }
      count++;
    }
    assert(count > 0);
  });
}

test("provToJson() writes prov-json so that strict reading finds the same", here, () => {
  const exceptions = excused("several-statements");
  for (const [name, text] of files("prov-json")) {
    const { document } = provFromJson(text, lenient);
    const written = provToJson(document);
    // Only arrays can hold statements of one id that differ, and those are an extension.
    if (exceptions.has(`prov-json/${name}`)) {
      assert.throws(() => provFromJson(written), { code: "PROV_SHAPE" }, name);
    } else assert(equalProv(document, provFromJson(written).document), name);
  }
});

test("provToJson() writes what the corrected schema allows", here, () => {
  const schema = loadProvJsonSchema(`${ROOT}/schemas/prov-json.schema.json`);
  for (const [name, text] of files("prov-json")) {
    const written = JSON.parse(provToJson(provFromJson(text, lenient).document));
    const faults = schemaFaults(schema, written);
    if (name.startsWith("scruffy")) continue;
    assert.deepEqual(faults.filter((fault) => !fault.includes("is missing")), [], name);
    // Some of these documents leave out arguments that every statement needs.
    const missing = schemaFaults(schema, JSON.parse(text)).filter((f) => f.includes("is missing"));
    assert.deepEqual(faults.map(withoutId), missing.map(withoutId), name);
  }
});

/** Statements without an identifier are numbered anew. */
function withoutId(fault: string): string {
  return fault.replace(/_:[^ /]+/, "_:");
}

test("provFromJson() refuses every malformed document in both modes", here, () => {
  for (const [name, text] of files("prov-malformed")) {
    for (const mode of ["strict", "lenient"] as const) {
      assert.throws(() => provFromJson(text, { mode }), { name: "ProvError" }, name);
    }
  }
});

interface Case {
  readonly name: string;
  readonly text: string;
  readonly prov: "ok" | "warn" | "error";
  readonly json?: unknown;
}

test("provFromJson() in lenient mode agrees with the verdicts of Python's prov", here, () => {
  const { cases } = JSON.parse(readFileSync(`${ROOT}/cases/prov-json.json`, "utf8"));
  const others = differences("PROV-JSON");
  for (const { name, text, prov, json } of cases as Case[]) {
    const difference = others.get(name);
    if (difference === "refused" || prov === "error" && difference !== "taken") {
      assert.throws(() => provFromJson(text, lenient), { name: "ProvError" }, name);
      continue;
    }
    const { document, repairs } = provFromJson(text, lenient);
    assert(prov === "ok" || (repairs.length === 0) === (difference === "quiet"), name);
    if (json === undefined) continue;
    const expected = provFromJson(JSON.stringify(json), lenient).document;
    assert.equal(equalProv(document, expected), difference !== "otherwise", name);
  }
  const names = new Set((cases as Case[]).map(({ name }) => name));
  assert.deepEqual([...others.keys()].filter((name) => !names.has(name)), []);
});
