import assert from "node:assert/strict";
import { test } from "node:test";
import { buildProv, provBuilder } from "../../lib/prov/build.ts";
import type { NameInput, ProvStatements } from "../../lib/prov/statements.ts";
import { PROV_KINDS, type ProvKind, TIME_ARGUMENTS } from "../../lib/prov/vocabulary.ts";

const prefixes = { ex: "https://e.example/" };
const nameError = { name: "ProvError", code: "PROV_NAME" };
const shapeError = { name: "ProvError", code: "PROV_SHAPE" };

function isDeeplyFrozen(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return true;
  return Object.isFrozen(value) && Object.values(value).every(isDeeplyFrozen);
}

test("provBuilder() states every kind with PROV-N's arguments", () => {
  const p = provBuilder(prefixes);
  const time = "2026-01-01T00:00:00Z";
  p.entity("ex:e");
  p.activity("ex:a", {}, { startTime: time, endTime: time });
  p.agent("ex:ag");
  p.wasGeneratedBy("ex:e", "ex:a", { time });
  p.used("ex:a", "ex:e", { time });
  p.wasInformedBy("ex:a", "ex:b");
  p.wasStartedBy("ex:a", "ex:e", { starter: "ex:b", time });
  p.wasEndedBy("ex:a", "ex:e", { ender: "ex:b", time });
  p.wasInvalidatedBy("ex:e", "ex:a", { time });
  p.wasDerivedFrom("ex:e", "ex:f", { activity: "ex:a", generation: "ex:g", usage: "ex:u" });
  p.wasAttributedTo("ex:e", "ex:ag");
  p.wasAssociatedWith("ex:a", "ex:ag", { plan: "ex:p" });
  p.actedOnBehalfOf("ex:ag", "ex:ah", { activity: "ex:a" });
  p.wasInfluencedBy("ex:e", "ex:f");
  p.specializationOf("ex:e", "ex:f");
  p.alternateOf("ex:e", "ex:f");
  p.hadMember("ex:c", "ex:e");
  p.mentionOf("ex:e", "ex:f", "ex:b");
  const { records } = p.document();
  assert.deepEqual(records.map(({ kind }) => kind), Object.keys(PROV_KINDS));
  for (const { kind, id, formal } of records) {
    assert.deepEqual(Object.keys(formal), PROV_KINDS[kind].formal, kind);
    assert.equal(id !== undefined, PROV_KINDS[kind].form === "element", kind);
  }
});

test("provBuilder() refuses a statement without a required argument", () => {
  const p = provBuilder(prefixes);
  for (const kind of Object.keys(PROV_KINDS) as ProvKind[]) {
    const { required, form, formal } = PROV_KINDS[kind];
    if (form === "element") assert.throws(() => p.record(kind, {}), shapeError);
    for (const missing of required) {
      const parts = Object.fromEntries(
        formal.filter((argument) => argument !== missing)
          .map((argument) => [argument, TIME_ARGUMENTS.has(argument) ? 0 : "ex:x"]),
      );
      assert.throws(() => p.record(kind, parts), shapeError);
    }
  }
  assert.throws(() => p.wasInformedBy("ex:a", undefined as unknown as NameInput), shapeError);
  assert.equal(p.document().records.length, 0);
});

test("provBuilder() takes optional arguments, ids and attributes", () => {
  const p = provBuilder(prefixes);
  p.used("ex:a", undefined, { time: new Date(0), id: "ex:u", attributes: { "prov:role": "in" } });
  const [record] = p.document().records;
  assert.equal(record.id?.iri, "https://e.example/u");
  assert.deepEqual(Object.keys(record.formal), ["activity", "time"]);
  assert.equal(record.formal.time, "1970-01-01T00:00:00.000Z");
  assert.equal(record.attributes[0].name.iri, "http://www.w3.org/ns/prov#role");
});

test("provBuilder() keeps several values, skips undefined, and names come from name()", () => {
  const p = provBuilder(prefixes);
  p.entity("ex:e", {
    "prov:type": [p.name("ex:T"), "ex:T"],
    "ex:none": undefined,
    "ex:empty": [],
    "ex:date": p.literal("2026-01-01", { type: "xsd:date" }),
    "ex:label": { text: "Hallo", language: "de" },
  });
  assert.deepEqual(
    p.document().records[0].attributes.map((
      { name, value },
    ) => [name.local, "iri" in value ? value.iri : value.text]),
    [["type", "https://e.example/T"], ["type", "ex:T"], ["date", "2026-01-01"], ["label", "Hallo"]],
  );
});

