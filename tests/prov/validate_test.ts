import assert from "node:assert/strict";
import { test } from "node:test";
import { buildProv } from "../../lib/prov/build.ts";
import type { ProvDocument } from "../../lib/prov/document.ts";
import type { ProvBuilder } from "../../lib/prov/statements.ts";
import { validateProv } from "../../lib/prov/validate.ts";

const prefixes = { ex: "https://e.example/" };
const TIMES = ["2026-01-01T00:00:00Z", "2026-01-01T01:00:00Z"];

function codesOf(build: (p: ProvBuilder) => void): string[] {
  return errorsOf(buildProv({ prefixes }, build)).map(({ code }) => code);
}

function errorsOf(doc: ProvDocument) {
  return validateProv(doc).filter(({ severity }) => severity === "error");
}

/** One smallest document for each constraint, and one as near to it that is valid. */
const CASES: readonly [
  name: string,
  code: string,
  wrong: (p: ProvBuilder) => void,
  right: (p: ProvBuilder) => void,
][] = [
  ["two start times", "C22", (p) => {
    for (const startTime of TIMES) p.activity("ex:a", {}, { startTime });
  }, (p) => {
    p.activity("ex:a", {}, { startTime: TIMES[0] });
    p.activity("ex:a", {}, { startTime: "2026-01-01T01:00:00+01:00", endTime: TIMES[1] });
  }],
  ["two usages of one name", "C23", (p) => {
    for (const e of ["ex:e", "ex:f"]) p.used("ex:a", e, { id: "ex:u" });
  }, (p) => {
    p.used("ex:a", "ex:e", { id: "ex:u" });
    p.used("ex:a", undefined, { id: "ex:u" });
  }],
  ["a plan and none", "C23", (p) => {
    p.wasAssociatedWith("ex:a", "ex:ag", { id: "ex:i", plan: "ex:p" });
    p.wasAssociatedWith("ex:a", "ex:ag", { id: "ex:i" });
  }, (p) => {
    p.wasAssociatedWith("ex:a", "ex:ag", { id: "ex:i", plan: "ex:p" });
    p.wasAssociatedWith("ex:a", undefined, { id: "ex:i", plan: "ex:p" });
  }],
  ["a derivation by an activity and by none", "C23", (p) => {
    p.wasDerivedFrom("ex:e", "ex:f", { id: "ex:d", activity: "ex:a" });
    p.wasDerivedFrom("ex:e", "ex:f", { id: "ex:d" });
  }, (p) => {
    p.wasDerivedFrom("ex:e", "ex:f", { id: "ex:d", activity: "ex:a", usage: "ex:u" });
    p.wasDerivedFrom("ex:e", "ex:f", { id: "ex:d", activity: "ex:a", generation: "ex:g" });
  }],
  ["a derivation whose usage is another one", "C23", (p) => {
    p.wasDerivedFrom("ex:e", "ex:f", { activity: "ex:a", usage: "ex:u" });
    p.used("ex:a", "ex:other", { id: "ex:u" });
  }, (p) => {
    p.wasDerivedFrom("ex:e", "ex:f", { activity: "ex:a", usage: "ex:u" });
    p.used("ex:a", undefined, { id: "ex:u", time: TIMES[0] });
  }],
  ["an influence between others", "C23", (p) => {
    p.wasAttributedTo("ex:e", "ex:ag", { id: "ex:i" });
    p.wasInfluencedBy("ex:e", "ex:other", { id: "ex:i" });
  }, (p) => {
    p.wasAttributedTo("ex:e", "ex:ag", { id: "ex:i" });
    p.wasInfluencedBy("ex:e", "ex:ag", { id: "ex:i" });
  }],
  ["two generations by one activity", "C24", (p) => {
    for (const id of ["ex:g", "ex:h"]) p.wasGeneratedBy("ex:e", "ex:a", { id });
  }, (p) => {
    p.wasGeneratedBy("ex:e", "ex:a", { id: "ex:g" });
    p.wasGeneratedBy("ex:e", "ex:b", { id: "ex:h" });
    p.wasGeneratedBy("ex:e", "ex:a", { time: TIMES[0] });
  }],
  ["two generations, one by derivation", "C24", (p) => {
    p.wasDerivedFrom("ex:e", "ex:f", { activity: "ex:a", generation: "ex:g" });
    p.wasGeneratedBy("ex:e", "ex:a", { id: "ex:h" });
  }, (p) => {
    p.wasDerivedFrom("ex:e", "ex:f", { activity: "ex:a" });
    p.wasGeneratedBy("ex:e", "ex:a", { id: "ex:h" });
  }],
  ["two invalidations by one activity", "C25", (p) => {
    for (const id of ["ex:i", "ex:j"]) p.wasInvalidatedBy("ex:e", "ex:a", { id });
  }, (p) => {
    p.wasInvalidatedBy("ex:e", "ex:a", { id: "ex:i" });
    p.wasInvalidatedBy("ex:e", undefined, { id: "ex:j" });
  }],
  ["two starts by one activity", "C26", (p) => {
    for (const id of ["ex:s", "ex:t"]) p.wasStartedBy("ex:a", undefined, { id, starter: "ex:b" });
  }, (p) => {
    p.wasStartedBy("ex:a", undefined, { id: "ex:s", starter: "ex:b" });
    p.wasStartedBy("ex:a", "ex:e", { starter: "ex:b" });
  }],
  ["two ends by one activity", "C27", (p) => {
    for (const id of ["ex:s", "ex:t"]) p.wasEndedBy("ex:a", undefined, { id, ender: "ex:b" });
  }, (p) => {
    for (const id of ["ex:s", "ex:t"]) p.wasEndedBy("ex:a", undefined, { id });
  }],
  ["starts at two times", "C28", (p) => {
    p.activity("ex:a");
    for (const time of TIMES) p.wasStartedBy("ex:a", undefined, { time });
  }, (p) => {
    // Nobody states the activity itself.
    for (const time of TIMES) p.wasStartedBy("ex:a", undefined, { time });
  }],
  ["an end at another time", "C29", (p) => {
    p.activity("ex:a", {}, { endTime: TIMES[0] });
    p.wasEndedBy("ex:a", undefined, { time: TIMES[1] });
  }, (p) => {
    p.activity("ex:a", {}, { endTime: TIMES[0] });
    p.wasEndedBy("ex:a", "ex:e", { time: TIMES[0] });
  }],
  ["a generation without an activity", "C51", (p) => {
    p.wasDerivedFrom("ex:e", "ex:f", { generation: "ex:g" });
  }, (p) => {
    p.wasDerivedFrom("ex:e", "ex:f", { activity: "ex:a", generation: "ex:g" });
  }],
  ["a specialization of itself", "C52", (p) => {
    p.specializationOf("ex:a", "ex:b");
    p.specializationOf("ex:b", "ex:c");
    p.specializationOf("ex:c", "ex:a");
  }, (p) => {
    p.specializationOf("ex:a", "ex:b");
    p.specializationOf("ex:a", "ex:c");
    p.specializationOf("ex:b", "ex:c");
  }],
  ["one name for two relations", "C53", (p) => {
    p.wasAttributedTo("ex:e", "ex:ag", { id: "ex:i" });
    p.wasAssociatedWith("ex:a", "ex:ag", { id: "ex:i" });
  }, (p) => {
    p.wasAttributedTo("ex:e", "ex:f", { id: "ex:i" });
    p.wasDerivedFrom("ex:e", "ex:f", { id: "ex:i" });
  }],
  ["one name for a thing and a relation", "C54", (p) => {
    p.wasInfluencedBy("ex:e", "ex:f", { id: p.agent("ex:i") });
  }, (p) => {
    p.alternateOf(p.entity("ex:e"), p.entity("ex:f"));
  }],
  ["an entity that is an activity", "C55", (p) => {
    p.wasAssociatedWith("ex:a", "ex:ag", { plan: p.activity("ex:p") });
  }, (p) => {
    p.wasAssociatedWith(p.agent("ex:a"), p.agent("ex:e"), { plan: p.agent("ex:p") });
  }],
  ["a member of an empty collection", "C56", (p) => {
    p.entity("ex:c", { "prov:type": p.name("prov:EmptyCollection") });
    p.specializationOf("ex:s", "ex:c");
    p.hadMember("ex:s", "ex:e");
  }, (p) => {
    p.entity("ex:s", { "prov:type": p.name("prov:EmptyCollection") });
    p.specializationOf("ex:s", "ex:c");
    p.hadMember("ex:c", "ex:e");
  }],
  ["two mentions", "mention-twice", (p) => {
    p.mentionOf("ex:e", "ex:f", "ex:b");
    p.mentionOf("ex:e", "ex:g", "ex:b");
  }, (p) => {
    p.mentionOf("ex:e", "ex:f", "ex:b");
    p.mentionOf("ex:e", "ex:f", "ex:b");
  }],
];

