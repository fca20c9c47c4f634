import assert from "node:assert/strict";
import { test } from "node:test";
import { equalProv } from "../../lib/prov/equal.ts";
import { provFromJson } from "../../lib/prov/read_json.ts";
import { provFromJsonLd } from "../../lib/prov/read_jsonld.ts";

const CONTEXT =
  `[{"ex":"https://e.example/"},"https://openprovenance.org/prov-jsonld/context.jsonld"]`;
const document = (...statements: string[]) =>
  `{"@context":${CONTEXT},"@graph":[${statements.join(",")}]}`;
const entity = (members: string) => document(`{"@type":"Entity","@id":"ex:e",${members}}`);

/** What is odd, where lenient reading reports it, and under which name. */
const ODD: readonly [what: string, text: string, path: string, kind: string][] = [
  ["value without array", entity(`"ex:k":{"@value":"v"}`), "/@graph/0/ex:k", "value-outside-array"],
  ["name without array", entity(`"type":"ex:T"`), "/@graph/0/type", "value-outside-array"],
  ["number", entity(`"ex:k":[1.50]`), "/@graph/0/ex:k/0", "raw-number"],
  ["boolean", entity(`"ex:k":[true]`), "/@graph/0/ex:k/0", "raw-boolean"],
  ["null", entity(`"ex:k":[null]`), "/@graph/0/ex:k/0", "null"],
  ["null as text", entity(`"ex:k":[{"@value":null}]`), "/@graph/0/ex:k/0", "null"],
  [
    "type and language",
    entity(`"ex:k":[{"@value":"v","@type":"xsd:string","@language":"en"}]`),
    "/@graph/0/ex:k/0",
    "type-beside-language",
  ],
  [
    "language",
    entity(`"ex:k":[{"@value":"v","@language":"en_US"}]`),
    "/@graph/0/ex:k/0",
    "language-tag",
  ],
  [
    "direction",
    entity(`"ex:k":[{"@value":"v","@direction":"ltr"}]`),
    "/@graph/0/ex:k/0/@direction",
    "unknown-key",
  ],
  ["index", entity(`"@index":"1"`), "/@graph/0/@index", "foreign-key"],
  ["blank name", entity(`"type":["_:b1"]`), "/@graph/0/type/0", "blank-name"],
  [
    "undeclared type",
    entity(`"ex:k":[{"@value":"v","@type":"zz:t"}]`),
    "/@graph/0/ex:k/0/@type",
    "undeclared-prefix",
  ],
  ["undeclared key", entity(`"zz:k":["v"]`), "/@graph/0/zz:k", "undeclared-prefix"],
  ["key twice", entity(`"ex:k":["v"],"ex:k":["w"]`), "/@graph/0/ex:k", "duplicate-key"],
  [
    "argument in array",
    document(`{"@type":"Usage","activity":["ex:a"]}`),
    "/@graph/0/activity",
    "argument-in-array",
  ],
  [
    "argument as object",
    document(`{"@type":"Usage","activity":{"@id":"ex:a"}}`),
    "/@graph/0/activity",
    "typed-argument",
  ],
  [
    "time as object",
    document(
      `{"@type":"Usage","activity":"ex:a","time":{"@value":"2026-01-01T00:00:00Z","@type":"xsd:dateTime"}}`,
    ),
    "/@graph/0/time",
    "typed-argument",
  ],
  [
    "time",
    document(`{"@type":"Usage","activity":"ex:a","time":"2026-01-01"}`),
    "/@graph/0/time",
    "date-time",
  ],
  [
    "blank argument",
    document(`{"@type":"Usage","activity":"_:a"}`),
    "/@graph/0/activity",
    "blank-name",
  ],
  ["name of a document", `{"@context":${CONTEXT},"@id":"ex:d","@graph":[]}`, "/@id", "foreign-key"],
  ["namespace", `{"@context":{"ex":"words"},"@graph":[]}`, "/@context/ex", "namespace"],
  [
    "other prov",
    `{"@context":[{"prov":"https://e.example/"}],"@graph":[]}`,
    "/@context/0/prov",
    "reserved-prefix",
  ],
];

for (const [what, text, path, kind] of ODD) {
  test(`provFromJsonLd() refuses what is odd, and leniently reports its place: ${what}`, () => {
    assert.throws(() => provFromJsonLd(text), { name: "ProvError" });
    const { repairs } = provFromJsonLd(text, { mode: "lenient" });
    assert.deepEqual(repairs.map((each) => [each.path, each.kind]), [[path, kind]]);
  });
}

