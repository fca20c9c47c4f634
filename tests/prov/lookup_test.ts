import assert from "node:assert/strict";
import { test } from "node:test";
import { buildProv } from "../../lib/prov/build.ts";
import { findDangling, recordById, recordsOfKind } from "../../lib/prov/lookup.ts";
import { recordsReferringTo } from "../../lib/prov/lookup_statements.ts";
import { provFromJson } from "../../lib/prov/read_json.ts";
import { provToJson } from "../../lib/prov/write_json.ts";

const prefixes = { ex: "https://e.example/" };

const doc = buildProv({ prefixes }, (p) => {
  p.entity("ex:e");
  p.entity("ex:f");
  p.activity("ex:a");
  p.used("ex:a", "ex:e", { id: "ex:u" });
  p.bundle("ex:b").entity("ex:inner");
});

test("recordsOfKind() lists one kind of one scope", () => {
  assert.deepEqual(recordsOfKind(doc, "entity").map(({ id }) => id?.local), ["e", "f"]);
  assert.deepEqual(recordsOfKind(doc.bundles[0], "entity").map(({ id }) => id?.local), ["inner"]);
  assert.deepEqual(recordsOfKind(doc, "agent"), []);
});

test("recordById() takes a name, its text or its IRI", () => {
  const used = doc.records[3];
  for (const id of [used.id!, "ex:u", "https://e.example/u"]) {
    assert.equal(recordById(doc, id), used);
  }
  for (const id of ["ex:inner", "zz:u", "u", "", "constructor", "__proto__:u"]) {
    assert.equal(recordById(doc, id), undefined, id);
  }
  const open = { ...doc, records: [...doc.records] };
  assert.equal(recordById(open, "ex:e"), doc.records[0]);
  open.records.shift();
  assert.equal(recordById(open, "ex:e"), undefined);
});

test("recordById() knows the prefixes that a bundle uses and the document declares", () => {
  const written = buildProv({ prefixes }, (p) => {
    p.bundle("ex:b", (b) => b.used("ex:a", "ex:e", { id: "ex:u" }));
  });
  const [bundle] = provFromJson(provToJson(written), { mode: "lenient" }).document.bundles;
  for (
    const scope of [written.bundles[0], { ...written.bundles[0], records: [...bundle.records] }]
  ) {
    assert.deepEqual(Object.keys(scope.prefixes), []);
    assert.equal(recordById(scope, "ex:u")?.kind, "used");
    assert.equal(recordById(scope, "ex:e"), undefined);
    for (const id of ["zz:u", "constructor:u", "__proto__:u", ":u"]) {
      assert.equal(recordById(scope, id), undefined, id);
    }
  }
  assert.equal(recordsReferringTo(bundle, "ex:a").length, 1);
});

test("findDangling() lists references that lead nowhere", () => {
  assert.deepEqual(findDangling(doc), []);
  const bad = buildProv({ prefixes }, (p) => {
    p.entity("ex:e");
    p.wasGeneratedBy("ex:e", "ex:a", { id: "ex:g", time: 0 });
    p.wasDerivedFrom("ex:e", "ex:e", { generation: "ex:g", usage: "ex:u" });
    p.bundle("ex:b").mentionOf("ex:e", "ex:f", "ex:b");
    p.mentionOf("ex:e", "ex:e", "ex:c");
  });
  const found = findDangling(bad)
    .map(({ record, argument, id, bundle }) =>
      `${bundle?.local ?? ""} ${record.kind} ${argument} ${id.local}`
    );
  assert.deepEqual(found, [
    " wasGeneratedBy activity a",
    " wasDerivedFrom usage u",
    " mentionOf bundle c",
    "b mentionOf generalEntity f",
  ]);
});
