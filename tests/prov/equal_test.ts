import fc from "fast-check";
import assert from "node:assert/strict";
import { test } from "node:test";
import { buildProv } from "../../lib/prov/build.ts";
import { equalProv } from "../../lib/prov/equal.ts";
import type { ProvBuilder } from "../../lib/prov/statements.ts";
import { anyDocument } from "./arbitrary_document.ts";

const make = (build: (p: ProvBuilder) => void, prefix = "ex") =>
  buildProv({ prefixes: { [prefix]: "https://e.example/" } }, build);

const same = (a: (p: ProvBuilder) => void, b: (p: ProvBuilder) => void) => {
  const [left, right] = [make(a), make(b)];
  assert.equal(equalProv(left, right), equalProv(right, left));
  return equalProv(left, right);
};

test("equalProv() takes statements and attributes as sets", () => {
  assert(same(
    (
      p,
    ) => (p.entity("ex:e", { "ex:k": [1, 2, 1] }), p.used("ex:a", "ex:e"), p.used("ex:a", "ex:e")),
    (p) => (p.used("ex:a", "ex:e"), p.entity("ex:e", { "ex:k": [2, 1] })),
  ));
  fc.assert(fc.property(anyDocument, (doc) => {
    const reversed = { ...doc, records: [...doc.records, ...doc.records].reverse() };
    assert(equalProv(doc, { ...reversed, bundles: [...doc.bundles].reverse() }));
  }));
});

test("equalProv() compares names by IRI", () => {
  const build = (prefix: string) => (p: ProvBuilder) => {
    p.entity(`${prefix}:e`, { [`${prefix}:k`]: p.name(`${prefix}:v`) });
  };
  assert(equalProv(make(build("ex"), "ex"), make(build("other"), "other")));
});

test("equalProv() compares values by value", () => {
  const value = (text: string, type: string) => (p: ProvBuilder) => {
    p.entity("ex:e", { "ex:k": p.literal(text, { type }) });
  };
  assert(same(value("01", "xsd:int"), value("1", "xsd:int")));
  assert(same(value("NaN", "xsd:double"), value("NaN", "xsd:double")));
  assert(
    same(
      (p) => p.used("ex:a", "ex:e", { time: "2026-01-01T00:00:00Z" }),
      (p) => p.used("ex:a", "ex:e", { time: "2026-01-01T01:00:00.0+01:00" }),
    ),
  );
  assert(!same(value("42", "xsd:long"), value("42", "xsd:int")));
  assert(
    !same(
      (p) => p.entity("ex:e", { "ex:k": "ex:v" }),
      (p) => p.entity("ex:e", { "ex:k": p.name("ex:v") }),
    ),
  );
});

test("equalProv() sees every difference", () => {
  const base = (p: ProvBuilder) =>
    void p.used("ex:a", "ex:e", { id: "ex:u", attributes: { "ex:k": 1 } });
  const others: ((p: ProvBuilder) => void)[] = [
    () => {},
    (p) => p.used("ex:a", "ex:e", { id: "ex:v", attributes: { "ex:k": 1 } }),
    (p) => p.used("ex:a", "ex:e", { attributes: { "ex:k": 1 } }),
    (p) => p.used("ex:a", undefined, { id: "ex:u", attributes: { "ex:k": 1 } }),
    (p) => p.used("ex:a", "ex:f", { id: "ex:u", attributes: { "ex:k": 1 } }),
    (p) => p.used("ex:a", "ex:e", { id: "ex:u", time: 0, attributes: { "ex:k": 1 } }),
    (p) => p.used("ex:a", "ex:e", { id: "ex:u", attributes: { "ex:j": 1 } }),
    (p) => p.used("ex:a", "ex:e", { id: "ex:u", attributes: { "ex:k": [1, 2] } }),
    (p) => p.wasGeneratedBy("ex:a", "ex:e", { id: "ex:u", attributes: { "ex:k": 1 } }),
    (p) => (base(p), p.bundle("ex:b")),
    (p) => base(p.bundle("ex:b") as ProvBuilder),
  ];
  assert(same(base, base));
  for (const other of others) assert(!same(base, other), String(other));
});
