import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { buildProv } from "../../lib/prov/build.ts";
import type { ProvDocument, ProvRecord } from "../../lib/prov/document.ts";
import { equalProv } from "../../lib/prov/equal.ts";
import { qualifiedName } from "../../lib/prov/names.ts";
import { provFromJson } from "../../lib/prov/read_json.ts";
import { seenTexts } from "../../lib/prov/seen_texts.ts";
import { streamJson } from "../../lib/prov/stream_json.ts";
import { PROV_KINDS, type ProvKind } from "../../lib/prov/vocabulary.ts";
import { provToJson } from "../../lib/prov/write_json.ts";
import { anyDocument } from "./arbitrary_document.ts";

const EX = "https://e.example/";
const prefixes = { ex: EX };
const lenient = { mode: "lenient" } as const;
const write = (source: Parameters<typeof streamJson>[0]) => [...streamJson(source)].join("");

function* entities(count: number): Generator<ProvRecord> {
  for (let i = 0; i < count; i++) {
    yield { kind: "entity", id: qualifiedName("ex", EX, `e${i}`), formal: {}, attributes: [] };
  }
}

/** Statements in the order in which PROV-JSON has them. */
function grouped(records: readonly ProvRecord[]): ProvRecord[] {
  const kinds = Object.keys(PROV_KINDS) as ProvKind[];
  const place = ({ kind, id }: ProvRecord) =>
    `${String(kinds.indexOf(kind)).padStart(2, "0")} ${id?.iri ?? ""}`;
  return [...records].sort((a, b) => place(a) < place(b) ? -1 : 1);
}

test("streamJson() writes what provToJson() writes, in the order given", () => {
  fc.assert(fc.property(anyDocument, (any) => {
    let text: string;
    try {
      text = provToJson(any, { duplicates: "keep" });
    } catch (error) {
      assert.equal((error as { code?: string }).code, "PROV_SHAPE");
      return;
    }
    // Written once, every name has a declared prefix.
    const doc = provFromJson(text, lenient).document;
    const source: ProvDocument = {
      ...doc,
      records: grouped(doc.records),
      bundles: doc.bundles.map((bundle) => ({ ...bundle, records: grouped(bundle.records) })),
    };
    const { document } = provFromJson(write(source), lenient);
    assert.equal(provToJson(document), provToJson(doc));
  }));
});

test("streamJson() writes one statement a line, and bundles last", () => {
  const doc = buildProv({ prefixes }, (p) => {
    p.entity("ex:e", { "ex:k": [1, p.name("ex:three")] });
    p.used("ex:a", "ex:e", { time: 0 });
    p.used("ex:b", "ex:e");
    p.bundle("ex:b1", (b) => b.agent("ex:ag"));
    p.bundle("ex:b2");
  });
  const text = write(doc);
  assert(equalProv(provFromJson(text).document, doc));
  assert.deepEqual(text.split("\n").slice(5, 9), [
    '"used":{',
    '"_:id1":{"prov:activity":"ex:a","prov:entity":"ex:e","prov:time":"1970-01-01T00:00:00.000Z"},',
    '"_:id2":{"prov:activity":"ex:b","prov:entity":"ex:e"}',
    "},",
  ]);
  for (const empty of [buildProv(), buildProv({}, () => {})]) {
    assert(equalProv(provFromJson(write(empty)).document, empty));
  }
});

test("streamJson() makes statements of one identifier one, or an array", () => {
  const doc = buildProv({ prefixes }, (p) => {
    p.entity("ex:e", { "ex:k": 1 });
    p.entity("ex:e", { "ex:l": 2 });
    p.used("ex:a", "ex:e", { id: "ex:u" });
    p.used("ex:b", "ex:e", { id: "ex:u" });
    p.used("ex:b", "ex:e", { id: "ex:u" });
  });
  const { entity, used } = JSON.parse(write(doc));
  assert.deepEqual(Object.keys(entity["ex:e"]), ["ex:k", "ex:l"]);
  assert.equal(used["ex:u"].length, 2);
});

test("streamJson() refuses what would be lost, and names without a declared prefix", () => {
  const [e0, e1] = entities(2);
  const used = { kind: "used", formal: { activity: e0.id! }, attributes: [] } as const;
  const records = (...records: ProvRecord[]) => ({ prefixes, records });
  assert.throws(() => write(records(e0, used, e1)), { code: "PROV_SHAPE" });
  assert.throws(() => write(records(e0, e1, e0)), { code: "PROV_CONFLICT" });
  assert.throws(() => write({ prefixes: {}, records: [e0] }), { code: "PROV_NAME" });
  assert.throws(() => write({ prefixes: { ex: "urn:x:" }, records: [e0] }), { code: "PROV_NAME" });
  const bundle = { id: e0.id!, prefixes: {}, records: [] };
  assert.throws(() => write({ prefixes, records: [], bundles: [bundle, bundle] }), {
    code: "PROV_CONFLICT",
  });
  write({ prefixes, records: [e0], bundles: [{ ...bundle, records: [e0] }] });
});

test("streamJson() gives pieces while the statements come", () => {
  let asked = 0;
  function* counted(): Generator<ProvRecord> {
    for (const record of entities(20_000)) {
      asked++;
      yield record;
    }
  }
  const pieces = streamJson({ prefixes, records: counted() });
  const first = pieces.next().value as string;
  assert(first.length >= 2 ** 16 && first.length < 2 ** 17);
  assert(asked < 5000);
  const { document } = provFromJson(first + [...pieces].join(""));
  assert.equal(document.records.length, 20_000);
});

test("seenTexts() knows texts again, among many and with every hash", () => {
  const seen = seenTexts();
  const texts = Array.from({ length: 200_000 }, (_, i) => `https://e.example/${i % 7}/e${i}`);
  for (const text of ["", "\0", "\0\0", ...texts]) assert(seen.add(text), text);
  for (const text of ["", "\0", "\0\0", ...texts]) assert(!seen.add(text), text);
});
