import assert from "node:assert/strict";
import { test } from "node:test";
import { buildProv } from "../../lib/prov/build.ts";
import { provFromJson } from "../../lib/prov/read_json.ts";
import type { ProvBuilder } from "../../lib/prov/statements.ts";
import { validateProv } from "../../lib/prov/validate.ts";

const prefixes = { ex: "https://e.example/" };
const time = (minute: number) => `2026-01-01T00:${String(minute).padStart(2, "0")}:00Z`;

function messagesOf(build: (p: ProvBuilder) => void, tolerance?: number): string[] {
  const findings = validateProv(
    buildProv({ prefixes }, build),
    tolerance === undefined ? {} : { tolerance },
  );
  assert(findings.every(({ severity }) => severity === "warning"));
  return findings.map(({ code, message }) => `${code}: ${message}`);
}

/** Makes an entity that is there from one minute to another, and an activity likewise. */
function lives(p: ProvBuilder, name: string, from: number, to: number): void {
  p.entity(name);
  p.wasGeneratedBy(name, undefined, { time: time(from) });
  p.wasInvalidatedBy(name, undefined, { time: time(to) });
}
function lasts(p: ProvBuilder, name: string, from: number, to: number): void {
  p.activity(name, {}, { startTime: time(from), endTime: time(to) });
}

/** For each constraint times that are against it and against no other. */
const CLOCKS: readonly [clause: number, build: (p: ProvBuilder) => void][] = [
  [30, (p) => lasts(p, "ex:a", 5, 4)],
  [33, (p) => {
    lasts(p, "ex:a", 2, 3);
    lives(p, "ex:e", 0, 9);
    p.used("ex:a", "ex:e", { time: time(4) });
  }],
  [34, (p) => {
    lasts(p, "ex:a", 2, 3);
    p.wasGeneratedBy(p.entity("ex:e"), "ex:a", { time: time(1) });
  }],
  [35, (p) => {
    lasts(p, "ex:a", 5, 9);
    lasts(p, "ex:b", 1, 2);
    p.wasInformedBy("ex:b", "ex:a");
  }],
  [36, (p) => lives(p, "ex:e", 5, 4)],
  [37, (p) => {
    lives(p, "ex:e", 3, 9);
    p.used(p.activity("ex:a"), "ex:e", { time: time(2) });
  }],
  [38, (p) => {
    lives(p, "ex:e", 3, 5);
    p.used(p.activity("ex:a"), "ex:e", { time: time(6) });
  }],
  [41, (p) => {
    p.used(p.activity("ex:a"), p.entity("ex:e"), { id: "ex:u", time: time(6) });
    p.wasGeneratedBy(p.entity("ex:f"), "ex:a", { id: "ex:g", time: time(5) });
    p.wasDerivedFrom("ex:f", "ex:e", { activity: "ex:a", generation: "ex:g", usage: "ex:u" });
  }],
  [42, (p) => {
    lives(p, "ex:e", 5, 9);
    lives(p, "ex:f", 4, 9);
    p.wasDerivedFrom("ex:f", "ex:e");
  }],
  [43, (p) => {
    lives(p, "ex:e", 5, 9);
    p.wasStartedBy(p.activity("ex:a"), "ex:e", { time: time(4) });
  }],
  [44, (p) => {
    lives(p, "ex:e", 5, 8);
    p.wasEndedBy(p.activity("ex:a"), "ex:e", { time: time(9) });
  }],
  [45, (p) => {
    lives(p, "ex:e", 5, 9);
    lives(p, "ex:f", 4, 9);
    p.specializationOf("ex:f", "ex:e");
  }],
  [46, (p) => {
    lives(p, "ex:e", 4, 8);
    lives(p, "ex:f", 5, 9);
    p.specializationOf("ex:f", "ex:e");
  }],
  [47, (p) => {
    p.agent("ex:e");
    lives(p, "ex:e", 1, 2);
    lasts(p, "ex:a", 5, 9);
    p.wasAssociatedWith("ex:a", "ex:e");
  }],
  [47, (p) => {
    p.agent("ex:b");
    lasts(p, "ex:b", 1, 2);
    lasts(p, "ex:a", 5, 9);
    p.actedOnBehalfOf(p.agent("ex:c"), "ex:b", { activity: "ex:a" });
  }],
  [48, (p) => {
    p.agent("ex:e");
    lives(p, "ex:e", 5, 9);
    p.wasGeneratedBy(p.entity("ex:f"), undefined, { time: time(4) });
    p.wasAttributedTo("ex:f", "ex:e");
  }],
  [49, (p) => {
    p.agent("ex:e");
    p.agent("ex:f");
    lives(p, "ex:e", 5, 9);
    lives(p, "ex:f", 1, 2);
    p.actedOnBehalfOf("ex:f", "ex:e");
  }],
];

test("validateProv() warns of times against each constraint", () => {
  for (const [clause, build] of CLOCKS) {
    const messages = messagesOf(build);
    assert(messages.length > 0, `C${clause}`);
    for (const message of messages) assert.match(message, new RegExp(`^clock.*C${clause}\\)$`));
    assert.deepEqual(messagesOf(build, 600_000), [], `C${clause}`);
  }
});

