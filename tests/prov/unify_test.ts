import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { buildProv } from "../../lib/prov/build.ts";
import type { ProvDocument } from "../../lib/prov/document.ts";
import { equalProv } from "../../lib/prov/equal.ts";
import { unifyProv } from "../../lib/prov/unify.ts";
import { validateProv } from "../../lib/prov/validate.ts";
import { denseDocument } from "./dense_document.ts";

const prefixes = { ex: "https://e.example/" };
const [EARLY, LATE] = ["2026-01-01T00:00:00Z", "2026-01-01T01:00:00Z"];

function unified(doc: ProvDocument): ProvDocument | string {
  try {
    return unifyProv(doc);
  } catch (error) {
    const { code, details } = error as { code: string; details: Record<string, unknown> };
    assert.equal(code, "PROV_CONFLICT");
    return String(details.clause);
  }
}

test("unifyProv() unites arguments and attributes of one identifier", () => {
  const doc = unifyProv(buildProv({ prefixes }, (p) => {
    p.entity("ex:e", { "ex:k": ["a", "b"] });
    p.entity("ex:e", { "ex:k": ["b", "c"] });
    p.used("ex:a", undefined, { id: "ex:u", time: EARLY });
    p.used("ex:a", "ex:e", { id: "ex:u" });
  }));
  const expected = buildProv({ prefixes }, (p) => {
    p.entity("ex:e", { "ex:k": ["a", "b", "c"] });
    p.used("ex:a", "ex:e", { id: "ex:u", time: EARLY });
  });
  assert(equalProv(doc, expected));
  assert.equal(doc.records[0].attributes.length, 3);
});

test("unifyProv() unites the generations of an entity by one activity, named or not", () => {
  const doc = unifyProv(buildProv({ prefixes }, (p) => {
    p.wasGeneratedBy("ex:e", "ex:a", { time: EARLY });
    p.wasGeneratedBy("ex:e", "ex:a", { id: "ex:g" });
    p.wasGeneratedBy("ex:e", "ex:b");
    p.wasGeneratedBy("ex:e");
  }));
  assert.deepEqual(doc.records.map(({ id, formal }) => [id?.local, formal.time]), [
    ["g", EARLY],
    [undefined, undefined],
    [undefined, undefined],
  ]);
});

test("unifyProv() gives an activity the times of its start and end, and back", () => {
  const doc = unifyProv(buildProv({ prefixes }, (p) => {
    p.activity("ex:a", {}, { startTime: EARLY });
    p.wasStartedBy("ex:a", "ex:e");
    p.wasEndedBy("ex:a", "ex:e", { time: LATE });
    p.wasEndedBy("ex:other", "ex:e", { time: LATE });
  }));
  const times = doc.records.map(({ formal }) => [formal.startTime ?? formal.time, formal.endTime]);
  assert.deepEqual(times, [[EARLY, LATE], [EARLY, undefined], [LATE, undefined], [
    LATE,
    undefined,
  ]]);
});

test("unifyProv() refuses what cannot be one, and names the clause and the statements", () => {
  const doc = buildProv({ prefixes }, (p) => {
    p.bundle("ex:b", (b) => {
      b.activity("ex:a", {}, { startTime: EARLY });
      b.activity("ex:a", {}, { startTime: LATE });
    });
  });
  assert.throws(() => unifyProv(doc), (error: Error & { details: Record<string, unknown> }) => {
    assert.equal(error.name, "ProvError");
    assert.equal(
      error.message,
      "Cannot unify the document in the bundle ex:b: The statements of activity ex:a must be one, " +
        `but prov:startTime is ${EARLY} in one of them and ${LATE} in another (C22; ` +
        `activity(ex:a, ${EARLY}) and activity(ex:a, ${LATE}))`,
    );
    assert.deepEqual(error.details.records, doc.bundles[0].records);
    return error.details.clause === "C22";
  });
});

test("unifyProv() leaves alone what needs nothing, and does not change its input", () => {
  const doc = buildProv({ prefixes }, (p) => {
    p.entity("ex:e");
    p.entity("ex:f");
    p.entity("ex:e", { "ex:k": 1 });
  });
  const before = JSON.stringify(doc);
  const { records } = unifyProv(doc);
  assert.equal(records[1], doc.records[1]);
  assert.equal(JSON.stringify(doc), before);
  assert(Object.isFrozen(records) && records.every((record) => Object.isFrozen(record.formal)));
});

test("unifyProv() once is enough, and agrees with validateProv()", () => {
  fc.assert(
    fc.property(denseDocument, (doc) => {
      const once = unified(doc);
      const findings = validateProv(doc);
      if (typeof once === "string") {
        assert(findings.some(({ code }) => code === once));
        return;
      }
      assert(equalProv(unifyProv(once), once));
      const codes = (doc: ProvDocument) =>
        new Set(validateProv(doc).flatMap((f) => f.severity === "error" ? [f.code] : []));
      assert.deepEqual(codes(once), codes(doc));
    }),
    { numRuns: 1000 },
  );
});
