import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import type { ProvFinding } from "../../lib/prov/finding.ts";
import { provFromJson } from "../../lib/prov/read_json.ts";
import { unifyProv } from "../../lib/prov/unify.ts";
import { validateProv } from "../../lib/prov/validate.ts";
import { oracle } from "../oracle.ts";
import { notShared } from "./conformance_table.ts";

const ROOT = "../shared/corpora";
const here = oracle("the constraint cases", existsSync(`${ROOT}/constraints-json`));

function read(path: string) {
  return provFromJson(readFileSync(`${ROOT}/${path}`, "utf8"), { mode: "lenient" }).document;
}

function errorsOf(path: string): ProvFinding[] {
  return validateProv(read(path)).filter(({ severity }) => severity === "error");
}

test("validateProv() gives the verdicts of the constraint cases", here, () => {
  const lines = readFileSync(`${ROOT}/constraints-json/verdicts.tsv`, "utf8").trim().split("\n");
  assert(lines.length > 0);
  const others = notShared();
  for (const line of lines) {
    const [name, verdict, authority] = line.split("\t");
    const errors = errorsOf(`constraints-json/${name}.json`);
    const told = errors.map(({ code, message }) => `${code} ${message}`).join("\n");
    const shared = (errors.length === 0 ? "PASS" : "FAIL") === verdict;
    assert.equal(shared, !others.has(name), `${name} (${authority}): ${verdict}, but\n${told}`);
    if (others.has(name)) assert.equal(authority, "file name only");
  }
});

test(
  "validateProv() names the clause of the unification cases, and unifyProv() agrees",
  here,
  () => {
    const names = readdirSync(`${ROOT}/prov-json-unification`);
    assert(names.length > 0);
    for (const name of names) {
      const [, verdict, clause] = /-(PASS|FAIL)-c([0-9]+)/.exec(name)!;
      const codes = errorsOf(`prov-json-unification/${name}`).map(({ code }) => code);
      assert.deepEqual([...new Set(codes)], verdict === "PASS" ? [] : [`C${clause}`], name);
      const unify = () => unifyProv(read(`prov-json-unification/${name}`));
      if (verdict === "PASS" || Number(clause) > 29) unify();
      else {
        assert.throws(
          unify,
          (error: { code?: string; details?: Record<string, unknown> }) =>
            error.code === "PROV_CONFLICT" && error.details?.clause === `C${clause}`,
          name,
        );
      }
    }
  },
);

test("validateProv() finds nothing odd in the example documents", here, () => {
  for (const name of readdirSync(`${ROOT}/examples`).filter((name) => name.endsWith(".json"))) {
    const found = validateProv(read(`examples/${name}`)).map(({ message }) => message);
    assert.deepEqual(found, [], name);
  }
});
