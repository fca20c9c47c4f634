import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { buildProv } from "../../lib/prov/build.ts";
import type { ProvDocument } from "../../lib/prov/document.ts";
import { equalProv } from "../../lib/prov/equal.ts";
import { qualifiedName } from "../../lib/prov/names.ts";
import { provFromJsonLd } from "../../lib/prov/read_jsonld.ts";
import { streamJsonLd } from "../../lib/prov/stream_jsonld.ts";
import { literal, XSD_TYPES } from "../../lib/prov/values.ts";
import { provToJsonLd } from "../../lib/prov/write_jsonld.ts";
import { anyDocument } from "./arbitrary_document.ts";
import { withoutMentions } from "./without_mentions.ts";

test("provToJsonLd() loses nothing of any document", () => {
  fc.assert(
    fc.property(anyDocument.map(withoutMentions), (doc) => {
      const text = provToJsonLd(doc);
      const again = provFromJsonLd(text, { mode: "lenient" }).document;
      assert(equalProv(again, doc), text);
      assert.equal(provToJsonLd(again), text);
    }),
    { numRuns: 200 },
  );
});

test("provToJsonLd() depends on what is said and not on the order", () => {
  fc.assert(
    fc.property(anyDocument.map(withoutMentions), (doc) => {
      const turned = {
        ...doc,
        records: doc.records.map((record) => ({
          ...record,
          attributes: record.attributes.toReversed(),
        })).reverse(),
        bundles: doc.bundles.toReversed(),
      };
      assert.equal(provToJsonLd(turned), provToJsonLd(doc));
    }),
    { numRuns: 50 },
  );
});

test("provToJsonLd() writes one statement a line, each JSON by itself", () => {
  const doc = buildProv({ prefixes: { ex: "https://e.example/" } }, (p) => {
    const e = p.entity("ex:e", { "prov:label": "e", "prov:type": p.name("ex:T"), "ex:n": [1, 2] });
    p.used("ex:a", e, { time: 0, attributes: { "prov:role": p.name("ex:r") } });
    p.hadMember(e, "ex:m");
    p.bundle("ex:b", (b) => b.agent("ex:ag", { "prov:value": p.name("ex:v") }));
  });
  const lines = provToJsonLd(doc).split("\n");
  assert.deepEqual(lines.slice(1, 4), [
    `{"@type":"Entity","@id":"ex:e","ex:n":[{"@value":"1","@type":"xsd:int"},{"@value":"2","@type":"xsd:int"}],"label":[{"@value":"e"}],"type":["ex:T"]},`,
    `{"@type":"Usage","activity":"ex:a","entity":"ex:e","time":"1970-01-01T00:00:00.000Z","role":["ex:r"]},`,
    `{"@type":"Membership","collection":"ex:e","entity":["ex:m"]},`,
  ]);
  assert.deepEqual(lines.slice(5), [
    `{"@type":"Agent","@id":"ex:ag","prov:value":[{"@value":"ex:v","@type":"xsd:QName"}]}`,
    "]}",
    "]}",
    "",
  ]);
});

