import fc from "fast-check";
import assert from "node:assert/strict";
import { test } from "node:test";
import { buildProv } from "../../lib/prov/build.ts";
import type {
  ProvAttribute,
  ProvDocument,
  ProvRecord,
  ProvValue,
  QualifiedName,
} from "../../lib/prov/document.ts";
import { equalProv } from "../../lib/prov/equal.ts";
import { isAbsoluteIri, qualifiedName } from "../../lib/prov/names.ts";
import { provFromProvN } from "../../lib/prov/read_provn.ts";
import { isQualifiedName, literal } from "../../lib/prov/values.ts";
import { provToProvN } from "../../lib/prov/write_provn.ts";
import { anyDocument } from "./arbitrary_document.ts";

const EX = "https://e.example/";
const prefixes = { ex: EX };
const name = (local: string) => qualifiedName("ex", EX, local);

function entity(id: QualifiedName, attributes: readonly ProvAttribute[] = []): ProvRecord {
  return { kind: "entity", id, formal: {}, attributes };
}

function documentOf(...records: ProvRecord[]): ProvDocument {
  return { prefixes, records, bundles: [] };
}

/** The statements of a document without its frame and declarations. */
function statements(doc: ProvDocument): string[] {
  return provToProvN(doc, { indent: 0 }).split("\n\n")[1].split("\n").slice(0, -2);
}

function valueOf(value: ProvValue): string {
  const text = provToProvN(documentOf(entity(name("e"), [{ name: name("k"), value }])));
  return /ex:k=([^]*)\]\)\nendDocument\n$/.exec(text)![1];
}

test("provToProvN() sorts, indents and declares, and puts bundles last", () => {
  const doc = buildProv({ prefixes }, (p) => {
    p.bundle("ex:b", (b) => b.agent("ex:ag"));
    p.used("ex:a", "ex:e", { id: "ex:u", time: 0, attributes: { "ex:k": ["b", "a", "a"] } });
    p.mentionOf("ex:e", "ex:f", "ex:b");
    p.activity("ex:a", {}, { endTime: 0 });
    p.entity("ex:f");
    p.entity("ex:e");
  });
  assert.equal(
    provToProvN(doc),
    `document
  prefix ex <https://e.example/>

  entity(ex:e)
  entity(ex:f)
  activity(ex:a, -, 1970-01-01T00:00:00.000Z)
  used(ex:u; ex:a, ex:e, 1970-01-01T00:00:00.000Z, [ex:k="a", ex:k="b"])
  prov:mentionOf(ex:e, ex:f, ex:b)
  bundle ex:b
    agent(ex:ag)
  endBundle
endDocument
`,
  );
  assert.equal(provToProvN(buildProv()), "document\nendDocument\n");
  const backwards = { ...doc, records: doc.records.toReversed() };
  assert.equal(provToProvN(backwards), provToProvN(doc));
});

test("provToProvN() writes values with their text, type and language", () => {
  const type = (local: string) => qualifiedName("xsd", "http://www.w3.org/2001/XMLSchema#", local);
  assert.equal(valueOf(literal("x")), '"x"');
  assert.equal(valueOf(literal('a "b" \\c\r')), '"a \\"b\\" \\\\c\\r"');
  assert.equal(valueOf(literal('a\n"\r')), '"""a\n\\"\\r"""');
  assert.equal(valueOf(literal("x", undefined, "en-GB")), '"x"@en-GB');
  assert.equal(valueOf(literal("-2147483648", type("int"))), "-2147483648");
  assert.equal(valueOf(literal("2147483648", type("int"))), '"2147483648" %% xsd:int');
  assert.equal(valueOf(literal("+7", type("int"))), '"+7" %% xsd:int');
  assert.equal(valueOf(literal("7", type("long"))), '"7" %% xsd:long');
  assert.equal(valueOf(name("it's")), "'ex:it\\'s'");
});

test("provToProvN() escapes what a local part can hold", () => {
  for (
    const [local, written] of [
      ["a=b'c(d)e,f:g;h[i]j-k.", "a\\=b\\'c\\(d\\)e\\,f\\:g\\;h\\[i\\]j-k\\."],
      ["-a", "\\-a"],
      [".", "\\."],
      ["..", "\\.\\."],
      ["a..b", "a..b"],
      ["a%20b", "a%20b"],
      ["/@~&+*?#$!", "/@~&+*?#$!"],
      ["\u{1f600}", "\u{1f600}"],
      ["\u{1f600}:", "\u{1f600}\\:"],
      ["", ""],
    ]
  ) {
    const doc = documentOf(entity(name(local)));
    assert.deepEqual(statements(doc), [`entity(ex:${written})`]);
    assert(equalProv(provFromProvN(provToProvN(doc)).document, doc), local);
  }
});

