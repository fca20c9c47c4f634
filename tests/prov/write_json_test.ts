import fc from "fast-check";
import assert from "node:assert/strict";
import { test } from "node:test";
import { buildProv, provBuilder } from "../../lib/prov/build.ts";
import type { ProvDocument, ProvRecord } from "../../lib/prov/document.ts";
import { qualifiedName } from "../../lib/prov/names.ts";
import { provFromJson } from "../../lib/prov/read_json.ts";
import { validateProv } from "../../lib/prov/validate.ts";
import { provToJson } from "../../lib/prov/write_json.ts";
import { anyDocument } from "./arbitrary_document.ts";

const prefixes = { ex: "https://e.example/" };

const entity = (prefix: string, namespace: string, local = "e"): ProvRecord => ({
  kind: "entity",
  id: qualifiedName(prefix, namespace, local),
  formal: {},
  attributes: [],
});

const documentOf = (
  prefixes: Record<string, string>,
  records: ProvRecord[],
  bundles: ProvDocument["bundles"] = [],
): ProvDocument => ({ prefixes, records, bundles });

test("provToJson() writes prefixes first, kinds in PROV-DM's order, ids in order", () => {
  const p = provBuilder(prefixes);
  p.used("ex:a", "ex:e", { time: new Date(0) });
  p.used("ex:a", "ex:e", { id: "ex:u" });
  p.activity("ex:a");
  p.entity("ex:b", {
    "prov:type": p.name("ex:T"),
    "ex:n": [2, 1.5, true, "s"],
    "ex:l": { text: "hi", language: "en" },
  });
  p.entity("ex:B");
  p.bundle("ex:z").hadMember("ex:c", "ex:e");
  assert.equal(
    provToJson(p.document()),
    `{
  "prefix": {
    "ex": "https://e.example/",
    "prov": "http://www.w3.org/ns/prov#",
    "xsd": "http://www.w3.org/2001/XMLSchema#"
  },
  "entity": {
    "ex:B": {},
    "ex:b": {
      "ex:l": {"$":"hi","lang":"en"},
      "ex:n": [{"$":"1.5","type":"xsd:double"},"s",{"$":"2","type":"xsd:int"},{"$":"true","type":"xsd:boolean"}],
      "prov:type": {"$":"ex:T","type":"prov:QUALIFIED_NAME"}
    }
  },
  "activity": {
    "ex:a": {}
  },
  "used": {
    "ex:u": {
      "prov:activity": "ex:a",
      "prov:entity": "ex:e"
    },
    "_:id1": {
      "prov:activity": "ex:a",
      "prov:entity": "ex:e",
      "prov:time": "1970-01-01T00:00:00.000Z"
    }
  },
  "bundle": {
    "ex:z": {
      "hadMember": {
        "_:id1": {
          "prov:collection": "ex:c",
          "prov:entity": "ex:e"
        }
      }
    }
  }
}`,
  );
});

test("provToJson() says the same whatever the order of statements and attributes", () => {
  fc.assert(fc.property(anyDocument, fc.infiniteStream(fc.nat()), (doc, chance) => {
    const shuffle = <T>(list: readonly T[]): T[] =>
      list.map((item) => [chance.next().value, item] as const)
        .sort(([a], [b]) => a - b).map(([, item]) => item);
    const records = (list: readonly ProvRecord[]) =>
      shuffle(list).map((record) => ({ ...record, attributes: shuffle(record.attributes) }));
    const other = {
      ...doc,
      records: records(doc.records),
      bundles: shuffle(doc.bundles).map((b) => ({ ...b, records: records(b.records) })),
    };
    let text: string;
    try {
      text = provToJson(doc, { indent: 0 });
    } catch (error) {
      // Two spellings of an argument's name among the attributes.
      assert.equal((error as { code?: string }).code, "PROV_SHAPE");
      return;
    }
    assert.equal(provToJson(other, { indent: 0 }), text);
    assert.deepEqual(JSON.parse(provToJson(other)), JSON.parse(text));
  }));
});

