import fc from "fast-check";
import assert from "node:assert/strict";
import { test } from "node:test";
import { equalProv } from "../../lib/prov/equal.ts";
import { provFromJson } from "../../lib/prov/read_json.ts";
import type { ProvReading } from "../../lib/prov/reading.ts";
import { provToJson } from "../../lib/prov/write_json.ts";
import { anyDocument } from "./arbitrary_document.ts";

const E = "https://e.example/";
const head = `"prefix": {"ex": "${E}"}`;
const lenient = { mode: "lenient" } as const;

/** What a lenient reading repaired, in short. */
const repairs = (text: string) =>
  provFromJson(text, lenient).repairs.map(({ kind, path }) => `${kind} ${path}`);

function isDeeplyFrozen(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return true;
  return Object.isFrozen(value) && Object.values(value).every(isDeeplyFrozen);
}

test("provFromJson() reads what provToJson() writes, and it says the same", () => {
  fc.assert(
    fc.property(anyDocument, fc.constantFrom(0, 2), (doc, indent) => {
      let text: string;
      try {
        text = provToJson(doc, { indent, duplicates: "keep" });
      } catch (error) {
        assert.equal((error as { code?: string }).code, "PROV_SHAPE");
        return;
      }
      const { document } = provFromJson(text, lenient);
      assert(equalProv(doc, document));
      assert.equal(provToJson(document, { indent, duplicates: "keep" }), text);
      const merged = provToJson(doc, { indent });
      assert.equal(provToJson(provFromJson(merged, lenient).document, { indent }), merged);
      let strict: ProvReading;
      try {
        strict = provFromJson(merged);
      } catch (error) {
        // Statements that differ are the one thing beyond the submission that we write.
        assert.match((error as Error).message, /stands for several statements/);
        return;
      }
      assert.deepEqual(strict.repairs, []);
      assert.equal(provToJson(strict.document, { indent }), merged);
    }),
    { numRuns: 300 },
  );
});

test("provFromJson() reads strictly: names, arguments, values, bundles", () => {
  const { document, repairs } = provFromJson(`{
    "entity": {"e": {"prov:type": [{"$": "ex:T", "type": "xsd:QName"}, {"$": "ex:T2", "type": "prov:QUALIFIED_NAME"}],
                     "prov:label": [{"$": "hi", "lang": "en"}, "plain", {"$": "s", "type": "xsd:string"}],
                     "ex:n": {"$": "01", "type": "xsd:int"}}},
    "used": {"_:u": {"prov:activity": "ex:a:b", "prov:entity": "e", "prov:time": "2026-01-01T00:00:00"}},
    "bundle": {"b:x": {"prefix": {"b": "https://b.example/"}, "agent": {"ex:ag": {}, "b:ag": {}}}},
    "prefix": {"ex": "${E}", "default": "https://d.example/", "prov": "http://www.w3.org/ns/prov#"}
  }`);
  assert.deepEqual(repairs, []);
  assert.deepEqual({ ...document.prefixes }, { ex: E, "": "https://d.example/" });
  const [entity, used] = document.records;
  assert.equal(entity.id?.iri, "https://d.example/e");
  assert.deepEqual(
    entity.attributes.map(({ value }) => "iri" in value ? value.iri : { ...value }),
    [
      `${E}T`,
      `${E}T2`,
      { text: "hi", language: "en" },
      { text: "plain" },
      { text: "s" },
      {
        text: "01",
        type: { prefix: "xsd", local: "int", iri: "http://www.w3.org/2001/XMLSchema#int" },
      },
    ],
  );
  assert.equal(used.id, undefined);
  assert.deepEqual(used.formal.activity, { prefix: "ex", local: "a:b", iri: `${E}a:b` });
  assert.equal(used.formal.entity, entity.id);
  assert.equal(used.formal.time, "2026-01-01T00:00:00");
  const [bundle] = document.bundles;
  assert.equal(bundle.id.iri, "https://b.example/x");
  assert.deepEqual(bundle.records.map(({ id }) => id?.iri), [`${E}ag`, "https://b.example/ag"]);
  assert(isDeeplyFrozen(document));
});

