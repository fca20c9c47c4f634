import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

const source = readFileSync("lib/seal/verify_finding.ts", "utf8");
const union = /export type VerifyCode =([^;]*);/.exec(source)![1];
const codes = [...union.matchAll(/"([a-z-]+)"/g)].map(([, code]) => code);

test("every code of a finding is explained once, and nothing else is", () => {
  const rows = [...source.matchAll(/^ \* \| (`[^|]*`) \|/gm)].map(([, names]) => names);
  const explained = rows.flatMap((names) => [...names.matchAll(/`([a-z-]+)`/g)])
    .map(([, code]) => code);
  assert.deepEqual(explained.toSorted(), codes.toSorted());
});

test("every code of a finding is produced by a test", () => {
  const own = "verify_codes_test.ts";
  const tests = readdirSync("tests/seal").filter((name) => /^verify_.*_test\.ts$/.test(name))
    .filter((name) => name !== own).map((name) => readFileSync(`tests/seal/${name}`, "utf8"));
  const missing = codes.filter((code) => !tests.some((text) => text.includes(code)));
  assert.deepEqual(missing, []);
});