for (const [name, code, wrong, right] of CASES) {
  test(`validateProv() refuses ${name} by ${code}`, () => {
    assert.deepEqual([...new Set(codesOf(wrong))], [code]);
    assert.deepEqual(codesOf(right), []);
  });
}

test("validateProv() refuses a statement without what its kind demands", () => {
  const whole = buildProv({ prefixes }, (p) => p.wasInformedBy("ex:a", "ex:b", { id: "ex:i" }));
  const [record] = whole.records;
  const part = { ...record, formal: { informed: record.formal.informed } };
  const [finding, ...others] = errorsOf({ ...whole, records: [part] });
  assert.deepEqual([finding.code, finding.records, others], ["missing-argument", [part], []]);
  // Another statement of the same name tells it.
  assert.deepEqual(errorsOf({ ...whole, records: [part, record] }), []);
});

test("validateProv() tells both statements of a clash as they are in the document", () => {
  const doc = buildProv({ prefixes }, (p) => {
    p.entity("ex:thing", { "ex:n": 1 });
    p.entity("ex:thing", { "ex:n": 2 });
    p.activity("ex:thing");
  });
  const [finding] = errorsOf(doc);
  assert.deepEqual(finding.records, doc.records);
  assert.equal(
    finding.message,
    "ex:thing is an entity and also an activity: entity(ex:thing) and activity(ex:thing)",
  );
});

test("validateProv() checks the top level and each bundle by itself", () => {
  const doc = buildProv({ prefixes }, (p) => {
    p.entity("ex:x");
    p.bundle("ex:b1", (b) => b.activity("ex:x"));
    p.bundle("ex:b2", (b) => {
      b.activity("ex:y");
      b.entity("ex:y");
    });
  });
  assert.deepEqual(errorsOf(doc).map(({ code, bundle }) => [code, bundle?.local]), [["C55", "b2"]]);
});

test("validateProv() refuses an unknown option and a tolerance that is none", () => {
  const doc = buildProv();
  assert.throws(() => validateProv(doc, { tolerence: 1 } as never), TypeError);
  assert.throws(() => validateProv(doc, { tolerance: -1 }), RangeError);
  assert.throws(() => validateProv(doc, { tolerance: NaN }), RangeError);
});