test("provFromJson() refuses strictly and repairs leniently, both with the place", () => {
  const cases: [string, string, string, string?][] = [
    [`{${head}, "entity": {"ex:e": {"ex:k": null}}}`, "null", "/entity/ex:e/ex:k"],
    [`{${head}, "entity": {"ex:e": {"ex:k": ["a", null]}}}`, "null", "/entity/ex:e/ex:k/1"],
    [`{${head}, "entity": {"ex:e": {"ex:k": []}}}`, "empty-array", "/entity/ex:e/ex:k"],
    [
      `{${head}, "entity": {"ex:e": {"ex:k": {"$": 1, "type": "xsd:int"}}}}`,
      "raw-number",
      "/entity/ex:e/ex:k/$",
    ],
    [`{${head}, "entity": {"ex:e": {"ex:k": {"$": true}}}}`, "raw-boolean", "/entity/ex:e/ex:k/$"],
    [
      `{${head}, "entity": {"ex:e": {"ex:k": {"$": "a", "x": 1}}}}`,
      "unknown-key",
      "/entity/ex:e/ex:k/x",
    ],
    [
      `{${head}, "entity": {"ex:e": {"ex:k": {"$": "a", "lang": "en_US"}}}}`,
      "language-tag",
      "/entity/ex:e/ex:k",
    ],
    [
      `{${head}, "entity": {"ex:e": {"ex:k": {"$": "a", "lang": "en", "type": "xsd:string"}}}}`,
      "type-beside-language",
      "/entity/ex:e/ex:k",
    ],
    [
      `{${head}, "entity": {"ex:e": {"ex:k": {"$": "a", "type": "zz:t"}}}}`,
      "undeclared-prefix",
      "/entity/ex:e/ex:k/type",
      "PROV_NAME",
    ],
    [
      `{${head}, "entity": {"ex:e": {"ex:k": {"$": "_:b", "type": "xsd:QName"}}}}`,
      "blank-name",
      "/entity/ex:e/ex:k",
      "PROV_NAME",
    ],
    [`{${head}, "entity": {"zz:e": {}}}`, "undeclared-prefix", "/entity/zz:e", "PROV_NAME"],
    [`{${head}, "entity": {"e": {}}}`, "undeclared-prefix", "/entity/e", "PROV_NAME"],
    [
      `{${head}, "entity": {"ex:e": {"zz:k": "v"}}}`,
      "undeclared-prefix",
      "/entity/ex:e/zz:k",
      "PROV_NAME",
    ],
    [`{${head}, "entity": {"ex:e": [{}, {}]}}`, "several-statements", "/entity/ex:e"],
    [
      `{${head}, "hadMember": {"_:m": {"prov:collection": "ex:c", "prov:entity": ["ex:a", "ex:b"]}}}`,
      "members-in-array",
      "/hadMember/_:m/prov:entity",
    ],
    [
      `{${head}, "used": {"_:u": {"prov:activity": ["ex:a"]}}}`,
      "argument-in-array",
      "/used/_:u/prov:activity",
    ],
    [
      `{${head}, "used": {"_:u": {"prov:activity": {"$": "ex:a"}}}}`,
      "typed-argument",
      "/used/_:u/prov:activity",
    ],
    [`{${head}, "used": {"_:u": {"prov:activity": null}}}`, "null", "/used/_:u/prov:activity"],
    [
      `{${head}, "used": {"_:u": {"prov:activity": "ex:a", "prov:time": "2026-01-01"}}}`,
      "date-time",
      "/used/_:u/prov:time",
    ],
    [
      `{${head}, "wasDerivedFrom": {"_:d": {"prov:generation": "_:g"}}}`,
      "blank-name",
      "/wasDerivedFrom/_:d/prov:generation",
      "PROV_NAME",
    ],
    [`{${head}, "bundle": {"ex:b": {"@id": "ex:b"}}}`, "foreign-key", "/bundle/ex:b/@id"],
    [`{${head}, "@context": "x"}`, "foreign-key", "/@context"],
    [`{${head}, "qualifiedSpecializationOf": {}}`, "foreign-key", "/qualifiedSpecializationOf"],
    [
      `{"prefix": {"xsd": "http://www.w3.org/2001/XMLSchema"}}`,
      "reserved-prefix",
      "/prefix/xsd",
      "PROV_NAME",
    ],
    [`{"prefix": {"ex": ""}}`, "namespace", "/prefix/ex", "PROV_NAME"],
    [`{"prefix": {"ex": "www.example.org"}}`, "namespace", "/prefix/ex", "PROV_NAME"],
    [`{"prefix": {"a b": "${E}"}}`, "prefix-name", "/prefix/a b", "PROV_NAME"],
    [`{"prefix": {"_": "${E}"}}`, "prefix-name", "/prefix/_", "PROV_NAME"],
    [
      `{${head}, "entity": {"ex:e": {"ex:k": "a", "ex:k": "b"}}}`,
      "duplicate-key",
      "/entity/ex:e/ex:k",
      "PROV_SYNTAX",
    ],
    ["\ufeff{}", "byte-order-mark", "", "PROV_SYNTAX"],
  ];
  for (const [text, kind, path, code = "PROV_SHAPE"] of cases) {
    assert.throws(
      () => provFromJson(text),
      (error: { code: string; details: { path: string } }) => {
        assert.equal(error.code, code, text);
        assert(error.details.path.startsWith(path), `${error.details.path} in ${text}`);
        return true;
      },
    );
    assert.deepEqual(repairs(text), [`${kind} ${path}`], text);
  }
});