test("provToJson() merges statements of one id that agree", () => {
  const doc = buildProv({ prefixes }, (p) => {
    p.activity("ex:a", { "ex:k": "x" }, { startTime: "2026-01-01T00:00:00Z" });
    p.activity("ex:a", { "ex:k": ["x", "y"] }, { endTime: "2026-01-02T00:00:00Z" });
    p.activity("ex:a", {}, { startTime: "2026-01-01T01:00:00+01:00" });
  });
  assert.deepEqual(JSON.parse(provToJson(doc, { duplicates: "refuse" })).activity, {
    "ex:a": {
      "prov:startTime": "2026-01-01T00:00:00Z",
      "prov:endTime": "2026-01-02T00:00:00Z",
      "ex:k": ["x", "y"],
    },
  });
  assert.equal(JSON.parse(provToJson(doc, { duplicates: "keep" })).activity["ex:a"].length, 3);
});

test("provToJson() keeps or refuses statements of one id that differ", () => {
  const doc = buildProv({ prefixes }, (p) => {
    p.used("ex:a", "ex:f", { id: "ex:u" });
    p.used("ex:a", "ex:e", { id: "ex:u" });
    p.used("ex:a", "ex:e", { id: "ex:u" });
  });
  const kept = [
    { "prov:activity": "ex:a", "prov:entity": "ex:e" },
    { "prov:activity": "ex:a", "prov:entity": "ex:f" },
  ];
  assert.deepEqual(JSON.parse(provToJson(doc)).used, { "ex:u": kept });
  assert.throws(() => provToJson(doc, { duplicates: "refuse" }), {
    code: "PROV_CONFLICT",
    message: /used\(ex:u\)/,
  });
});

test("provToJson() does not fill in what one of two statements says there is none of", () => {
  const plan = buildProv({ prefixes }, (p) => {
    p.wasAssociatedWith("ex:a", "ex:g", { id: "ex:s" });
    p.wasAssociatedWith("ex:a", "ex:g", { id: "ex:s", plan: "ex:p" });
  });
  const activity = buildProv({ prefixes }, (p) => {
    p.wasDerivedFrom("ex:e", "ex:f", { id: "ex:d" });
    p.wasDerivedFrom("ex:e", "ex:f", { id: "ex:d", activity: "ex:a" });
  });
  for (const doc of [plan, activity]) {
    const { document } = provFromJson(provToJson(doc), { mode: "lenient" });
    assert.equal(document.records.length, 2);
    assert.deepEqual(errorCodes(document), ["C23"]);
    assert.throws(() => provToJson(doc, { duplicates: "refuse" }), { code: "PROV_CONFLICT" });
  }
  // What a statement cannot do without is told by any one of them.
  const [generatedEntity, usedEntity, act, generation] = ["e", "f", "a", "g"]
    .map((local) => qualifiedName("ex", prefixes.ex, local));
  const of = (formal: ProvRecord["formal"]) => ({ ...activity.records[0], formal });
  const parts = documentOf(prefixes, [
    of({ generatedEntity, activity: act }),
    of({ usedEntity, activity: act, generation }),
  ]);
  assert.deepEqual(JSON.parse(provToJson(parts)).wasDerivedFrom["ex:d"], {
    "prov:generatedEntity": "ex:e",
    "prov:usedEntity": "ex:f",
    "prov:activity": "ex:a",
    "prov:generation": "ex:g",
  });
  assert.deepEqual(errorCodes(parts), []);
});

const errorCodes = (doc: ProvDocument) =>
  validateProv(doc).filter(({ severity }) => severity === "error").map(({ code }) => code);

test("provToJson() merges ids that are spelled with two prefixes", () => {
  const doc = documentOf({ b: "https://e.example/", a: "https://e.example/" }, [
    entity("b", "https://e.example/"),
    entity("a", "https://e.example/"),
  ]);
  assert.deepEqual(JSON.parse(provToJson(doc)).entity, { "a:e": {} });
});

