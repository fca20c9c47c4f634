import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { buildProv } from "../../lib/prov/build.ts";
import { equalProv } from "../../lib/prov/equal.ts";
import { flattenProv } from "../../lib/prov/flatten.ts";
import { mergeProv } from "../../lib/prov/merge.ts";
import { provFromJson } from "../../lib/prov/read_json.ts";
import { provToJson } from "../../lib/prov/write_json.ts";
import { anyDocument } from "./arbitrary_document.ts";

const prefixes = { ex: "https://e.example/" };

test("mergeProv() unites statements and bundles", () => {
  const rank = (n: number) =>
    buildProv({ prefixes }, (p) => {
      p.activity("ex:run", { "ex:rank": n });
      p.wasInformedBy("ex:run", "ex:parent");
      p.entity(`ex:loss${n}`);
      p.bundle("ex:shared", (b) => {
        b.agent("ex:me");
        b.entity(`ex:${n}`);
      });
      p.bundle(`ex:own${n}`, (b) => b.agent("ex:me"));
    });
  const expected = buildProv({ prefixes }, (p) => {
    p.activity("ex:run", { "ex:rank": [0, 1] });
    p.wasInformedBy("ex:run", "ex:parent");
    p.entity("ex:loss0");
    p.entity("ex:loss1");
    p.bundle("ex:shared", (b) => {
      b.agent("ex:me");
      b.entity("ex:0");
      b.entity("ex:1");
    });
    for (const n of [0, 1]) p.bundle(`ex:own${n}`, (b) => b.agent("ex:me"));
  });
  const merged = mergeProv([rank(0), rank(1)]);
  assert(equalProv(merged, expected));
  assert.equal(merged.records.length, expected.records.length);
  assert(Object.isFrozen(merged) && Object.isFrozen(merged.records));
});

test("mergeProv() renames a prefix that means something else, in every place of a name", () => {
  const other = (iri: string) =>
    buildProv({ prefixes: { p: iri } }, (p) => {
      p.used("p:a", "p:e", { id: "p:u", attributes: { "p:k": p.literal("v", { type: "p:t" }) } });
      p.entity("p:e", { "prov:type": p.name("p:T") });
      p.bundle("p:b", (b) => b.entity("p:x"));
    });
  const docs = ["urn:one:", "urn:two:", "urn:three:", "urn:one:"].map(other);
  const merged = mergeProv(docs);
  assert.deepEqual({ ...merged.prefixes }, { p: "urn:one:", p2: "urn:two:", p3: "urn:three:" });
  const text = provToJson(merged);
  assert.doesNotMatch(text, /ns1/);
  assert(equalProv(provFromJson(text).document, merged));
  assert.equal(provToJson(mergeProv(docs)), text);
  assert.equal(provToJson(mergeProv([merged, ...docs])), text);
});

test("mergeProv() keeps one default namespace and names the others", () => {
  const docs = ["urn:one:", "urn:two:"].map((iri) =>
    provFromJson(`{"prefix": {"default": "${iri}"}, "entity": {"e": {}}}`).document
  );
  assert.deepEqual({ ...mergeProv(docs).prefixes }, { "": "urn:one:", ns2: "urn:two:" });
});

test("mergeProv() names both documents of a conflict", () => {
  const at = (startTime: string) =>
    buildProv({ prefixes }, (p) => p.activity("ex:a", {}, { startTime }));
  const docs = [buildProv(), at("2026-01-01T00:00:00Z"), buildProv(), at("2026-01-02T00:00:00Z")];
  assert.throws(() => mergeProv(docs), (error: Error & { details: Record<string, unknown> }) => {
    assert.match(
      error.message,
      /^Cannot merge the documents: .* in document 1 and .* in document 3/,
    );
    assert.deepEqual(error.details.places, ["document 1", "document 3"]);
    return error.details.clause === "C22";
  });
  assert.throws(() => mergeProv([]), TypeError);
});

test("mergeProv() of one document twice adds nothing", () => {
  fc.assert(fc.property(anyDocument, (doc) => {
    try {
      const once = mergeProv([doc]);
      assert(equalProv(mergeProv([doc, doc]), once));
      assert(equalProv(mergeProv([once, doc]), once));
    } catch (error) {
      assert.equal((error as { code?: string }).code, "PROV_CONFLICT");
    }
  }));
});

test("flattenProv() keeps what every name means", () => {
  const { document } = provFromJson(`{
    "prefix": {"ex": "urn:outer:"}, "entity": {"ex:e": {}},
    "bundle": {
      "ex:b": {"prefix": {"ex": "urn:inner:"}, "entity": {"ex:e": {}}},
      "ex:c": {"entity": {"ex:f": {}}}}}`);
  const flat = flattenProv(document);
  assert.deepEqual(flat.records.map(({ id }) => `${id!.prefix} ${id!.iri}`), [
    "ex urn:outer:e",
    "ex2 urn:inner:e",
    "ex urn:outer:f",
  ]);
  assert.deepEqual(flat.bundles, []);
  assert.equal(flattenProv(flat), flat);
  assert(equalProv(provFromJson(provToJson(flat)).document, flat));
});
