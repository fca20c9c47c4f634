import assert from "node:assert/strict";
import test from "node:test";
import { writeDocument } from "../../lib/cli/write_document.ts";
import { buildProv, type ProvDocument, provToJsonLd, provToProvN } from "../../lib/prov.ts";

const small = buildProv({ prefixes: { ex: "https://e.example/" } }, (p) => {
  p.entity("ex:e");
});

test("writeDocument() writes a document of a million statements in pieces", () => {
  const million: ProvDocument = { ...small, records: Array(1_000_001).fill(small.records[0]) };
  for (const format of ["provn", "jsonld"] as const) {
    const pieces = writeDocument(million, format, {});
    assert.notEqual(typeof pieces, "string");
    let count = 0;
    let entities = 0;
    for (const piece of pieces) {
      count++;
      entities += piece.split("ex:e").length - 1;
    }
    assert.ok(count > 100);
    assert.equal(entities, 1_000_001);
  }
});

test("writeDocument() writes a smaller one as one text, sorted", () => {
  assert.equal(writeDocument(small, "provn", {}), provToProvN(small));
  assert.equal(writeDocument(small, "jsonld", {}), provToJsonLd(small));
});
