import assert from "node:assert/strict";
import { test } from "node:test";
import { buildProv } from "../../lib/prov/build.ts";
import type { ProvBuilder } from "../../lib/prov/statements.ts";
import { validateProv } from "../../lib/prov/validate.ts";

const prefixes = { ex: "https://e.example/" };

/** A document that states some entities and activities. */
function state(build: (p: ProvBuilder) => void) {
  return buildProv({ prefixes }, (p) => {
    for (const name of ["ex:e", "ex:f", "ex:t", "ex:ag"]) p.entity(name);
    for (const name of ["ex:a", "ex:b", "ex:robot"]) p.activity(name);
    build(p);
  });
}

/** Documents whose events are in a circle, and the constraints that it goes by. Events that end
 * something are in none: nothing must come after them but other ends. */
const CIRCLES: readonly [codes: string[], build: (p: ProvBuilder) => void][] = [
  [["C42"], (p) => {
    p.wasDerivedFrom("ex:e", "ex:f");
    p.wasDerivedFrom("ex:f", "ex:e");
  }],
  [["C42"], (p) => p.wasDerivedFrom("ex:e", "ex:e")],
  [["C34", "C42", "C43"], (p) => {
    p.wasStartedBy("ex:a", "ex:t");
    p.wasGeneratedBy("ex:e", "ex:a");
    p.wasDerivedFrom("ex:t", "ex:e");
  }],
  // By inference 11 the activity generated what was derived in it.
  [["C34", "C42", "C43"], (p) => {
    p.wasStartedBy("ex:a", "ex:t");
    p.wasDerivedFrom("ex:e", "ex:f", { activity: "ex:a" });
    p.wasDerivedFrom("ex:t", "ex:e");
  }],
  // By inference 9 the starter generated the trigger, named or not.
  [["C34", "C42", "C43"], (p) => {
    p.wasStartedBy("ex:b", undefined, { starter: "ex:a" });
    p.wasStartedBy("ex:a", "ex:t");
    p.wasGeneratedBy("ex:e", "ex:b");
    p.wasDerivedFrom("ex:t", "ex:e");
  }],
  [["C34", "C42", "C43"], (p) => {
    p.wasStartedBy("ex:b", "ex:trigger", { starter: "ex:a" });
    p.wasStartedBy("ex:a", "ex:t");
    p.wasDerivedFrom("ex:t", "ex:trigger");
  }],
  [["C42", "C45"], (p) => {
    p.specializationOf("ex:e", "ex:f");
    p.wasDerivedFrom("ex:f", "ex:e");
  }],
  // Nobody states what is between the two.
  [["C42", "C45"], (p) => {
    p.wasGeneratedBy("ex:x", "ex:a");
    p.specializationOf("ex:e", "ex:between");
    p.specializationOf("ex:between", "ex:x");
    p.wasDerivedFrom("ex:x", "ex:e");
  }],
  // By inference 21 what specializes a stated entity is one.
  [["C42"], (p) => {
    p.specializationOf("ex:special", "ex:e");
    p.wasDerivedFrom("ex:special", "ex:special");
  }],
  [["C42", "C48"], (p) => {
    p.wasAttributedTo("ex:made", "ex:ag");
    p.wasDerivedFrom("ex:ag", "ex:made");
  }],
  [["C42", "C43", "C48"], (p) => {
    p.wasAttributedTo("ex:e", "ex:robot");
    p.wasStartedBy("ex:robot", "ex:t");
    p.wasDerivedFrom("ex:t", "ex:e");
  }],
];

test("validateProv() reports a circle of events step by step", () => {
  for (const [codes, build] of CIRCLES) {
    const doc = state(build);
    const errors = validateProv(doc).filter(({ severity }) => severity === "error");
    assert.deepEqual(errors.map(({ code }) => code), ["C42"], String(build));
    const [{ cycle, records }] = errors;
    assert.deepEqual([...new Set(cycle!.map(({ code }) => code))].sort(), codes, String(build));
    cycle!.forEach((step, i) => {
      assert.equal(step.after, cycle![(i + 1) % cycle!.length].before);
      assert.equal(step.strict, step.code === "C42");
      assert(step.record !== undefined);
    });
    assert(records.length > 0 && records.every((record) => doc.records.includes(record)));
  }
});

test("validateProv() takes events that nobody says took place for none", () => {
  const doc = buildProv({ prefixes }, (p) => {
    p.wasDerivedFrom("ex:e", "ex:f");
    p.wasDerivedFrom("ex:f", "ex:e");
  });
  assert.deepEqual(validateProv(doc).filter(({ severity }) => severity === "error"), []);
});

test("validateProv() allows events that must be at the same time", () => {
  const doc = state((p) => {
    p.wasStartedBy("ex:a", "ex:t");
    p.wasGeneratedBy("ex:t", "ex:a");
    p.specializationOf("ex:e", "ex:f");
    p.alternateOf("ex:e", "ex:f");
  });
  assert.deepEqual(validateProv(doc), []);
});

test("validateProv() reports one shortest circle for events that all wait for each other", () => {
  const doc = buildProv({ prefixes }, (p) => {
    for (let i = 0; i < 50; i++) p.entity(`ex:e${i}`);
    for (let i = 0; i < 50; i++) p.wasDerivedFrom(`ex:e${i}`, `ex:e${(i + 1) % 50}`);
    p.wasDerivedFrom("ex:e2", "ex:e0");
  });
  const errors = validateProv(doc);
  assert.deepEqual(errors.map(({ cycle }) => cycle?.length), [3]);
  assert.match(errors[0].message, /the generation of ex:e1 comes before the generation of ex:e0/);
});