test("provToJson() replaces a default namespace and prefixes that not every format can write", () => {
  const doc = documentOf({
    "": "https://d.example/",
    "a.b": "https://dot.example/",
    ns1: "https://taken.example/",
  }, [
    entity("", "https://d.example/"),
    entity("a.b", "https://dot.example/"),
    entity("zz", "https://undeclared.example/"),
    entity("ns1", "https://other.example/"),
  ]);
  const { prefix, entity: entities } = JSON.parse(provToJson(doc));
  assert.equal(prefix.default, undefined);
  const iris = Object.keys(entities).map((id) => prefix[id.split(":")[0]] + id.split(":")[1]);
  assert.deepEqual(iris.sort(), [
    "https://d.example/e",
    "https://dot.example/e",
    "https://other.example/e",
    "https://undeclared.example/e",
  ]);
  assert.equal(prefix.zz, "https://undeclared.example/");
  assert.equal(prefix.ns1, "https://taken.example/");
});

test("provToJson() gives a bundle a name that means the same inside and outside", () => {
  const a = "https://a.example/", b = "https://b.example/";
  const doc = documentOf({ ex: a }, [], [
    { id: qualifiedName("ex", a, "x"), prefixes: {}, records: [] },
    { id: qualifiedName("ex", b, "x"), prefixes: { ex: b }, records: [entity("ex", b)] },
  ]);
  const { prefix, bundle } = JSON.parse(provToJson(doc));
  assert.deepEqual(Object.keys(bundle), ["ex:x", "ns1:x"]);
  assert.equal(prefix.ns1, b);
  assert.deepEqual(bundle["ns1:x"], { prefix: { ex: b }, entity: { "ex:e": {} } });
});

test("provToJson() refuses what it cannot write", () => {
  const p = provBuilder(prefixes);
  const name = p.name("ex:a");
  const bundle = { id: name, prefixes: {}, records: [] };
  assert.throws(() => provToJson(documentOf({}, [], [bundle, bundle])), { code: "PROV_CONFLICT" });
  const argument = qualifiedName("prov", "http://www.w3.org/ns/prov#", "entity");
  const record = { kind: "used", formal: { activity: name } } as const;
  const attributes = [{ name: argument, value: { text: "x" } }];
  assert.throws(() => provToJson(documentOf(prefixes, [{ ...record, attributes }])), {
    code: "PROV_SHAPE",
  });
  for (
    const id of [{ ...name, iri: "https://else.example/" }, { prefix: "", local: "e", iri: "e" }]
  ) {
    const record: ProvRecord = { kind: "entity", id, formal: {}, attributes: [] };
    assert.throws(() => provToJson(documentOf({}, [record])), { code: "PROV_NAME" });
  }
  const doc = p.document();
  assert.throws(() => provToJson(doc, { dialect: "x" as never }), /"standard" or "provtoolbox"/);
  assert.throws(() => provToJson(doc, { indent: -1 }), RangeError);
  assert.throws(() => provToJson(doc, { duplicates: "x" as never }), TypeError);
  assert.throws(() => provToJson(doc, { ident: 2 } as never), /did you mean "indent"/);
});

test("provToJson() numbers statements the same in every layout", () => {
  const doc = buildProv({ prefixes }, (p) => {
    p.used("ex:a", "ex:e", { time: 0 });
    p.used("ex:a", "ex:e");
    p.used("ex:a");
  });
  assert.deepEqual(JSON.parse(provToJson(doc)), JSON.parse(provToJson(doc, { indent: 0 })));
  assert.equal(JSON.parse(provToJson(doc)).used["_:id1"]["prov:entity"], undefined);
});

test("provToJson() writes an empty document and one line", () => {
  assert.equal(
    provToJson(buildProv(), { indent: 0 }),
    '{"prefix":{"prov":"http://www.w3.org/ns/prov#","xsd":"http://www.w3.org/2001/XMLSchema#"}}',
  );
});
