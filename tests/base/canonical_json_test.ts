import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { toHex, utf8 } from "../../lib/base/bytes.ts";
import { canonicalJson } from "../../lib/base/canonical_json.ts";
import { oracle } from "../oracle.ts";

const CORPUS = "../shared/corpora/jcs/testdata";

test(
  "`canonicalJson()` writes the bytes of RFC 8785's test data",
  oracle("the JCS corpus", existsSync(CORPUS)),
  () => {
    for (const name of ["arrays", "french", "structures", "unicode", "values", "weird"]) {
      const text = readFileSync(`${CORPUS}/input/${name}.json`, "utf8");
      const hex = readFileSync(`${CORPUS}/outhex/${name}.txt`, "utf8").replaceAll(/\s/g, "");
      assert.equal(toHex(utf8(canonicalJson(JSON.parse(text)))), hex, name);
    }
  },
);

test("`canonicalJson()` refuses what JSON cannot hold", () => {
  const cycle: unknown[] = [];
  cycle.push({ again: cycle });
  const holes = [1, , 2];
  const refused = [NaN, Infinity, -Infinity, 1n, () => 1, Symbol("a"), undefined, "\ud800", cycle];
  for (const value of [...refused, holes, [undefined], new Date(0), new Map(), { "\udc00": 1 }]) {
    assert.throws(() => canonicalJson(value), TypeError);
    assert.throws(() => canonicalJson({ a: value === undefined ? [value] : value }), TypeError);
  }
});

test("`canonicalJson()` leaves undefined members out and keeps own __proto__ keys", () => {
  assert.equal(canonicalJson({ b: 1, a: undefined }), '{"b":1}');
  assert.equal(
    canonicalJson(JSON.parse('{"__proto__":{"x":1},"a":-0}')),
    '{"__proto__":{"x":1},"a":0}',
  );
  assert.equal(canonicalJson({ "\u{1f600}": 1, "\ufb33": 2 }), '{"\u{1f600}":1,"\ufb33":2}');
});