test("provFromJson() keeps undeclared names opaque, and they can be written again", () => {
  const { document } = provFromJson(
    `{${head}, "entity": {"zz:e": {}, "plain": {}, "${E}full": {}, "http://else.example/x": {}},
      "used": {"_:u": {"prov:activity": "zz:a", "prov:entity": "zz:e"}}}`,
    lenient,
  );
  assert.deepEqual(document.records.slice(0, 4).map(({ id }) => id?.iri), [
    "zz:e",
    "default:plain",
    `${E}full`,
    "http://else.example/x",
  ]);
  assert.equal(document.records[2].id?.prefix, "ex");
  assert.equal(document.records[4].formal.entity, document.records[0].id);
  const again = provFromJson(provToJson(document)).document;
  assert(equalProv(document, again));
});

test("provFromJson() refuses in both modes what means nothing", () => {
  const cases: [string, string][] = [
    ["", "PROV_SYNTAX"],
    ["[]", "PROV_SHAPE"],
    ['"x"', "PROV_SHAPE"],
    ['{"prefix": []}', "PROV_SHAPE"],
    ['{"prefix": {"ex": 1}}', "PROV_SHAPE"],
    [`{${head}, "entity": []}`, "PROV_SHAPE"],
    [`{${head}, "entity": {"ex:e": "x"}}`, "PROV_SHAPE"],
    [`{${head}, "entity": {"ex:e": null}}`, "PROV_SHAPE"],
    [`{${head}, "entity": {"ex:e": []}}`, "PROV_SHAPE"],
    [`{${head}, "entity": {"_:e": {}}}`, "PROV_NAME"],
    [`{${head}, "entity": {"": {}}}`, "PROV_NAME"],
    [`{${head}, "entity": {"ex:e": {"ex:k": {"type": "xsd:int"}}}}`, "PROV_SHAPE"],
    [`{${head}, "entity": {"ex:e": {"ex:k": {"$": ["a"]}}}}`, "PROV_SHAPE"],
    [`{${head}, "entity": {"ex:e": {"ex:k": {"$": "a", "type": 1}}}}`, "PROV_SHAPE"],
    [`{${head}, "entity": {"ex:e": {"ex:k": [["a"]]}}}`, "PROV_SHAPE"],
    [`{${head}, "entity": {"ex:e": {"_:k": "a"}}}`, "PROV_NAME"],
    [`{${head}, "used": {"_:u": {"prov:activity": ["ex:a", "ex:b"]}}}`, "PROV_SHAPE"],
    [`{${head}, "used": {"_:u": {"prov:activity": []}}}`, "PROV_SHAPE"],
    [`{${head}, "used": {"_:u": {"prov:activity": 1}}}`, "PROV_SHAPE"],
    [`{${head}, "hadMember": {"_:m": {"prov:entity": []}}}`, "PROV_SHAPE"],
    [`{${head}, "wasMadeOf": {}}`, "PROV_SHAPE"],
    [`{${head}, "__proto__": {}}`, "PROV_SHAPE"],
    [`{${head}, "bundle": {"ex:b": {"bundle": {}}}}`, "PROV_SHAPE"],
    [`{${head}, "bundle": {"_:b": {}}}`, "PROV_NAME"],
    [`{${head}, "bundle": {"ex:b": []}}`, "PROV_SHAPE"],
    [`{"prefix": {"a": "${E}", "b": "${E}"}, "bundle": {"a:x": {}, "b:x": {}}}`, "PROV_CONFLICT"],
  ];
  for (const [text, code] of cases) {
    for (const mode of ["strict", "lenient"] as const) {
      assert.throws(() => provFromJson(text, { mode }), { name: "ProvError", code }, text);
    }
  }
  assert.throws(() => provFromJson(`{${head}, "bundle": {"ex:b": {"@id": "ex:c"}}}`, lenient), {
    code: "PROV_CONFLICT",
  });
});

test("provFromJson() takes keys that are names of Object.prototype as what they are", () => {
  const { document } = provFromJson(
    `{"prefix": {"__proto__": "${E}", "constructor": "urn:c:"},
      "entity": {"__proto__:e": {"constructor:k": "v"}, "toString:x": {}}}`,
    lenient,
  );
  assert.equal(document.records[0].id?.iri, `${E}e`);
  assert.equal(document.records[0].attributes[0].name.iri, "urn:c:k");
  assert.equal(document.records[1].id?.iri, "toString:x");
  assert.equal(({} as { e?: unknown }).e, undefined);
});

test("provFromJson() refuses bad options and what is no text", () => {
  assert.throws(() => provFromJson(1 as never), TypeError);
  assert.throws(() => provFromJson("{}", { mode: "loose" as never }), TypeError);
  assert.throws(() => provFromJson("{}", { modes: "strict" } as never), /did you mean "mode"/);
});