test("provToJsonLd() renames and divides what a JSON-LD processor would take otherwise", () => {
  const names = [
    qualifiedName("label", "https://label.example/", "a"),
    qualifiedName("rdf", "https://rdf.example/", "a"),
    qualifiedName("rec", "https://e.example/record", "42"),
    qualifiedName("ex", "https://e.example/", "//b"),
    qualifiedName("odd", "urn:odd", "c"),
  ];
  const prefixes = {
    label: "https://label.example/",
    rdf: "https://rdf.example/",
    rec: "https://e.example/record",
    ex: "https://e.example/",
    odd: "urn:odd",
  };
  const doc: ProvDocument = {
    prefixes,
    records: names.map((id) => ({ kind: "entity", id, formal: {}, attributes: [] })),
    bundles: [],
  };
  const text = provToJsonLd(doc);
  assert(equalProv(provFromJsonLd(text).document, doc), text);
  const [context] = JSON.parse(text)["@context"];
  for (const [prefix, namespace] of Object.entries(context)) {
    assert.match(String(namespace), /[:/?#[\]@]$/, prefix);
  }
  const ids = JSON.parse(text)["@graph"].map((each: Record<string, string>) => each["@id"]).sort();
  assert.deepEqual(ids, ["ex:record42", "ns1:b", "ns2:a", "ns3:a", "odd:oddc"]);
});

test("provToJsonLd() uses a term only where the schema has it", () => {
  const doc = buildProv({ prefixes: { ex: "https://e.example/" } }, (p) => {
    const role = { "prov:role": "r", "prov:location": p.name("ex:l"), "prov:value": "v" };
    p.agent("ex:ag", { ...role, "prov:label": 1 });
    p.wasAttributedTo("ex:e", "ex:ag", { attributes: role });
  });
  const [agent, attribution] = JSON.parse(provToJsonLd(doc))["@graph"];
  assert.deepEqual(
    Object.keys(agent),
    ["@type", "@id", "location", "prov:label", "prov:role", "prov:value"],
  );
  assert.deepEqual(attribution["prov:location"], [{ "@value": "ex:l", "@type": "xsd:QName" }]);
});

test("provToJsonLd() refuses what the format cannot hold", () => {
  const entity = { kind: "entity", formal: {}, attributes: [] } as const;
  const id = qualifiedName("ex", "https://e.example/", "e");
  const doc = (record: object): ProvDocument => ({
    prefixes: { ex: "https://e.example/" },
    records: [record as ProvDocument["records"][0]],
    bundles: [],
  });
  const mention = { specificEntity: id, generalEntity: id, bundle: id };
  assert.throws(
    () => provToJsonLd(doc({ ...entity, kind: "mentionOf", formal: mention })),
    { code: "PROV_SHAPE", message: /mentionOf as PROV-JSONLD: the format has no term/ },
  );
  assert.throws(() => provToJsonLd(doc(entity)), { code: "PROV_SHAPE" });
  const name = qualifiedName("prov", "http://www.w3.org/ns/prov#", "activity");
  const attributes = [{ name, value: literal("v") }];
  assert.throws(
    () => provToJsonLd(doc({ ...entity, kind: "used", attributes })),
    { code: "PROV_SHAPE" },
  );
  assert.throws(
    () => provToJsonLd(doc({ ...entity, id: { prefix: "ex", local: "e", iri: "nowhere" } })),
    { code: "PROV_NAME" },
  );
  const bundle = { id, prefixes: {}, records: [] };
  assert.throws(
    () => provToJsonLd({ prefixes: {}, records: [], bundles: [bundle, bundle] }),
    { code: "PROV_CONFLICT" },
  );
});

test("streamJsonLd() writes what provToJsonLd() writes, in the order given", () => {
  const doc = buildProv({ prefixes: { ex: "https://e.example/" } }, (p) => {
    for (let i = 0; i < 3000; i++) p.entity(`ex:e${i}`, { "ex:n": i, "ex:t": '"\n' });
    p.bundle("ex:b1", (b) => b.used("ex:a", "ex:e1"));
    p.bundle("ex:b2");
  });
  for (const part of [doc, { ...doc, records: [] }, { ...doc, bundles: [] }]) {
    const pieces = [...streamJsonLd(part)];
    assert.equal(provToJsonLd(provFromJsonLd(pieces.join("")).document), provToJsonLd(part));
  }
  assert([...streamJsonLd(doc)].length > 3);
});

test("streamJsonLd() refuses names that it cannot write as they are", () => {
  const write = (prefix: string, namespace: string, local: string, declared = namespace) => {
    const id = qualifiedName(prefix, namespace, local);
    const records = [{ kind: "entity" as const, id, formal: {}, attributes: [] }];
    return () => [...streamJsonLd({ prefixes: { [prefix]: declared }, records })];
  };
  assert.doesNotThrow(write("ex", "https://e.example/", "e"));
  assert.throws(write("ex", "https://e.example/", "//e"), { code: "PROV_NAME" });
  assert.throws(write("ex", "https://e.example/", "e", "https://f.example/"), {
    code: "PROV_NAME",
  });
  assert.throws(write("ex", "https://e.example/x", "e"), { code: "PROV_NAME" });
  assert.throws(write("label", "https://e.example/", "e"), { code: "PROV_NAME" });
  const id = qualifiedName("ex", "https://e.example/", "b");
  const bundle = { id, prefixes: {}, records: [] };
  const prefixes = { ex: "https://e.example/" };
  assert.throws(() => [...streamJsonLd({ prefixes, records: [], bundles: [bundle, bundle] })], {
    code: "PROV_CONFLICT",
  });
});

test("provToJsonLd() keeps the type of every value", () => {
  const doc = buildProv({ prefixes: { ex: "https://e.example/" } }, (p) => {
    p.entity("ex:e", { "ex:k": [1, 2n ** 70n, 0.5, NaN, -Infinity, true, "1", new Date(0)] });
  });
  const types = provFromJsonLd(provToJsonLd(doc)).document.records[0].attributes
    .map(({ value }) => "text" in value ? value.type?.local : undefined);
  assert(types.includes(XSD_TYPES.integer.local) && types.includes("dateTime"));
  assert(equalProv(provFromJsonLd(provToJsonLd(doc)).document, doc));
});
