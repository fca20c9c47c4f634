import assert from "node:assert/strict";
import { test } from "node:test";
import { checkPrefixes, isAbsoluteIri, isPrefix, qualifiedName } from "../../lib/prov/names.ts";
import { PROV, XSD } from "../../lib/prov/vocabulary.ts";

const nameError = { name: "ProvError", code: "PROV_NAME" };

test("qualifiedName() joins the namespace and the local part, and is frozen", () => {
  const name = qualifiedName("ex", "https://e.example/", "a");
  assert.deepEqual(name, { prefix: "ex", local: "a", iri: "https://e.example/a" });
  assert(Object.isFrozen(name));
});

test("isPrefix() takes what every format can write", () => {
  for (const text of ["a", "ex", "Ex-1_b"]) assert(isPrefix(text), text);
  for (const text of ["", "1a", "_", "a.b", "é", "default", "a:b", "a "]) {
    assert(!isPrefix(text), text);
  }
});

test("isAbsoluteIri() wants a scheme and none of the characters that IRIs lack", () => {
  for (const text of ["https://e.example/é#", "urn:x:", "zz:", "tag:e,2026:a"]) {
    assert(isAbsoluteIri(text), text);
  }
  for (
    const text of ["", "www.example.org", "/a", "a b:c", "ex:a b", "ex:<a>", "1:a", "ex:\ud800"]
  ) {
    assert(!isAbsoluteIri(text), text);
  }
});

test("checkPrefixes() copies the table without a prototype", () => {
  const given = { ex: "https://e.example/", prov: PROV, xsd: XSD };
  const table = checkPrefixes(given);
  assert.deepEqual({ ...table }, { ex: "https://e.example/" });
  assert.equal(Object.getPrototypeOf(table), null);
  assert(Object.isFrozen(table));
});

test("checkPrefixes() refuses bad prefixes, bad namespaces and another prov or xsd", () => {
  const bad: Record<string, string>[] = [
    { "1": "https://e.example/" },
    { default: "https://e.example/" },
    { "": "https://e.example/" },
    { ex: "e.example" },
    { ex: "" },
    { ex: null as never },
    { prov: "https://e.example/" },
    { xsd: "http://www.w3.org/2001/XMLSchema" },
    JSON.parse('{"__proto__": "https://e.example/"}'),
  ];
  for (const prefixes of bad) assert.throws(() => checkPrefixes(prefixes), nameError);
});