test("validateProv() allows clocks that disagree by a second, or by as much as is said", () => {
  const build = (p: ProvBuilder) => {
    p.activity("ex:a", {}, {
      startTime: "2026-01-01T00:00:01.500Z",
      endTime: "2026-01-01T00:00:00.500Z",
    });
  };
  assert.deepEqual(messagesOf(build), []);
  assert.equal(messagesOf(build, 999).length, 1);
});

test("validateProv() compares times across zones, and none with a zone to one without", () => {
  const usage = (used: string) =>
    messagesOf((p) => {
      p.wasGeneratedBy(p.entity("ex:e"), undefined, { time: "2026-01-01T12:00:00+02:00" });
      p.used(p.activity("ex:a"), "ex:e", { time: used });
    });
  assert.deepEqual(usage("2026-01-01T10:00:00Z"), []);
  assert.equal(usage("2026-01-01T09:00:00Z").length, 1);
  assert.deepEqual(usage("2026-01-01T09:00:00"), []);
});

test("validateProv() warns of two times of one generation", () => {
  const messages = messagesOf((p) => {
    p.entity("ex:e");
    p.wasGeneratedBy("ex:e", p.activity("ex:a"), { time: time(1) });
    p.wasGeneratedBy("ex:e", p.activity("ex:b"), { time: time(3) });
  });
  assert.deepEqual(messages, [
    "clock-order: There are two times for the generation of ex:e: 2026-01-01T00:01:00Z and " +
    "2026-01-01T00:03:00Z, 120 s apart",
  ]);
});

test("validateProv() warns of what nothing describes, once for each name", () => {
  const doc = buildProv({ prefixes }, (p) => {
    p.activity("ex:a");
    for (const time of [1, 2, 3]) p.used("ex:a", "ex:lost", { time });
    p.wasInformedBy("ex:x", "ex:y");
    p.wasAttributedTo("ex:z", "ex:w");
    p.bundle("ex:b").used("ex:a", "ex:lost");
  });
  const found = validateProv(doc).map(({ code, message, records, bundle }) =>
    `${code} ${records.length} ${bundle?.local ?? "top"} ${message}`
  );
  assert.deepEqual(found, [
    "undescribed-relation 2 top 2 statements are about things that nothing describes: " +
    "wasInformedBy(ex:x, ex:y), …",
    "dangling-reference 3 top Nothing describes ex:lost, and 3 statements refer to it: " +
    "used(ex:a, ex:lost, 1970-01-01T00:00:00.001Z), …",
    "dangling-reference 1 b Nothing describes ex:lost, and a statement refers to it: " +
    "used(ex:a, ex:lost)",
  ]);
});

test("validateProv() warns of prefixes that nobody declares, wherever they stand", () => {
  const places = [
    `{"entity": {"no:e": {}}}`,
    `{"entity": {"ex:e": {"no:k": "v"}}}`,
    `{"entity": {"ex:e": {"ex:k": {"$": "no:v", "type": "prov:QUALIFIED_NAME"}}}}`,
    `{"entity": {"ex:e": {"ex:k": {"$": "v", "type": "no:t"}}}}`,
    `{"bundle": {"no:b": {}}}`,
    `{"bundle": {"ex:b": {"entity": {"no:e": {}}}}}`,
  ];
  for (const place of places) {
    const text = `{"prefix": {"ex": "https://e.example/"}, ${place.slice(1)}`;
    const { document } = provFromJson(text, { mode: "lenient" });
    const found = validateProv(document);
    assert.deepEqual(found.map(({ code }) => code), ["undeclared-prefix"], place);
    assert.match(found[0].message, /^The prefix no is not declared/);
  }
});

test("validateProv() warns of attributes that PROV does not define, and of empty names", () => {
  const { document } = provFromJson(
    `{"prefix": {"ex": "https://e.example/"}, "activity": {
      "ex:a": {"prov:startedAtTime": "2026", "prov:type": "x", "prov:label": "l"},
      "ex:b": {"prov:startedAtTime": "2026", "prov:wrong": 1},
      "ex:": {}}}`,
    { mode: "lenient" },
  );
  const found = validateProv(document).map(({ code, message, records }) =>
    `${code} ${records.length} ${message}`
  );
  assert.deepEqual(found, [
    "unknown-attribute 2 PROV defines no attribute prov:startedAtTime here, and 2 statements have " +
    "it: activity(ex:a), …; the argument is called prov:startTime",
    "unknown-attribute 1 PROV defines no attribute prov:wrong here, and activity(ex:b) has it",
    "empty-name 1 Nothing stands behind the prefix in <https://e.example/>, and activity(ex:) has it",
  ]);
});

test("validateProv() writes no control character into a message", () => {
  const { document } = provFromJson(
    String.raw`{"prefix": {"ex": "https://e.example/"}, "used": {"_:u": {
      "prov:activity": "ex:a\u001b[31m", "prov:entity": "ex:e\n"}}}`,
  );
  const [{ message }] = validateProv(document);
  assert.match(message, /used\(ex:a\\u001b\[31m, ex:e\\u000a\)/);
});

test("validateProv() warns of what only one side of a clash refers to", () => {
  const doc = buildProv({ prefixes }, (p) => {
    p.wasAssociatedWith(p.activity("ex:a"), p.agent("ex:ag"), { id: "ex:i" });
    p.wasAssociatedWith("ex:a", "ex:lost", { id: "ex:i" });
  });
  assert.deepEqual(validateProv(doc).map(({ code }) => code), ["C23", "dangling-reference"]);
});