test("provFromJsonLd() refuses in both modes what means nothing", () => {
  const texts = [
    "[]",
    "{}",
    `{"@context":null,"@graph":[]}`,
    `{"@context":[],"@graph":[1]}`,
    `{"@context":[],"@graph":[],"@type":"Graph"}`,
    entity(`"_:k":["v"]`),
    entity(`"ex:k":[["v"]]`),
    entity(`"ex:k":[{"@value":{}}]`),
    entity(`"ex:k":[{"@id":""}]`),
    document(`{"@type":"Usage","activity":"ex:a","prov:activity":"ex:b"}`),
    document(`{"@type":"Membership","collection":"ex:c","entity":["ex:e"],"prov:entity":"ex:f"}`),
    document(`{"@type":"Entity","@id":"_:e"}`),
    document(`{"@type":"Bundle","@id":"ex:b","@context":[]}`),
    document(...Array(2).fill(`{"@type":"Bundle","@id":"ex:b","@context":[],"@graph":[]}`)),
  ];
  for (const text of texts) {
    for (const mode of ["strict", "lenient"] as const) {
      assert.throws(() => provFromJsonLd(text, { mode }), { name: "ProvError" }, text);
    }
  }
});

test("provFromJsonLd() reads a context that comes last, and the terms it defines", () => {
  const graph = `"@graph":[{"@type":"Entity","@id":"ex:e","ex:k":["v"]}]`;
  const context =
    `"@context":{"@version":1.1,"@base":"https://b.example/","id":"@id","name":{"@id":"ex:n"},"ex":"https://e.example/"}`;
  const first = provFromJsonLd(`{${context},${graph}}`).document;
  assert.deepEqual(first, provFromJsonLd(`{${graph},${context}}`).document);
  assert.deepEqual({ ...first.prefixes }, { ex: "https://e.example/" });
});

test("provFromJsonLd() takes what an IRI begins with, in the longest namespace", () => {
  const text = `{"@context":{"a":"https://e.example/","b":"https://e.example/b/"},"@graph":[
    {"@type":"Entity","@id":"a:e","https://e.example/b/k":[{"@id":"https://e.example/b/v"}]}]}`;
  const [{ name, value }] = provFromJsonLd(text).document.records[0].attributes;
  assert.equal(`${name.prefix}:${name.local}`, "b:k");
  assert.deepEqual(value, { prefix: "b", local: "v", iri: "https://e.example/b/v" });
});

test("provFromJsonLd() lets no key reach a prototype", () => {
  const hostile =
    `{"@context":[{"__proto__":"https://e.example/","constructor":"https://c.example/"}],
    "@graph":[{"@type":"Entity","@id":"__proto__:constructor","__proto__:__proto__":["v"],"constructor:toString":["w"]}]}`;
  const { records, prefixes } = provFromJsonLd(hostile).document;
  assert.equal(records[0].id!.iri, "https://e.example/constructor");
  assert.deepEqual(Object.keys(prefixes), ["__proto__", "constructor"]);
  assert.equal(({} as Record<string, unknown>)["https://e.example/"], undefined);
  for (const type of ["__proto__", "constructor", "prov:__proto__"]) {
    assert.throws(() => provFromJsonLd(document(`{"@type":"${type}","@id":"ex:e"}`)), /no kind/);
  }
  const equal = provFromJson(
    `{"prefix":{"ex":"https://e.example/","c":"https://c.example/"},"entity":{"ex:constructor":{"ex:__proto__":"v","c:toString":"w"}}}`,
  );
  assert(equalProv(provFromJsonLd(hostile).document, equal.document));
});

test("provFromJsonLd() reads hostile sizes in linear time", () => {
  const many = 200_000;
  const prefixes = Array.from({ length: many }, (_, i) => `"p${i}":"https://e.example/${i}/"`);
  const statements = Array.from(
    { length: 50_000 },
    (_, i) =>
      `{"@type":"Entity","@id":"p${i}:e","https://e.example/${i}/k":[{"@id":"https://f.example/${i}"}]}`,
  );
  const text = `{"@context":[{${prefixes.join()}}],"@graph":[${statements.join()}]}`;
  assert.equal(provFromJsonLd(text).document.records.length, 50_000);
  const deep = `{"@context":${"[".repeat(100_000)}`;
  assert.throws(() => provFromJsonLd(deep), { code: "PROV_SYNTAX" });
  assert.equal(provFromJsonLd(entity(`"ex:k":["${"x".repeat(1e7)}"]`)).document.records.length, 1);
});

test("provFromJsonLd() says what is wrong with its arguments", () => {
  assert.throws(() => provFromJsonLd(1 as never), TypeError);
  assert.throws(() => provFromJsonLd("{}", { mode: "loose" as never }), TypeError);
  assert.throws(() => provFromJsonLd("{}", { modes: "strict" } as never), TypeError);
});
