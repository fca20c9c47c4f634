import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { toProv, validateProv } from "stemma";
import { scriptedRun } from "../scripted_run.ts";
import { anyRuns } from "./arbitrary_run.ts";

test("toProv() makes a document without an error and without a warning", () => {
  assert.deepEqual(validateProv(toProv(scriptedRun())), []);
});

test("toProv() makes of any runs a document without an error and without a warning", () => {
  fc.assert(
    fc.property(anyRuns, (runs) => {
      const findings = validateProv(toProv(runs));
      assert.deepEqual(findings.map(({ code, message }) => `${code} ${message}`), []);
    }),
    { numRuns: 300 },
  );
});