test("provBuilder() refuses bad names", () => {
  const p = provBuilder(prefixes);
  for (
    const name of [
      "e",
      "zz:e",
      "ex:",
      "ex:a b",
      "ex:a:b",
      "ex:-a",
      "_:e",
      "",
      ":e",
      "__proto__:e",
      "constructor:e",
    ]
  ) {
    assert.throws(() => p.entity(name), nameError, name);
    assert.throws(() => p.entity("ex:e", { [name]: 1 }), nameError, name);
  }
  const foreign = provBuilder({ ex: "https://other.example/" }).name("ex:e");
  assert.throws(() => p.entity(foreign), nameError);
  assert.throws(() => p.entity(5 as unknown as NameInput), TypeError);
  assert.throws(() => provBuilder({ prov: "https://e.example/" }), nameError);
});

test("provBuilder() refuses bad values, times and options", () => {
  const p = provBuilder(prefixes);
  assert.throws(() => p.entity("ex:e", { "ex:k": null as never }), TypeError);
  assert.throws(() => p.entity("ex:e", { "ex:k": [["a"]] as never }), TypeError);
  assert.throws(() => p.entity("ex:e", [] as never), TypeError);
  assert.throws(() => p.literal("a", { type: "xsd:int", language: "en" }), shapeError);
  assert.throws(() => p.literal("a", { language: "en_US" }), shapeError);
  assert.throws(() => p.literal("ex:a", { type: "prov:QUALIFIED_NAME" }), shapeError);
  assert.throws(() => p.literal(1 as never), TypeError);
  assert.throws(() => p.used("ex:a", "ex:e", { time: "2026-01-01" }), shapeError);
  assert.throws(() => p.used("ex:a", "ex:e", { time: new Date(NaN) }), shapeError);
  assert.throws(() => p.used("ex:a", "ex:e", { time: {} as never }), TypeError);
  assert.throws(() => p.used("ex:a", "ex:e", { attribute: {} } as never), /mean "attributes"/);
  assert.throws(() => p.used("ex:a", "ex:e", { attributes: { "prov:activity": "x" } }), shapeError);
  assert.throws(
    () => p.record("hadMember", { collection: "ex:c", entity: "ex:e", id: "ex:m" }),
    shapeError,
  );
  assert.throws(() => p.record("constructor" as never, {}), TypeError);
  assert.equal(p.document().records.length, 0);
});

test("bundle() holds statements of its own, once for each name", () => {
  const p = provBuilder(prefixes);
  let inner: ProvStatements | undefined;
  const bundle = p.bundle("ex:b", (b) => {
    inner = b;
    b.entity("ex:e");
  });
  assert.equal(bundle, inner);
  bundle.agent("ex:ag");
  assert.throws(() => p.bundle("ex:b"), { code: "PROV_CONFLICT" });
  const doc = p.document();
  assert.equal(doc.records.length, 0);
  assert.equal(doc.bundles[0].records.length, 2);
});

test("document() is frozen and does not see what is stated later", () => {
  const p = provBuilder(prefixes);
  const values = ["a"];
  p.entity("ex:e", { "ex:k": values });
  p.bundle("ex:b").used("ex:a", "ex:e", { time: 0 });
  const doc = p.document();
  values.push("b");
  p.agent("ex:ag");
  p.bundle("ex:c");
  assert.equal(doc.records.length, 1);
  assert.equal(doc.records[0].attributes.length, 1);
  assert.equal(doc.bundles.length, 1);
  assert(isDeeplyFrozen(doc));
  assert.equal(p.document().records[0], doc.records[0]);
});

test("buildProv() builds in one piece and refuses unknown options", () => {
  assert.equal(buildProv({ prefixes }, (p) => p.entity("ex:e")).records.length, 1);
  assert.equal(buildProv().records.length, 0);
  assert.throws(() => buildProv({ prefix: {} } as never), TypeError);
});

test("provBuilder() makes 100,000 statements in time that grows with their number", () => {
  const build = (count: number) => {
    const start = performance.now();
    const p = provBuilder(prefixes);
    for (let i = 0; i < count; i++) {
      p.used("ex:run", p.entity(`ex:e${i}`, { "prov:label": `e ${i}`, "ex:n": i }), { time: i });
    }
    assert.equal(p.document().records.length, 2 * count);
    return performance.now() - start;
  };
  build(1000);
  // Generous: a quadratic builder would need minutes.
  assert(build(50_000) < 30_000);
});