test("provToProvN() finds a prefix for what a local part cannot hold and an IRI can", () => {
  for (
    const [local, namespace, rest] of [
      ["2×3", `${EX}2×`, "3"],
      ["100%", `${EX}100%`, ""],
      ["a%2", `${EX}a%`, "2"],
      ["\u0301\u0302e", `${EX}\u0301\u0302`, "e"],
      ["\u{f0000}x", `${EX}\u{f0000}`, "x"],
    ]
  ) {
    const doc = documentOf(entity(name(local)));
    const text = provToProvN(doc);
    assert(text.includes(`prefix ns1 <${namespace}>`), text);
    assert(text.includes(`entity(ns1:${rest})`), text);
    assert(equalProv(provFromProvN(text).document, doc), local);
  }
});

test("provToProvN() refuses what PROV-N cannot say", () => {
  const refused = (code: string, record: Partial<ProvRecord>, message: RegExp) => {
    const base = { kind: "used", formal: { activity: name("a") }, attributes: [] } as const;
    assert.throws(() => provToProvN(documentOf({ ...base, ...record })), {
      name: "ProvError",
      code,
      message,
    });
  };
  refused("PROV_NAME", { id: name("two words") }, /neither a local part nor an IRI can hold/);
  refused("PROV_NAME", { id: name("a\\b") }, /neither a local part nor an IRI can hold/);
  refused("PROV_NAME", { id: name("a\ud800") }, /neither/);
  refused("PROV_NAME", { id: { prefix: "ex", local: "a", iri: "x" } }, /must be that of/);
  refused("PROV_SHAPE", { formal: { time: "2026-01-01" } }, /is no xsd:dateTime/);
  refused("PROV_SHAPE", { formal: { time: "" } }, /is no xsd:dateTime/);
  refused("PROV_SHAPE", { kind: "entity", formal: {} }, /no identifier/);
  const attribute = (value: ProvValue, of = name("k")) => ({ attributes: [{ name: of, value }] });
  refused("PROV_SHAPE", attribute(literal("x", undefined, "en_US")), /is no tag/);
  refused("PROV_SHAPE", attribute(literal("\udc00")), /lone surrogate/);
  const time = qualifiedName("prov", "http://www.w3.org/ns/prov#", "time");
  refused("PROV_SHAPE", attribute(literal("x"), time), /"prov:time" is an argument/);
  const bundle = { id: name("b"), prefixes: {}, records: [] };
  assert.throws(() => provToProvN({ ...documentOf(), bundles: [bundle, bundle] }), {
    code: "PROV_CONFLICT",
  });
  assert.throws(() => provToProvN(documentOf(), { indent: 11 }), RangeError);
  assert.throws(() => provToProvN(documentOf(), { dialect: "x" } as never), TypeError);
});

test("provToProvN() writes an absent argument as a dash, which lenient reading takes", () => {
  const doc = documentOf({ kind: "used", formal: { entity: name("e") }, attributes: [] });
  const text = provToProvN(doc);
  assert.match(text, /used\(-, ex:e, -\)/);
  assert.throws(() => provFromProvN(text), { code: "PROV_SYNTAX" });
  assert(equalProv(provFromProvN(text, { mode: "lenient" }).document, doc));
});

function* namesOf(doc: ProvDocument): Generator<QualifiedName> {
  for (const bundle of doc.bundles) yield bundle.id;
  for (const { id, formal, attributes } of [doc, ...doc.bundles].flatMap((s) => s.records)) {
    if (id !== undefined) yield id;
    for (const value of Object.values(formal)) if (typeof value !== "string") yield value;
    for (const { name, value } of attributes) {
      yield name;
      if (isQualifiedName(value)) yield value;
      else if (value.type !== undefined) yield value.type;
    }
  }
}

test("provToProvN() writes every document whose names are IRIs so that strict reading finds it", () => {
  let written = 0;
  fc.assert(
    fc.property(anyDocument, (doc) => {
      if (![...namesOf(doc)].every(({ iri }) => isAbsoluteIri(iri))) {
        assert.throws(() => provToProvN(doc), { code: "PROV_NAME" });
        return;
      }
      const text = provToProvN(doc);
      const { document } = provFromProvN(text);
      assert(equalProv(document, doc));
      assert.equal(provToProvN(document), text);
      written++;
    }),
    { numRuns: 300 },
  );
  assert(written > 30);
});
